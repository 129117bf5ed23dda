import Evidence
import Foundation
import GuestProtocol
import Journal
import RouteModel
import Testing
import Verdict

@testable import Plan
@testable import Report

/// How times of different clocks come onto one line.
@Suite struct TimelineTests {
    @Test func eachQuestionBoundsTheDifferenceOfTheClocks() throws {
        var join = ClockJoin()
        #expect(join.offset == nil)
        join.bound(guest: 1_000...1_500, node: 11_000...12_000)
        join.bound(guest: 3_000...3_100, node: 13_200...13_350)
        let offset = try #require(join.offset)
        // 10,000 to 10,500 by the first, 10,200 to 10,250 by the second.
        #expect(offset.nanoseconds == 10_225 && offset.error == 25)
    }

    @Test func clocksThatRunApartAreNotJoined() {
        var join = ClockJoin()
        join.bound(guest: 0...10, node: 100...120)
        join.bound(guest: 1_000...1_010, node: 5_000...5_020)
        #expect(join.offset == nil)
        var impossible = ClockJoin()
        // The guest was busy for longer than the question lasted.
        impossible.bound(guest: 0...1_000, node: 0...10)
        #expect(impossible.offset == nil)
        var far = ClockJoin()
        far.bound(guest: Int64.min...Int64.max, node: Int64.max...Int64.max)
        #expect(far.offset == nil)
    }

    @Test(arguments: [
        "            init-1       [000] .l.1.     1.848020: tracing_mark_write: dmaroute: begin control device=0",
        "     kworker/0:1-12      [000]     1.848020: tracing_mark_write: dmaroute: begin control device=0",
    ])
    func aLineHasItsTime(_ line: String) throws {
        let read = try #require(TraceLine(ftrace: line[...]))
        #expect(read.time == 1_848_020_000 && read.name == "tracing_mark_write" && read.beginning == "control")
    }

    @Test(arguments: [
        "", "# [000] 1.0: a: b", "x [000] ..... 1: a: b", "x [000] ..... 1.0000000000: a: b",
        "x [000] ..... -1.5: a: b",
        "x [000] ..... 99999999999999999999.1: a: b", "x [000] ..... 1.5:", "[000] ", "x [000] ..... ١.٥: a: b",
    ])
    func whatIsNoLineIsNone(_ line: String) {
        #expect(TraceLine(ftrace: line[...]) == nil)
    }

    @Test func theEmulatorsLinesHaveTheTimeOfDay() throws {
        let line = try #require(TraceLine(emulator: "29848@1795536226.616533:vtd_dmar_translate dev 00:10.00"))
        #expect(line.time == 1_795_536_226_616_533_000 && line.name == "vtd_dmar_translate")
        #expect(TraceLine(emulator: "no@time") == nil && TraceLine(emulator: "@.:x") == nil)
    }

    /// One request, asked from 20 ms to 30 ms of the attempt, marked by the guest from 5.001 s to 5.009 s.
    private static func timeline(noted: Bool, probe: [ProbeRecord] = []) -> BootTimeline {
        let trace = """
            init-1 [000] .....     5.001000: tracing_mark_write: dmaroute: begin request=1 device=0000:00:10.0
            init-1 [000] .....     5.004000: dma_map_phys: 0000:00:10.0 dir=FROM_DEVICE
            init-1 [000] .....     5.009000: tracing_mark_write: dmaroute: end

            """
        var timings = AttemptTimings(began: noted ? 1_000_000 : nil)
        timings.steps = [
            .init(step: .create, batch: nil, at: noted ? 0 : nil, milliseconds: 10),
            .init(step: .map, batch: 1, at: noted ? 20 : nil, milliseconds: 10),
        ]
        let boot = PlannedBoot(boot: Boot(kernel: "linux-7.3", ram: 1 << 30), devices: [], cells: [])
        return BootTimeline(
            boot, trace: Data(trace.utf8), deviceTrace: Data(), timings: timings, probe: probe,
            looks: [LookRecord(moment: .held, requests: [1], runs: [])])
    }

    @Test func aGuestIsPlacedOnlyWhereTheStepsHaveTimes() throws {
        let offset = try #require(Self.timeline(noted: true).join.offset)
        // The request began at 20 ms or up to 2 ms later.
        #expect(offset.nanoseconds == 21_000_000 - 5_001_000_000 && offset.error == 1_000_000)
        #expect(Self.timeline(noted: false).join.offset == nil)
    }

    /// The mark of a request tells the faults of its cell.
    @Test func aRequestHasItsCellsFaults() throws {
        var flags = Flags()
        flags.kernel = ["linux-7.3"]
        flags.axes = ["encryption": ["sev"], "viommu": ["virtio"]]
        flags.device = ["edu,dma-mask=64"]
        flags.request = ["map-single"]
        let plan = try Config(flags: flags).plan(Catalogue(kernels: ["linux-7.3"], policies: []))
        let cell = try #require(plan.cells.first)
        let header = RunHeader(
            dmaroute: "0", plan: plan.digest, policy: .own, kernels: [], emulator: "q", libvirt: "l",
            accelerator: "tcg",
            slowdown: 1)
        let judgement = Judgement(verdict: .agree, sides: 2, reasons: [])
        let log = RunLog(
            name: "runs/a", plan: plan, header: header,
            cells: [.init(cell: cell, attempt: 1, observation: nil, judgement: judgement)])
        let order = MapOrder(
            request: 1, device: 0, kind: .mapSingle, direction: .fromDevice, size: 4096, segments: 1, low: 0,
            high: 1 << 32,
            nonce: 1)
        let boots = [Self.timeline(noted: true, probe: [ProbeRecord(order: .init(cell: cell.id, order: order))])]
        let said = Data("61fe5f5a6b0d data-lost".utf8)
        #expect(TimelineReport(log, boots: boots, faults: ToldFaults(log)).trace.range(of: said) != nil)
        #expect(TimelineReport(log, boots: boots).trace.range(of: said) == nil)
    }

    @Test func messagesAreProtobuf() {
        var inner = ProtoMessage()
        inner.put(1, 150)
        var outer = ProtoMessage()
        outer.put(2, "testing")
        outer.put(3, inner)
        // The examples of protobuf's own description of its encoding.
        #expect(inner.bytes == [0x08, 0x96, 0x01])
        #expect(outer.bytes == [0x12, 7] + Array("testing".utf8) + [0x1a, 3, 0x08, 0x96, 0x01])
    }
}
