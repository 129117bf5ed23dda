import Plan
import Testing

@testable import RouteModel
@testable import Runner

/// Whatever stands in an attempt's folder, judging it ends with a verdict for every cell.
@Suite struct HostileEvidenceTests {
    let attempt: Attempt

    init() throws { attempt = try Attempt() }

    @Test(arguments: Attempt.files)
    func bytesThatNobodyWroteEndInVerdicts(name: String) throws {
        let whole = try attempt.content(name)
        var chance = SplitMix64(7)
        for round in 0..<12 {
            var bytes = whole
            for _ in 0..<(1 + 5 * round) {
                let at = Int.random(in: 0..<bytes.count, using: &chance)
                switch Int.random(in: 0..<4, using: &chance) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &chance)
                case 1: bytes.remove(at: at)
                case 2: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + 40)], at: at)
                default: bytes[at] = UInt8(ascii: "9")
                }
            }
            #expect(try attempt.judged(name, as: bytes).count == attempt.boot.cells.count)
        }
    }

    /// Numbers at the edges of their types, in every place where a number stands.
    @Test(arguments: ["probe.jsonl", "ram.jsonl", "facts.txt", "kmsg.txt", "ftrace.txt", "trace-stats.txt"])
    func numbersAtTheEdgesEndInVerdicts(name: String) throws {
        let edges = ["0", "1", "255", "65535", "4294967295", "18446744073709551615", "ffffffffffffffff", "-1", "1e400"]
        let pieces = numbers(in: try attempt.content(name))
        let places = pieces.indices.filter { pieces[$0].isNumber }
        var chance = SplitMix64(11)
        for place in places.shuffled(using: &chance).prefix(12) {
            let edge = edges[Int.random(in: 0..<edges.count, using: &chance)]
            var changed = pieces.map(\.bytes)
            changed[place] = Array(edge.utf8)
            #expect(try attempt.judged(name, as: changed.flatMap { $0 }).count == attempt.boot.cells.count)
        }
        for edge in edges {
            let all = pieces.flatMap { $0.isNumber ? Array(edge.utf8) : $0.bytes }
            #expect(try attempt.judged(name, as: all).agreeing == 0 || name.hasSuffix(".txt"), "all \(edge)")
        }
    }

    @Test(arguments: ["probe.jsonl", "ram.jsonl"])
    func recordsThatAreNoneAreDamage(name: String) throws {
        let whole = try attempt.content(name)
        let deep = String(repeating: #"{"order":["#, count: 5000)
        for line in ["null", "[]", "{", "7", "\u{0}", deep, #"{"setUp":{"magic":-1}}"#, #"{"moment":"never"}"#] {
            let bytes = whole + Array(line.utf8) + [UInt8(ascii: "\n")]
            #expect(try attempt.judged(name, as: bytes).agreeing == 0, "\(line.prefix(40))")
        }
    }

    private func numbers(in bytes: [UInt8]) -> [(bytes: [UInt8], isNumber: Bool)] {
        var pieces: [(bytes: [UInt8], isNumber: Bool)] = []
        for byte in bytes {
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            if let last = pieces.last, last.isNumber == isDigit {
                pieces[pieces.count - 1].bytes.append(byte)
            } else {
                pieces.append(([byte], isDigit))
            }
        }
        return pieces
    }
}
