import Evidence
import Foundation
import Journal
import RouteModel
import Testing
import Verdict

@testable import Plan
@testable import Report

/// What `dmaroute explain` says of one cell.
@Suite struct ExplanationTests {
    private static let cell = Cell(
        boot: Boot(kernel: "linux-7.2", platform: .host, encryption: .sme, ram: 1 << 30),
        device: Device(name: "edu", dmaMask: 64, coherentMask: 32), instance: 1,
        request: Request(kind: .mapSingle, size: 4096, direction: .fromDevice, place: .below4G))

    private static let line = "            init-1       [000] .....     2.4: dma_map_phys: 0000:00:10.0"

    /// 7.2 judged by 7.3's rules: the mapping is direct, where 7.3 would bounce.
    private static func explanation(_ policy: String) throws -> Explanation {
        let view = SideView(
            paths: [.direct], addressBit: .set, memory: .encrypted, top: 0x8000_6a0_2fff,
            says: "the buffer's own address",
            lines: [line])
        let observation = Observation(
            cell: cell.id, guest: .saw(view), device: .saw(view), data: .intact, buffer: [0x6a0_2000...0x6a0_2fff],
            saidBefore: [])
        let judge = Judge(policy: try #require(Policy.named(policy)))
        var judgement = judge.judge(
            Point(boot: cell.boot, device: cell.device, request: cell.request), observation,
            facts: Facts(buffer: observation.buffer))
        judgement.statements = [StatementFinding(.detect1, .satisfied, "direct, C-bit set")]
        return Explanation(
            JudgedCell(cell: cell, attempt: 1, observation: observation, judgement: judgement), run: "runs/a",
            policy: policy, version: "7.2.12-1", attempt: 1, files: ["runs/a/boots/x/attempt-1/ftrace.txt"])
    }

    @Test func aDivergenceIsProven() throws {
        let told = try Self.explanation("linux-7.3")
        #expect(told.judgement.verdict == .forbidden && told.others.map(\.policy).contains("linux-7.2"))
        #expect(!told.others.map(\.policy).contains("linux-7.3"))
        let text = ExplanationText(told, colour: false).text
        let lines = text.split(separator: "\n").map(String.init)
        #expect(lines.first?.hasPrefix("FAIL  forbidden   linux-7.2  host  sme (emulated), C-bit 47") == true)
        let expected = [
            "  configuration  kernel   linux-7.2, package 7.2.12-1",
            "                 device   edu (edu), streaming mask 64 bits, coherent mask 32 bits",
            "                 policy   linux-7.3, read from 7.3.4",
            "  guest side     the buffer's own address",
            "                 | init-1       [000] .....     2.4: dma_map_phys: 0000:00:10.0",
            "  device side    the buffer's own address",
            "  they part      guest side: saw direct where bounce is allowed: the buffer's own address",
            "                 wrong is the prediction",
            "  statements     DETECT-1 satisfied: direct, C-bit set",
            "  raw files      runs/a/boots/x/attempt-1/ftrace.txt",
            "  again          dmaroute rerun runs/a --cell \(Self.cell.shortID)",
        ]
        for line in expected { #expect(lines.contains(line), "\(line)\n\(text)") }
        // The rule that 7.3 has over 7.2 is marked, with function, file and the release that was read.
        #expect(
            text.contains(
                "private address is good enough.  [7.3.4 include/linux/dma-direct.h, dma_capable()]  "
                    + "dma-capable/wants-unencrypted"))
        #expect(lines.contains { $0.contains(" *") && $0.contains("dma-capable/wants-unencrypted") })
    }

    @Test func whatAgreesPartsNowhere() throws {
        let told = try Self.explanation("linux-7.2")
        #expect(told.judgement.verdict == .agree && told.others.isEmpty)
        #expect(told.parting.first?.hasPrefix("nowhere: both sides show direct, C-bit set, encrypted memory") == true)
        #expect(!ExplanationText(told, colour: false).text.contains("opposite"))
    }

    private struct Record: Decodable {
        struct Side: Decodable {
            var says: String
            var lines: [String]
        }
        struct Alternative: Decodable {
            struct Step: Decodable {
                var rule: String
                var says: String
                var cite: String
            }
            var because: [Step]
        }
        struct Finding: Decodable {
            var id: String
            var says: String
            var verdict: String
        }

        var cell: String
        var policy: String
        var readFrom: String
        var verdict: String
        var status: String
        var predicted: [Alternative]
        var guestSide: Side
        var deviceSide: Side
        var parting: [String]
        struct Other: Decodable { var policy: String }

        var allowedBy: [Other]
        var wrong: String?
        var statements: [Finding]
        var files: [String]
    }

    @Test func theJSONHasTheWholeProof() throws {
        let json = try JSONEncoder().encode(ExplanationRecord(Self.explanation("linux-7.3")))
        let record = try JSONDecoder().decode(Record.self, from: json)
        #expect(record.cell == Self.cell.id && record.verdict == "forbidden" && record.status == "FAIL")
        #expect(record.policy == "linux-7.3" && record.readFrom == "7.3.4" && record.wrong == "prediction")
        #expect(record.predicted.first?.because.isEmpty == false && record.guestSide.lines == [Self.line])
        #expect(!record.parting.isEmpty && record.allowedBy.contains { $0.policy == "linux-7.2" })
        #expect(record.statements.first?.id == "DETECT-1" && record.files.count == 1)
    }

    @Test func hostileLinesStayLinesOfTheirSide() throws {
        var told = try Self.explanation("linux-7.2")
        told = Explanation(
            JudgedCell(cell: told.cell, attempt: 0, observation: nil, judgement: told.judgement), run: "runs/a",
            policy: "gone", version: nil, attempt: nil, files: [])
        let text = ExplanationText(told, colour: false).text
        #expect(text.contains("linux-7.2, not at hand") && text.contains("gone, which this dmaroute does not have"))
    }
}
