import RouteModel
import Testing

@testable import Evidence
@testable import Verdict

@Suite struct TrafficJudgeTests {
    private static let masks = DMAMasks(streaming: .max, coherent: .max)

    private static func call(
        _ path: Path?, kind: RequestKind = .mapPage, at address: UInt64 = 0x800_0000,
        masks: DMAMasks? = TrafficJudgeTests.masks, attributes: DMAAttributes = []
    ) -> DMACall {
        var call = DMACall(TraceEvent(kind: .map, line: 0..<0), masks: masks, isEarly: false)
        call.kind = kind
        call.size = 4096
        call.attributes = attributes
        call.buffer = kind.hasPlace ? [address...(address + 4095)] : nil
        call.seen =
            path.map { .route(SideView(paths: [$0], memory: .ordinary, top: address + 4095, says: "saw it")) }
            ?? .untold("it is not told")
        return call
    }

    private static func findings(_ calls: [DMACall], cmdline: String = "swiotlb=force") throws -> DMAFindings {
        var traffic = DriverTraffic()
        for (number, call) in calls.enumerated() { traffic.add(call, confirmed: number == 0, line: "line \(number)") }
        return try judge(cmdline).findings(traffic)
    }

    private static func judge(_ cmdline: String = "swiotlb=force") throws -> TrafficJudge {
        TrafficJudge(
            policy: try #require(Policy.named("linux-7.3")),
            boot: ParsedBoot(Boot(kernel: "linux-7.3", cmdline: cmdline, ram: 5 << 30)),
            device: Device(name: "disk", dmaMask: 64), bits: (64, 64), pool: nil)
    }

    @Test func eachIsJudgedByItsOwnFields() throws {
        let findings = try Self.findings([
            Self.call(.bounce), Self.call(.bounce), Self.call(.direct), Self.call(.coherent, kind: .allocCoherent),
            Self.call(nil), Self.call(.bounce, masks: DMAMasks(streaming: 0xfff0, coherent: .max)),
        ])
        #expect(findings.agree == 3 && findings.forbidden == 1 && findings.indeterminate == 1)
        #expect(findings.unmodelled == 1, "a mask that is no number of bits")
        #expect(findings.total == 6 && findings.confirmed == 1)
        #expect(findings.rows.first { $0.path == "bounce" }?.agree == 2)
        let worst = try #require(findings.worst)
        #expect(worst.verdict == .forbidden && worst.line == "line 2")
        #expect(worst.reasons.first?.description.hasPrefix("guest side: saw direct where bounce is allowed") == true)
        #expect(worst.reasons.contains { $0.description.contains("its opposite would allow what was seen") })
        #expect(findings.rules.contains("swiotlb/force-bounce"))
    }

    /// The same buffer under two masks, as a driver sets them one behind the other.
    @Test func theMasksOfItsTimeDecide() throws {
        let high: UInt64 = 1 << 32
        let findings = try Self.findings(
            [Self.call(.bounce, at: high, masks: .pci), Self.call(.direct, at: high)], cmdline: "")
        #expect(findings.agree == 1 && findings.forbidden == 1, "the copy lies above the mask of 32 bits")
        var copied = Self.call(.bounce, at: high, masks: .pci)
        copied.seen = .route(SideView(paths: [.bounce], memory: .ordinary, top: 0x7000_0fff, says: "saw it"))
        let all = try Self.findings([copied, Self.call(.direct, at: high)], cmdline: "")
        #expect(all.agree == 2)
        #expect(try Self.findings([Self.call(.direct, at: high, masks: nil)], cmdline: "").conditional == 1)
    }

    /// A driver's own rings may fill a small pool: what is refused then is predicted, and the I/O that fails for it no fault.
    @Test func whatASmallPoolRefusesADriverAgrees() throws {
        var refused = Self.call(.refused)
        refused.seen = .route(SideView(paths: [.refused], message: .swiotlbFull, says: "refused"))
        let calls = [Self.call(.bounce), refused]
        #expect(try Self.findings(calls, cmdline: "swiotlb=128,1,force").agree == 2)
        #expect(try Self.findings(calls, cmdline: "swiotlb=force").forbidden == 1)
        var traffic = DriverTraffic()
        for call in calls { traffic.add(call, confirmed: false, line: "a line") }
        var judgement = Judgement(verdict: .corrupted, sides: 1)
        var seen = JudgeTests.observation(guest: JudgeTests.saw([.coherent]), device: .unseen("nothing shows"))
        seen.data = .failed("the driver waits without end for an answer of the device")
        judgement.take(try Self.judge("swiotlb=128,1,force").findings(traffic), of: traffic, seen)
        #expect(judgement.verdict == .agree && judgement.cause?.contains("refuses 1 of the driver's 2 DMAs") == true)
        seen.data = .corrupted("the driver read 2 of 8 lines wrong")
        var wrong = Judgement(verdict: .corrupted, sides: 1)
        wrong.take(try Self.judge("swiotlb=128,1,force").findings(traffic), of: traffic, seen)
        #expect(wrong.verdict == .corrupted, "bytes that are wrong are no refusal's")
    }

    @Test func theWorstBecomesTheCells() throws {
        var traffic = DriverTraffic()
        traffic.add(Self.call(.bounce), confirmed: true, line: "first")
        let judge = try Self.judge()
        func taken(_ observation: Observation, _ start: Judgement) -> Judgement {
            var judgement = start
            judgement.take(judge.findings(traffic), of: traffic, observation)
            return judgement
        }
        let one = JudgeTests.observation(guest: JudgeTests.saw([.coherent]), device: .unseen("nothing shows"))
        let agreeing = Judgement(verdict: .agree, sides: 1)
        #expect(taken(one, agreeing).verdict == .agree && taken(one, agreeing).sides == 2)
        traffic.add(Self.call(.direct), confirmed: false, line: "   second")
        let forbidden = taken(one, agreeing)
        #expect(forbidden.verdict == .forbidden && forbidden.reason.last == "trace: second")
        #expect(taken(one, Judgement(verdict: .traceLost, sides: 0)).verdict == .traceLost)
        traffic = DriverTraffic()
        let raw = JudgeTests.observation(guest: JudgeTests.saw([.physical]), device: .unseen("nothing shows"))
        #expect(taken(raw, Judgement(verdict: .forbidden, sides: 1)).verdict == .absent)
        traffic.add(Self.call(nil), confirmed: false, line: "third")
        #expect(taken(one, agreeing).verdict == .vacuous)
    }

    @Test func aDeviceThatShowsNothingLeavesOneSide() throws {
        let unseen = Side.unseen("nothing shows")
        let agree = try JudgeTests().judge(JudgeTests.observation(device: unseen))
        #expect(agree.verdict == .agree && agree.sides == 1)
        let bounce = try JudgeTests().judge(JudgeTests.observation(guest: JudgeTests.saw([.bounce]), device: unseen))
        #expect(bounce.verdict == .forbidden && !bounce.reason.contains { $0.hasPrefix("device side") })
        let broken = try JudgeTests().judge(JudgeTests.observation(device: unseen, data: .corrupted("wrong")))
        #expect(broken.verdict == .corrupted, "the data check stands beside it")
    }
}
