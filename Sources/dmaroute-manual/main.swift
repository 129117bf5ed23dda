import Foundation

// dmaroute --experimental-dump-help | dmaroute-manual FOLDER: one page a verb, and one of the command.
let arguments = CommandLine.arguments
guard arguments.count == 2 else {
    FileHandle.standardError.write(Data("usage: dmaroute --experimental-dump-help | dmaroute-manual FOLDER\n".utf8))
    exit(2)
}
do {
    let help = try JSONDecoder().decode(HelpDump.self, from: FileHandle.standardInput.readToEnd() ?? Data())
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(identifier: "UTC")
    format.dateFormat = "MMMM d, yyyy"
    // Who builds packages says by it what day it is, so that equal sources make equal pages.
    let epoch = ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"].flatMap(Double.init)
    let day = format.string(from: epoch.map { Date(timeIntervalSince1970: $0) } ?? Date())
    try FileManager.default.createDirectory(atPath: arguments[1], withIntermediateDirectories: true)
    for page in ManualPage.all(of: help.command, day: day) {
        try Data(page.text().utf8).write(to: URL(fileURLWithPath: arguments[1] + "/\(page.name).1"))
    }
} catch {
    FileHandle.standardError.write(Data("dmaroute-manual: no pages: \(error)\n".utf8))
    exit(1)
}
