import Foundation
import Testing

/// A small run whose copies are damaged and judged again.
struct EvidenceTrait: SuiteTrait, TestScoping {
    @TaskLocal static var current: (run: Run, scratch: Scratch)?

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await Scratch.with { scratch in
            let text = Config.small().replacingOccurrences(of: "axes:", with: "axes:\n  viommu: [none, intel]")
            let config = try scratch.write(text, to: "small.yaml")
            let ended = try await Tool.run(["run", config, "--output", scratch.runs], in: scratch)
            guard ended.exit == .code(0) else { throw Missing("the run to be damaged failed: \(ended.errors)") }
            try await Self.$current.withValue((try scratch.onlyRun(), scratch)) { try await function() }
        }
    }
}

extension Trait where Self == EvidenceTrait {
    static var smallRun: Self { Self() }
}

enum Evidence {
    static let files = [
        "ftrace.txt", "trace-stats.txt", "probe.jsonl", "ram.jsonl", "facts.txt", "kmsg.txt", "device-trace.log",
    ]
    /// Without these there is nothing to agree with.
    static let vital = ["ftrace.txt", "trace-stats.txt", "probe.jsonl", "ram.jsonl", "facts.txt"]
    static let accusations: Set = ["forbidden", "absent", "corrupted"]

    /// The verdicts on a copy of the run in which every boot's `file` is replaced by what `damage` makes of it; nil
    /// removes it.
    static func verdicts(
        _ file: String, _ damage: (Data) throws -> Data?, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> [String: Run.Line] {
        try await verdicts(sourceLocation: sourceLocation) { files in
            // QEMU traces nothing where there is no IOMMU.
            if let whole = files[file] { files[file] = try damage(whole) }
        }
    }

    /// The verdicts on a copy of the run in which `damage` changes or removes every boot's files, by name.
    static func verdicts(
        sourceLocation: SourceLocation = #_sourceLocation, _ damage: (inout [String: Data]) throws -> Void
    ) async throws -> [String: Run.Line] {
        let (run, scratch) = try #require(EvidenceTrait.current, sourceLocation: sourceLocation)
        let copy = Run(path: "\(scratch.path)/damaged")
        let output = "\(scratch.path)/judged"
        let files = FileManager.default
        for path in [copy.path, output] where files.fileExists(atPath: path) { try files.removeItem(atPath: path) }
        try files.copyItem(atPath: run.path, toPath: copy.path)
        for boot in try run.plan().boots {
            let folder = copy.attempt(1, of: boot)
            let whole = Dictionary(
                uniqueKeysWithValues: Self.files.compactMap { name in
                    files.contents(atPath: "\(folder)/\(name)").map { (name, $0) }
                })
            var changed = whole
            try damage(&changed)
            for name in whole.keys where changed[name] != whole[name] {
                try files.removeItem(atPath: "\(folder)/\(name)")
                try changed[name]?.write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
            }
        }
        let ended = try await Tool.run(["check", copy.path, "--output", output], in: scratch, limit: .seconds(60))
        let answers: [Ended.Exit] = [.code(0), .code(1), .code(3), .code(4)]
        #expect(answers.contains(ended.exit), "\(ended.errors)", sourceLocation: sourceLocation)
        let name = try #require(try files.contentsOfDirectory(atPath: output).first, sourceLocation: sourceLocation)
        return try Run(path: "\(output)/\(name)").verdicts()
    }
}
