import Foundation
import Testing

/// Programs and packages of others that reports are held against; `.ci/validators` puts them below the build folder.
enum Outside {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../..")
        .standardizedFileURL
    private static let folder = root.appending(path: ".build/validators").path

    static let xmllint = "/usr/bin/xmllint"
    /// A Python that has the package kcidb-io.
    static let python = folder + "/venv/bin/python"
    /// tools/testing/kunit of a kernel's source.
    static let kunit = folder + "/kunit"

    static func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    struct Said {
        var code: Int32
        var output: String
    }

    /// Runs a program on a text in a file, whose path is its last argument, for a minute at most.
    static func run(_ program: String, _ arguments: [String], on text: Data) throws -> Said {
        let files = FileManager.default
        let folder = files.temporaryDirectory.appending(path: "outside-\(UUID().uuidString)").path
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? files.removeItem(atPath: folder) }
        try text.write(to: URL(fileURLWithPath: folder + "/report"))
        try Data().write(to: URL(fileURLWithPath: folder + "/said"))
        let said = try FileHandle(forWritingTo: URL(fileURLWithPath: folder + "/said"))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
        process.arguments = ["--kill-after=5", "60", program] + arguments + [folder + "/report"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = said
        process.standardError = said
        try process.run()
        process.waitUntilExit()
        let output = files.contents(atPath: folder + "/said") ?? Data()
        return Said(code: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
    }
}

extension Trait where Self == ConditionTrait {
    /// Says plainly that a report is not validated where what validates it is not at hand.
    static func needs(_ path: String) -> Self {
        .enabled(if: Outside.has(path), "NOT VALIDATED: there is no \(path); make validate fetches what it needs")
    }
}
