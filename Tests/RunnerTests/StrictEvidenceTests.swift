import Evidence
import Foundation
import Journal
import Plan
import TestSupport
import Testing
import Verdict

@testable import Runner

/// Evidence of which one number or one line is not what was seen: the cells that rest on it do not agree.
@Suite struct StrictEvidenceTests {
    let attempt: Attempt

    init() throws { attempt = try Attempt() }

    /// What stands in a file's first line with all of some words is exchanged; nothing else of the file.
    struct Change: CustomTestStringConvertible, Sendable {
        var file: String
        var words: [String]
        var old: String
        var new: String

        var testDescription: String { "\(file): \(old) became \(new)" }
    }

    static let changes = [
        // What the probe reports.
        Change(
            file: "probe.jsonl", words: ["\"mapped\"", "\"request\":1,"], old: "\"length\":12288",
            new: "\"length\":12280"),
        Change(
            file: "probe.jsonl", words: ["\"released\"", "\"request\":3,"], old: "\"right\":64", new: "\"right\":63"),
        Change(file: "probe.jsonl", words: ["\"stored\":true"], old: "\"offset\":0", new: "\"offset\":64"),
        Change(
            file: "probe.jsonl", words: ["\"order\"", "\"request\":3,"], old: "\"low\":4294967296",
            new: "\"low\":4294967297"),
        Change(file: "probe.jsonl", words: ["\"setUp\""], old: "\"bind\":0", new: "\"bind\":-5"),
        // What the device's registers hold.
        Change(file: "ram.jsonl", words: ["\"step\":0"], old: "\"count\":4032", new: "\"count\":4031"),
        Change(file: "ram.jsonl", words: ["\"step\":0"], old: "\"source\":262144", new: "\"source\":262145"),
        Change(
            file: "ram.jsonl", words: ["\"step\":1"], old: "\"destination\":2059009984",
            new: "\"destination\":2059009985"),
        // The trace between the marks.
        Change(file: "ftrace.txt", words: ["map_page:", "size=12288"], old: "406a600", new: "406a60f"),
        Change(file: "ftrace.txt", words: ["pool_map_ret:"], old: "init-1 ", new: "init-2 "),
        Change(file: "ftrace.txt", words: ["pool_map_ret:"], old: "7ab9f000", new: "7ab9f800"),
        Change(file: "ftrace.txt", words: ["pool_map:"], old: "0x101a98000", new: "0x101a99000"),
        Change(
            file: "ftrace.txt", words: ["swiotlb_bounced", "103f23000 size=4096"], old: "103f23000", new: "203f23000"),
        Change(file: "ftrace.txt", words: ["map_page:", "size=12288"], old: "0000:00:10.0", new: "0000:00:12.0"),
        Change(
            file: "ftrace.txt", words: ["dma_map_sg:"], old: "{0x7aba3000,0x7aba4000}", new: "{0x7aba4000,0x7aba3000}"),
        Change(file: "ftrace.txt", words: ["map_page:", "size=12288"], old: "11.664628", new: "11.594628"),
        Change(file: "ftrace.txt", words: ["map_page:", "size=12288"], old: "dir=2", new: "dir=7"),
        // What stands in RAM: control DMA, what the device stored, and what it was to leave alone.
        Change(file: "ram.jsonl", words: ["\"set-up\""], old: "\"offset\":0", new: "\"offset\":64"),
        Change(file: "ram.jsonl", words: ["\"finish\""], old: "\"length\":4032", new: "\"length\":4096"),
        Change(
            file: "ram.jsonl", words: ["\"moved\"", "[3,4]"], old: "\"physical\":76550144", new: "\"physical\":76550208"
        ),
        Change(file: "ram.jsonl", words: ["\"moved\"", "[7,8]"], old: "\"length\":4096", new: "\"length\":4032"),
        Change(file: "ram.jsonl", words: ["\"held\"", "[1,2]"], old: "\"length\":12288", new: "\"length\":12268"),
        Change(file: "ram.jsonl", words: ["\"moved\"", "[5,6]"], old: "\"offset\":4096", new: "\"offset\":8192"),
        // The boot.
        Change(file: "facts.txt", words: ["trace.kprobe=pool_map_ret"], old: "pool_map_ret", new: "pool_map"),
        Change(file: "facts.txt", words: ["processors="], old: "processors", new: "processor"),
        Change(file: "facts.txt", words: ["00:10.0.dma_mask_bits"], old: "0000:00:10.0", new: "0000:00:19.0"),
        Change(file: "kmsg.txt", words: ["Kernel command line: "], old: "audit=0", new: "audit=1"),
        Change(file: "kmsg.txt", words: [" as init process"], old: "init process", new: "init proces"),
    ]

    @Test(arguments: changes) func aNumberThatIsAnotherIsMissed(change: Change) throws {
        var lines = try attempt.lines(change.file).map { String(decoding: $0, as: UTF8.self) }
        let at = try #require(lines.firstIndex { line in change.words.allSatisfy(line.contains) })
        let range = try #require(lines[at].firstRange(of: change.old))
        lines[at].replaceSubrange(range, with: change.new)
        let judged = try attempt.judged(change.file, as: Array(lines.joined().utf8))
        #expect(judged.agreeing < judged.count)
    }

    @Test(arguments: ["probe.jsonl", "ram.jsonl"]) func noTwoLinesThatDifferCanChangePlaces(name: String) throws {
        let lines = try attempt.lines(name)
        for first in lines.indices.dropLast() {
            let pair = [first, first + 1].map { Self.requests(String(decoding: lines[$0], as: UTF8.self)) }
            // What is of different requests may come in any order.
            if !pair.contains([]), pair[0].isDisjoint(with: pair[1]) { continue }
            var other = lines
            other.swapAt(first, first + 1)
            let judged = try attempt.judged(name, as: other.flatMap { $0 })
            #expect(judged.agreeing < judged.count, "lines \(first + 1) and \(first + 2)")
        }
    }

    private static func requests(_ line: String) -> Set<Substring> {
        Set(line.matches(of: /"request":(\d+)/).map { $0.output.1 })
    }

    @Test(arguments: ["probe.jsonl", "ram.jsonl"]) func noLineCanStandTwice(name: String) throws {
        let lines = try attempt.lines(name)
        for line in lines.indices {
            var other = lines
            other.insert(lines[line], at: line)
            let judged = try attempt.judged(name, as: other.flatMap { $0 })
            #expect(judged.agreeing < judged.count, "line \(line + 1)")
        }
    }

    @Test func linesOfAnotherBootAreNoEvidence() throws {
        let text = String(decoding: try attempt.content("ram.jsonl"), as: UTF8.self)
        let judged = try attempt.judged(
            "ram.jsonl", as: Array(text.replacing("6083461749475743720", with: "6083461749475743721").utf8))
        #expect(judged.agreeing == 0)
    }
}
