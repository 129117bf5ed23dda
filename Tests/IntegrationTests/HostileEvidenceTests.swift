import Foundation
import TestSupport
import Testing

extension Integration {
    /// What a guest sends may be cut, binary or endless.
    @Suite(.smallRun, .timeLimit(.minutes(10))) struct HostileEvidenceTests {
        @Test func undamagedEvidenceAgrees() async throws {
            for file in Evidence.files {
                let verdicts = try await Evidence.verdicts(file) { $0 }
                #expect(verdicts.agreeOnTwoSides == 12, "\(file): \(verdicts.counts)")
            }
        }

        @Test(arguments: Evidence.vital) func nothingAgreesWithoutIt(file: String) async throws {
            var dice = Dice(1)
            let junk = Data((0..<100_000).map { _ in UInt8.random(in: .min ... .max, using: &dice) })
            for (name, damaged) in [("removed", nil), ("empty", Data()), ("binary", junk)] as [(String, Data?)] {
                let verdicts = try await Evidence.verdicts(file) { _ in damaged }
                #expect(verdicts.agreeOnTwoSides == 0, "\(file) \(name): \(verdicts.counts)")
                #expect(
                    Evidence.accusations.isDisjoint(with: verdicts.counts.keys), "\(file) \(name): \(reasons(verdicts))"
                )
            }
        }

        /// A file that ends too soon accuses nobody; where the kernel's trace is cut, nothing agrees.
        @Test(arguments: Evidence.vital) func aCutFileAccusesNobody(file: String) async throws {
            var dice = Dice(2)
            for _ in 0..<10 {
                let cut = Double.random(in: 0..<0.97, using: &dice)
                let verdicts = try await Evidence.verdicts(file) { $0.prefix(Int(Double($0.count) * cut)) }
                #expect(
                    Evidence.accusations.isDisjoint(with: verdicts.counts.keys),
                    "\(file) cut at \(cut): \(verdicts.counts) \(reasons(verdicts))")
                #expect(file != "ftrace.txt" || verdicts.agreeOnTwoSides == 0, "cut at \(cut): \(verdicts.counts)")
            }
        }

        @Test(arguments: Evidence.files) func nothingMakesTheJudgeCrash(file: String) async throws {
            for seed in 0..<10 {
                var dice = Dice(seed)
                _ = try await Evidence.verdicts(file) { whole in
                    var bytes = [UInt8](whole)
                    for _ in 0..<(bytes.isEmpty ? 0 : 1 << Int.random(in: 0..<10, using: &dice)) {
                        let at = Int.random(in: bytes.indices, using: &dice)
                        switch Int.random(in: 0..<4, using: &dice) {
                        case 0: bytes[at] = .random(in: .min ... .max, using: &dice)
                        case 1: bytes[at] = "0123456789abcdefx-,:\n".utf8.randomElement(using: &dice) ?? 0
                        case 2: bytes.insert(contentsOf: bytes[at...].prefix(200), at: at)
                        default: bytes.insert(contentsOf: "99999999999999999999".utf8, at: at)
                        }
                    }
                    return Data(bytes)
                }
            }
        }

        /// 8 MiB without a line's end, and as many lines of no sense.
        @Test(arguments: Evidence.vital, ["=", "\n", "{\n", "init-1 [000] ...1. 4.8: dma_map_phys: \n"])
        func endlessFilesEnd(file: String, piece: String) async throws {
            let junk = Data(String(repeating: piece, count: (8 << 20) / piece.utf8.count).utf8)
            let verdicts = try await Evidence.verdicts(file) { _ in junk }
            #expect(verdicts.agreeOnTwoSides == 0)
        }

        /// The kernel counts what it wrote: lines that somebody took out are missed, wherever they stood.
        @Test func linesThatAreMissingLoseEveryVerdict() async throws {
            let verdicts = try await Evidence.verdicts("ftrace.txt") { without(request: 1, $0).trace }
            #expect(verdicts.counts == ["trace-lost": 12])
        }

        /// Nor does it agree where the kernel's counters were changed as well.
        @Test(arguments: 1...6) func aRequestThatTheTraceDoesNotShowDoesNotAgree(request: Int) async throws {
            var cells: Set<String> = []
            let run = try #require(EvidenceTrait.current).run
            for boot in try run.plan().boots {
                cells.insert(try cell(of: request, in: run.attempt(1, of: boot)))
            }
            let verdicts = try await Evidence.verdicts { files in
                let (trace, removed) = without(request: request, try #require(files["ftrace.txt"]))
                files["ftrace.txt"] = trace
                files["trace-stats.txt"] = try counting(removed, fewer: try #require(files["trace-stats.txt"]))
            }
            for (cell, line) in verdicts {
                #expect(
                    (line.verdict == "agree") == !cells.contains(cell),
                    "\(line.verdict ?? "") \(line.reason?.text ?? "")")
                #expect(line.verdict == "agree" || line.verdict == "trace-lost")
            }
        }

        /// The trace without a request's lines, its marks included, and how many those were.
        private func without(request: Int, _ trace: Data) -> (trace: Data, removed: Int) {
            var inside = false
            let lines = trace.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            let kept = lines.filter { line in
                let text = String(decoding: line, as: UTF8.self)
                if text.contains("begin request=\(request) ") { inside = true }
                defer { if text.hasSuffix("dmaroute: end") { inside = false } }
                return !inside
            }
            return (Data(kept.joined(separator: [UInt8(ascii: "\n")])), lines.count - kept.count)
        }

        /// The kernel's counters with so many entries fewer, on the first CPU that has as many.
        private func counting(_ removed: Int, fewer statistics: Data) throws -> Data {
            var lines = String(decoding: statistics, as: UTF8.self).components(separatedBy: "\n")
            let counter = "entries: "
            let count = { (line: String) in line.hasPrefix(counter) ? Int(line.dropFirst(counter.count)) : nil }
            let place = try #require(lines.firstIndex { (count($0) ?? 0) >= removed })
            lines[place] = counter + String((count(lines[place]) ?? 0) - removed)
            return Data(lines.joined(separator: "\n").utf8)
        }

        @Test func lostEventsLoseEveryVerdict() async throws {
            let verdicts = try await Evidence.verdicts("trace-stats.txt") { statistics in
                let text = String(decoding: statistics, as: UTF8.self)
                return Data(text.replacingOccurrences(of: "\noverrun: 0", with: "\noverrun: 1").utf8)
            }
            #expect(verdicts.counts == ["trace-lost": 12])
        }

        private func cell(of request: Int, in attempt: String) throws -> String {
            struct Record: Decodable {
                struct Order: Decodable {
                    struct Number: Decodable { var request: Int }
                    var cell: String
                    var order: Number
                }
                var order: Order?
            }
            let lines = try Data(contentsOf: URL(fileURLWithPath: "\(attempt)/probe.jsonl")).split(separator: 10)
            let orders = try lines.compactMap { try JSONDecoder().decode(Record.self, from: Data($0)).order }
            return try #require(orders.first { $0.order.request == request }).cell
        }

        private func reasons(_ verdicts: [String: Run.Line]) -> String {
            let accused = verdicts.values.first { Evidence.accusations.contains($0.verdict ?? "") }
            return accused?.reason?.text ?? ""
        }
    }
}
