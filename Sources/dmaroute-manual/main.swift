import Foundation
import Manual

// dmaroute --experimental-dump-help | dmaroute-manual FOLDER
let arguments = CommandLine.arguments
guard arguments.count == 2 else {
    FileHandle.standardError.write(Data("usage: dmaroute --experimental-dump-help | dmaroute-manual FOLDER\n".utf8))
    exit(2)
}
do {
    // Who builds packages says by it what day it is, so that equal sources make equal pages.
    let epoch = ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"].flatMap(Double.init)
    let pages = try Manual.pages(
        dump: FileHandle.standardInput.readToEnd() ?? Data(),
        date: epoch.map { Date(timeIntervalSince1970: $0) } ?? Date())
    try FileManager.default.createDirectory(atPath: arguments[1], withIntermediateDirectories: true)
    for page in pages { try Data(page.text.utf8).write(to: URL(fileURLWithPath: arguments[1] + "/" + page.file)) }
} catch {
    FileHandle.standardError.write(Data("dmaroute-manual: no pages: \(error)\n".utf8))
    exit(1)
}
