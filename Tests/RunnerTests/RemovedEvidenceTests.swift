import Foundation
import Journal
import Plan
import RouteModel
import TestSupport
import Testing
import Verdict

@testable import Runner

/// Evidence that was taken out, put in or exchanged is missed: nothing of it agrees.
@Suite struct RemovedEvidenceTests {
    let attempt: Attempt

    init() throws { attempt = try Attempt() }

    private func replaced(_ name: String, _ old: String, _ new: String) throws -> [JudgedCell] {
        let text = String(decoding: try attempt.content(name), as: UTF8.self)
        #expect(text.contains(old), "\(name) has no \(old)")
        return try attempt.judged(name, as: Array(text.replacingOccurrences(of: old, with: new).utf8))
    }

    @Test func aLineMoreOrLessThanTheKernelCounted() throws {
        let lines = try attempt.lines("ftrace.txt")
        let events = lines.indices.filter {
            lines[$0].contains(UInt8(ascii: "[")) && lines[$0].first != UInt8(ascii: "#")
        }
        for at in stride(from: events[1], to: events[events.count - 1], by: 7) where events.contains(at) {
            var fewer = lines
            fewer.remove(at: at)
            let judged = try attempt.judged("ftrace.txt", as: fewer.flatMap { $0 })
            #expect(judged.agreeing == 0, "without line \(at + 1)")
        }
        let more = lines + [lines[events[1]]]
        #expect(try attempt.judged("ftrace.txt", as: more.flatMap { $0 }).agreeing == 0)
    }

    @Test func aCallOfAnotherSizeDirectionOrPlace() throws {
        #expect(try attempt.judged("ftrace.txt", as: attempt.content("ftrace.txt")).agreeing == 10)
        for (old, new) in [
            ("size=4096", "size=2048"), ("dir=FROM_DEVICE", "dir=TO_DEVICE"), ("phys_addr=", "phys_addr=1"),
        ] {
            let judged = try replaced("ftrace.txt", old, new)
            #expect(
                judged.contains { $0.judgement.verdict == .traceLost || $0.judgement.verdict == .forbidden }, "\(old)")
            #expect(judged.agreeing < 10, "\(old)")
        }
    }

    @Test func factsOfAnotherKernelCommandLineOrMask() throws {
        let kernel = RecordedKernel(version: "7.3.4-1", release: "7.3.4+deb13-amd64")
        let text = String(decoding: try attempt.content("facts.txt"), as: UTF8.self)
        func verdicts(_ facts: String) throws -> Set<Verdict> {
            Set(try attempt.judged("facts.txt", as: Array(facts.utf8), kernel).map(\.judgement.verdict))
        }
        func with(_ old: String, _ new: String) -> String {
            #expect(text.contains(old))
            return text.replacingOccurrences(of: old, with: new)
        }
        #expect(try verdicts(text) == [.agree])
        #expect(try verdicts(with("uname.release=7.3.4+", "uname.release=7.2.1+")) == [.error])
        #expect(try verdicts(with("lsm= ", "lsm= iommu=pt ")) == [.error])
        #expect(try verdicts(with("lsm= ", "lsm= hugepages=9 ")) == [.traceLost], "the log tells of none")
        let masks = try #require(text.split(separator: "\n").first { $0.contains("10.0.dma_mask_bits=") })
        let other = text.replacingOccurrences(of: masks, with: masks.split(separator: "=")[0] + "=63")
        #expect(try verdicts(other).contains(.forbidden))
    }
}
