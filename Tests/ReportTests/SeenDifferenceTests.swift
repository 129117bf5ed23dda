import Foundation
import Plan
import RouteModel
import Testing
import Verdict

@testable import Report

@Suite struct SeenDifferenceTests {
    private func cells() throws -> [Cell] {
        var flags = Flags()
        flags.kernel = ["linux-7.2"]
        flags.axes["cmdline"] = ["", "iommu=pt"]
        flags.device = ["edu,dma-mask=32", "edu,dma-mask=64"]
        flags.request = ["map-single"]
        return try Config(flags: flags).plan(Catalogue(kernels: ["linux-7.2"], policies: [])).cells
    }

    private func end(_ path: Path, limit: UInt64 = .max, _ verdict: Verdict = .agree) -> SeenDifference.End {
        .init(verdict: verdict, routes: [Route(path: path, addressBit: .none, memory: .ordinary, limit: limit)])
    }

    @Test func whatDiffersInTheSameWayIsOneAndTheLeastUnusualStandsForIt() throws {
        let cells = try cells()
        #expect(cells.count == 4)
        let pairs = cells.map { cell in
            SeenDifference.Pair(
                cell: cell, a: end(.direct, limit: cell.device.dmaMask == 32 ? 0xFFFF_FFFF : .max),
                b: end(.bounce, limit: cell.device.dmaMask == 32 ? 0xFFFF_FFFF : .max), rules: ["some/rule"])
        }
        let found = SeenDifference.all(pairs)
        #expect(found.count == 1 && found[0].points == 4)
        #expect(found[0].cell.device.dmaMask == 64 && found[0].cell.boot.cmdline.isEmpty)
        let text = SeenDifference.text(found, names: ("a", "b"), compared: 4)
        #expect(text.hasPrefix("a and b: 4 pairs of cells, 4 differ; 1 difference, the smallest"))
        #expect(text.contains("by  some/rule"))
    }

    @Test func whatIsAlikeDoesNotDiffer() throws {
        let pairs = try cells().map { SeenDifference.Pair(cell: $0, a: end(.direct), b: end(.direct)) }
        #expect(SeenDifference.all(pairs).isEmpty)
        #expect(SeenDifference.text([], names: ("a", "b"), compared: 4).hasSuffix("0 differences"))
    }

    @Test func anotherVerdictOrAnotherRuleIsAnotherDifference() throws {
        let cells = try cells()
        let found = SeenDifference.all([
            .init(cell: cells[0], a: end(.direct), b: end(.bounce), rules: ["one"]),
            .init(cell: cells[1], a: end(.direct), b: end(.bounce), rules: ["other"]),
            .init(cell: cells[2], a: end(.direct), b: end(.direct, .corrupted)),
        ])
        #expect(found.count == 3)
    }

    /// Addresses are of one boot alone.
    @Test func addressesMakeNoDifference() {
        func judged(_ reason: String) -> SeenDifference.End {
            .init(Judgement(verdict: .forbidden, sides: 2, reasons: [.note(reason)]))
        }
        #expect(judged("wrote to 0x1f00") == judged("wrote to 0x2a00") && judged("a") != judged("b"))
    }
}
