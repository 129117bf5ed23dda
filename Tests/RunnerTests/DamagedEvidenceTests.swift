import Foundation
import Journal
import Plan
import Testing
import Verdict

@testable import RouteModel
@testable import Runner

/// A side whose evidence is damaged never takes part in an `agree`.
@Suite struct DamagedEvidenceTests {
    let attempt: Attempt

    init() throws { attempt = try Attempt() }

    @Test func whatWasRecordedAgreesOnBothSides() {
        #expect(attempt.judged().agreeing == attempt.boot.cells.count)
    }

    @Test(arguments: Attempt.files)
    func withoutAFileNothingAgrees(name: String) throws {
        #expect(try attempt.judged(name, as: nil).agreeing == 0)
        #expect(try attempt.judged(name, as: []).agreeing == 0)
    }

    @Test(arguments: ["probe.jsonl", "ram.jsonl"])
    func aFileThatEndsInTheMiddleOfALineShowsNothing(name: String) throws {
        let whole = try attempt.content(name)
        for cut in stride(from: 1, to: whole.count, by: max(1, whole.count / 30)) + [whole.count - 1] {
            let judged = try attempt.judged(name, as: Array(whole[..<cut]))
            if whole[cut - 1] == UInt8(ascii: "\n") {
                #expect(judged.agreeing < judged.count, "cut at \(cut)")
            } else {
                #expect(judged.agreeing == 0, "cut at \(cut)")
            }
        }
    }

    @Test(arguments: ["probe.jsonl", "ram.jsonl"])
    func noLineCanBeTakenAway(name: String) throws {
        let lines = try attempt.lines(name)
        for missing in lines.indices {
            // What the device stored is looked for in RAM, whatever the guest says of it.
            if String(decoding: lines[missing], as: UTF8.self).contains(#""stored":true"#) { continue }
            var rest = lines
            rest.remove(at: missing)
            let judged = try attempt.judged(name, as: rest.flatMap { $0 })
            #expect(judged.agreeing < judged.count, "line \(missing + 1)")
        }
    }

    @Test func aTraceThatIsCutShowsNothing() throws {
        let lines = try attempt.lines("ftrace.txt")
        let texts = lines.map { String(decoding: $0, as: UTF8.self) }
        let requests = try #require(texts.lastIndex { $0.contains("begin request=") })
        // The first device's control DMA behind the requests.
        let last = try #require(texts[requests...].firstIndex { $0.contains("begin control") })
        let needed = lines[...last].reduce(0) { $0 + $1.count }
        let whole = try attempt.content("ftrace.txt")
        for cut in stride(from: 0, through: needed, by: needed / 20) {
            #expect(try attempt.judged("ftrace.txt", as: Array(whole[..<cut])).agreeing == 0, "cut at \(cut)")
        }
    }

    @Test func noDMAEventOfARequestCanBeTakenAway() throws {
        let lines = try attempt.lines("ftrace.txt")
        var tried = 0
        for missing in lines.indices {
            let text = String(decoding: lines[missing], as: UTF8.self)
            guard text.contains(": dma_map_") || text.contains(": dma_alloc:") || text.contains("dmaroute: ") else {
                continue
            }
            // A release is looked at only where a kernel's trace does not show what the call gave.
            if text.contains("release=") || lines[..<missing].last?.contains("release=".utf8) == true { continue }
            var rest = lines
            rest.remove(at: missing)
            let judged = try attempt.judged("ftrace.txt", as: rest.flatMap { $0 })
            if judged.agreeing == judged.count, !isEndOfARelease(lines, missing), !text.contains("dma_map_sg_err") {
                Issue.record("line \(missing + 1): \(text)")
            }
            tried += 1
        }
        #expect(tried > 20)
    }

    private func isEndOfARelease(_ lines: [[UInt8]], _ index: Int) -> Bool {
        let marks = lines[..<index].map { String(decoding: $0, as: UTF8.self) }.last { $0.contains("dmaroute: begin") }
        return marks?.contains("release=") == true
    }

    @Test func countersThatAreCutAreALoss() throws {
        let whole = try attempt.content("trace-stats.txt")
        let lines = try attempt.lines("trace-stats.txt")
        let last = try #require(lines.firstIndex { String(decoding: $0, as: UTF8.self).hasPrefix("dropped events") })
        for cut in stride(from: 0, to: lines[...last].reduce(0) { $0 + $1.count }, by: 5) {
            #expect(try attempt.judged("trace-stats.txt", as: Array(whole[..<cut])).agreeing == 0, "cut at \(cut)")
        }
    }

    /// Its registers, read while the request stood refused, must be those of the transfer that loaded it.
    @Test func aDeviceThatWasToldToMoveWhatWasRefusedDisagrees() throws {
        let whole = try #require(String(bytes: attempt.content("ram.jsonl"), encoding: .utf8))
        let lines = whole.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.contains("\"step\":65535")
                ? line.replacingOccurrences(of: "\"destination\":262144", with: "\"destination\":4096") : String(line)
        }
        let spoilt = lines.joined(separator: "\n")
        try #require(spoilt != whole)
        let judged = try attempt.judged("ram.jsonl", as: Array(spoilt.utf8))
        #expect(judged.contains { $0.judgement.verdict == .sidesDisagree })
    }
}
