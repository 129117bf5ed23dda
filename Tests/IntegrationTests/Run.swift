import Foundation
import Testing

/// A run's folder, read by what its files are documented to hold and by none of the product's code.
struct Run: Sendable {
    let path: String

    struct Line: Decodable, Sendable {
        var event: String
        var run: Header?
        var boot: String?
        var cell: String?
        var verdict: String?
        var sides: Int?
        var attempts: Int?
        var predicted: [Prediction]?
        var reason: Words?
        var means: String?
        var route: [String: String?]?
        /// Why a request was refused, or why its bytes did not arrive.
        var cause: String?
        var exit: Int32?
        var statements: [Statement]?
        var dmas: DMAs?
    }

    /// What became of a driver's DMAs.
    struct DMAs: Decodable, Sendable {
        struct Row: Decodable, Sendable {
            var call: String
            var path: String
            var agree: Int
            var forbidden: Int
            var unmodelled: Int
            var indeterminate: Int
        }

        struct Worst: Decodable, Sendable { var line: String }

        var rows: [Row]
        var worst: Worst?
        var confirmed: Int
        /// Before /init.
        var early: Int
    }

    struct Statement: Decodable, Sendable {
        var id: String
        var verdict: String
        var reason: String
    }

    struct Header: Decodable, Sendable {
        struct Kernel: Decodable, Sendable {
            var name: String
            var release: String?
            var sha256: [String: String]
        }

        var kernels: [Kernel]
        var accelerator: String
        var acceleratorReason: String?
    }

    struct Prediction: Decodable, Hashable, Sendable {
        struct Step: Decodable, Hashable, Sendable { var rule: String }

        var given: [String: String]
        var allowed: [[String: String?]]?
        var because: [Step]
    }

    /// A sentence or several.
    struct Words: Decodable, Sendable {
        var text: String

        init(from decoder: any Decoder) throws {
            let value = try decoder.singleValueContainer()
            text = try (try? value.decode(String.self)) ?? value.decode([String].self).joined(separator: " ")
        }
    }

    struct Plan: Decodable, Sendable {
        struct Boot: Decodable, Sendable {
            struct Options: Decodable, Sendable {
                var kernel: String
                var platform: String
                var encryption: String
                var viommu: String
                var cmdline: String
                var microcode: UInt32?
            }
            struct Cell: Decodable, Sendable {
                struct Request: Decodable, Sendable {
                    var kind: String
                    var size: UInt64
                    var address: String?
                    var atomic: Bool?
                    var held: Int?
                }

                var id: String
                var device: String
                var request: Request
            }

            var key: String
            var boot: Options
            var cells: [Cell]
        }

        var boots: [Boot]
        var cells: [String] { boots.flatMap(\.cells).map(\.id) }
    }

    struct Result: Decodable, Sendable {
        struct Cell: Decodable, Sendable {
            var cell: String
            var verdict: String
            var sides: Int
        }

        var cells: [Cell]
    }

    func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)")) }

    func journal() throws -> [Line] {
        try bytes("journal.jsonl").split(separator: UInt8(ascii: "\n")).map {
            try JSONDecoder().decode(Line.self, from: Data($0))
        }
    }

    func plan() throws -> Plan { try JSONDecoder().decode(Plan.self, from: bytes("plan.json")) }
    func result() throws -> Result { try JSONDecoder().decode(Result.self, from: bytes("result.json")) }

    /// The closing line of each cell; there is exactly one for every cell of the plan.
    func verdicts() throws -> [String: Line] {
        let closing = try journal().filter { $0.verdict != nil }
        let planned = try plan().cells
        try #require(closing.count == planned.count, "lines that carry a verdict, against cells of the plan")
        let byCell = Dictionary(closing.map { ($0.cell ?? "", $0) }, uniquingKeysWith: { first, _ in first })
        try #require(Set(byCell.keys) == Set(planned))
        return byCell
    }

    /// Folder of a boot's attempt.
    func attempt(_ number: Int, of boot: Plan.Boot) -> String {
        "\(path)/boots/\(boot.key.prefix(12))/attempt-\(number)"
    }
}

extension Dictionary where Value == Run.Line {
    /// Cells by verdict.
    var counts: [String: Int] { values.reduce(into: [:]) { $0[$1.verdict ?? "", default: 0] += 1 } }

    var agreeOnTwoSides: Int { values.count { $0.verdict == "agree" && $0.sides == 2 } }
}

extension Run {
    /// The run that a command makes below a folder of this name, and how the command ended.
    static func made(
        _ words: [String], to name: String, _ scratch: Scratch
    ) async throws -> (ended: Ended, run: Run) {
        let output = "\(scratch.path)/\(name)"
        let ended = try await Tool.run(words + ["--output", output], in: scratch)
        guard let folder = try? FileManager.default.contentsOfDirectory(atPath: output).first else {
            throw Missing("no run: \(ended.errors)")
        }
        return (ended, Run(path: "\(output)/\(folder)"))
    }
}
