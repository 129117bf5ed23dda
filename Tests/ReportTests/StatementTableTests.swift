import RouteModel
import Testing
import Verdict

@testable import Plan
@testable import Report

@Suite struct StatementTableTests {
    private func cell(_ kernel: String, _ mask: Int) -> Cell {
        Cell(
            boot: Boot(kernel: kernel, platform: .host, encryption: .sme, ram: 1 << 30),
            device: Device(name: "edu", dmaMask: mask), instance: 0,
            request: Request(kind: .mapSingle, size: 4096, direction: .fromDevice, place: nil))
    }

    private func judgement(_ findings: StatementFinding...) -> Judgement {
        var judgement = Judgement(verdict: .agree, sides: 2)
        judgement.statements = findings.isEmpty ? nil : findings
        return judgement
    }

    @Test func theWorstCellOfAKernelCounts() {
        let cells = [cell("linux-7.2", 32), cell("linux-7.3", 32), cell("linux-7.3", 64), cell("linux-7.3", 48)]
        let given = [
            judgement(StatementFinding(.detect1, .satisfied, "as it should")),
            judgement(StatementFinding(.detect1, .satisfied, "as it should")),
            judgement(StatementFinding(.detect1, .violated, "not so"), StatementFinding(.host4, .partly, "half")),
            judgement(StatementFinding(.detect1, .satisfied, "as it should")),
        ]
        let judgements = Dictionary(uniqueKeysWithValues: zip(cells.map(\.id), given))
        for order in [cells, cells.reversed()] {
            let table = StatementTable(cells: order, judgements: judgements)
            #expect(table.verdict(of: "DETECT-1", on: "linux-7.2") == .satisfied)
            #expect(table.verdict(of: "DETECT-1", on: "linux-7.3") == .violated)
            #expect(table.verdict(of: "HOST-4", on: "linux-7.2") == nil)
        }
        #expect(
            StatementTable(cells: cells, judgements: judgements).lines == [
                "statement  linux-7.2           linux-7.3",
                "HOST-4     -                   partly 1",
                "DETECT-1   satisfied 1         violated 1",
                "HOST-4    On a host the device's limit alone decides, as the driver has set it.",
                "          linux-7.3 partly, 1 cell, such as [\(cells[2].shortID)]: half",
                "DETECT-1  On the direct path a streaming mapping uses the pool when, and only when, the C-bit passes "
                    + "the device's limit.",
                "          linux-7.3 violated, 1 cell, such as [\(cells[2].shortID)]: not so",
            ])
    }

    @Test func aRunThatBearsOnNoneHasNoTable() {
        let cells = [cell("linux-7.3", 32)]
        #expect(StatementTable(cells: cells, judgements: [cells[0].id: judgement()]).lines.isEmpty)
    }

    @Test func aFailureNamesWhatTheKernelBreaks() {
        var judgement = judgement(
            StatementFinding(.host0, .violated, "cc_shared is 1 on a host"), StatementFinding(.host5, .partly, "low"))
        judgement.verdict = .forbidden
        let text = FailureText(cell: cell("linux-7.3", 32), judgement: judgement, run: "runs/a", colour: false).text
        #expect(text.contains("  breaks     HOST-0: cc_shared is 1 on a host\n"))
        #expect(!text.contains("HOST-5"))
    }
}
