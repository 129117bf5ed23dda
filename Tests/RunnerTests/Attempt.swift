import Foundation
import Journal
import Plan
import RouteModel
import TestSupport
import Testing
import Verdict

@testable import Runner

/// Evidence of a real boot, ten requests on two devices, in a folder where a test may spoil it.
final class Attempt {
    /// What a run keeps of an attempt and judges by.
    static let files = ["probe.jsonl", "ram.jsonl", "facts.txt", "kmsg.txt", "ftrace.txt", "trace-stats.txt"]

    let boot: PlannedBoot
    private let scratch: Scratch
    private let recorded: URL

    init() throws {
        recorded = try #require(Bundle.module.url(forResource: "Recorded", withExtension: nil))
        let plan = try JSONDecoder().decode(Plan.self, from: Data(contentsOf: recorded.appending(path: "plan.json")))
        boot = try #require(plan.boots.first)
        scratch = try Scratch()
        for name in Self.files { try restore(name) }
    }

    var path: String { scratch.path }

    func content(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: recorded.appending(path: name))) }

    func lines(_ name: String) throws -> [[UInt8]] {
        try content(name).split(separator: UInt8(ascii: "\n")).map { Array($0) + [UInt8(ascii: "\n")] }
    }

    /// Judges with this content in place of the recorded file's; nil removes the file.
    func judged(
        _ name: String, as bytes: [UInt8]?, _ kernel: RecordedKernel = RecordedKernel()
    ) throws -> [JudgedCell] {
        if let bytes {
            try Data(bytes).write(to: URL(fileURLWithPath: path + "/" + name))
        } else {
            try FileManager.default.removeItem(atPath: path + "/" + name)
        }
        defer { try? restore(name) }
        return judged(kernel)
    }

    func judged(_ kernel: RecordedKernel = RecordedKernel()) -> [JudgedCell] {
        AttemptEvidence(folder: path, of: boot.boot, attempt: 1).judge(boot, policy: nil, kernel: kernel)
    }

    private func restore(_ name: String) throws {
        try Data(content(name)).write(to: URL(fileURLWithPath: path + "/" + name))
    }
}

extension [JudgedCell] {
    /// Cells that agree on two sides.
    var agreeing: Int { count { $0.judgement.verdict == .agree && $0.judgement.sides == 2 } }
}
