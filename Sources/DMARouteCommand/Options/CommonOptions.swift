import Printing
import ArgumentParser
import Foundation
import Plan
import Report
import Runner
import Verdict

enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}

struct CommonOptions: ParsableArguments {
    @Option(help: "text, or json: one document on standard output, all else on standard error.")
    var format: OutputFormat = .text

    @Flag(name: .shortAndLong, help: "Say nothing but the answer.")
    var quiet = false

    /// What a dry run answers.
    func announce(_ plan: Plan) throws {
        guard format == .text else { return try StandardOutput.write(json: plan) }
        StandardOutput.write(
            "would judge \(counted(plan.cellCount, "cell")) in \(counted(plan.boots.count, "boot")); nothing was started"
        )
    }
}

/// Writes the answer to standard output.
enum StandardOutput {
    static func write(_ text: String) {
        put(Data((Printable.text(text) + "\n").utf8))
    }

    static func write(json value: some Encodable) throws { put(try json(value)) }

    /// As every JSON document of this command is written.
    static func json(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try Data(Printable.json(Array(encoder.encode(value)))) + Data("\n".utf8)
    }

    /// A JSON document that was written for a file.
    static func put(json: Data) { put(Data(Printable.json(Array(json)))) }

    /// A full disk or a closed pipe behind standard output ends the command with an error, not with a crash.
    static func put(_ data: Data) {
        do {
            try Streams.answer(data)
        } catch {
            CommandExit.complain("error: \(error)")
            exit(RunExit.missOrError)
        }
    }
}
