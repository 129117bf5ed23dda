import CProbe
import Glibc
import GuestProtocol
import Testing

@testable import GuestAgent

/// Maps, and what precedes them.
struct RequestTests: AsksTheProbe {
    let kernel = FakeKernel.guest()

    @Test func aMapIsLoadedMarkedAndMade() throws {
        let reports = try mapped(.sample())
        #expect(
            reports == [
                MapReport(
                    request: 7, outcome: .held, errno: 0,
                    buffer: [.init(physical: 0x20_0000, address: 0, length: 4096, entry: 7)],
                    mapping: [.init(physical: 0, address: 0xabc000, length: 4096, entry: 9)], log: [])
            ])
        let calls = kernel.calls("load", "map", Self.marker)
        let begin = try #require(calls.firstIndex(of: "load 0 role 4 nonce 77"))
        #expect(calls[begin + 1] == Self.marker + "begin request=7 device=0000:00:05.0 kind=map-single")
        #expect(
            calls[begin + 2]
                == "map 0 kind 0 direction 0 size 4096 segments 1 flags 0 attributes 0 [16, 4294967296) [0, 0) nonce 77"
        )
        #expect(calls[begin + 3] == Self.marker + "end")
    }

    @Test(arguments: [(CallDirection.toDevice, 4), (.fromDevice, 3), (.bidirectional, 4)])
    func aDeviceIsLoadedWithWhatItsDirectionNeeds(direction: CallDirection, role: Int) throws {
        _ = try mapped(.sample(7, direction))
        #expect(kernel.calls("load 0 role \(role) nonce 77").count == 1)
    }

    @Test(arguments: CallKind.allCases) func eachKindIsNamedInTheTrace(kind: CallKind) throws {
        let names = [
            "map-single", "map-page", "map-sg", "alloc-coherent", "map-resource", "alloc-pages", "alloc-noncontiguous",
        ]
        _ = try mapped(.sample(kind: kind))
        let name = names[Int(kind.rawValue)]
        #expect(kernel.calls(Self.marker + "begin request=7").map { $0.hasSuffix("kind=\(name)") } == [true])
        #expect(kernel.calls("map 0 kind \(kind.rawValue) ").count == 1)
    }

    @Test func flagsAndPlacesReachTheProbe() throws {
        var order = MapOrder.sample(7, .bidirectional, size: 384, kind: .mapSG)
        order.segments = 3
        order.uneven = true
        order.atomic = true
        order.handsPhysical = true
        order.attributes = 5
        order.otherLow = 32
        order.otherHigh = 64
        _ = try mapped(order)
        #expect(
            kernel.calls("map 0").first
                == "map 0 kind 2 direction 2 size 384 segments 3 flags 7 attributes 5 [16, 4294967296) [32, 64) nonce 77"
        )
    }

    @Test(arguments: [DMAROUTE_ATOMIC, DMAROUTE_PHYSICAL, DMAROUTE_UNEVEN]) func eachFlagIsItsOwn(flag: Int32) throws {
        var order = MapOrder.sample(size: 384, kind: .mapSG)
        order.segments = 3
        order.atomic = flag == DMAROUTE_ATOMIC
        order.handsPhysical = flag == DMAROUTE_PHYSICAL
        order.uneven = flag == DMAROUTE_UNEVEN
        _ = try mapped(order)
        #expect(kernel.calls("map 0").map { $0.contains(" flags \(flag) ") } == [true])
    }

    @Test(arguments: [
        (DMAROUTE_REFUSED, MapReport.Outcome.refused), (DMAROUTE_NO_BUFFER, .noBuffer),
        (DMAROUTE_NO_ATTRIBUTE, .noAttribute), (DMAROUTE_NO_PAGES, .noPages), (DMAROUTE_HELD, .held),
    ])
    func outcomesAreTold(value: dmaroute_outcome, outcome: MapReport.Outcome) throws {
        kernel.probe.onMap = {
            $0.outcome = value.rawValue
            $0.result = -12
        }
        let report = try #require(try mapped(.sample()).first)
        #expect(report.outcome == outcome)
        #expect(report.errno == -12)
        // What is not held is not released.
        let released = try FakeHarness(kernel).talk([.release])
        #expect(released.contains { $0 == .released([]) } == false)
    }

    @Test func anOutcomeThatNobodyKnowsIsAProblem() throws {
        kernel.probe.onMap = { $0.outcome = 77 }
        #expect(try talk([.map([.sample()])]) == [.problem("/dev/dmaroute: unknown outcome 77")])
    }

    @Test func moreSegmentsThanThereCanBeAreCutOff() throws {
        kernel.probe.onMap = { $0.buffer_count = .max }
        #expect(try mapped(.sample()).first?.buffer.count == Int(DMAROUTE_SEGMENTS))
    }

    @Test func messagesBeforeAndDuringTheCallAreToldApart() throws {
        kernel.say("long before")
        kernel.logs["hold"] = ["while holding"]
        kernel.logs["map"] = ["while mapping", "and more"]
        let report = try #require(try mapped(.sample(held: 2)).first)
        #expect(report.logBefore == ["while holding"])
        #expect(report.log == ["while mapping", "and more"])
    }

    @Test func whatIsHeldIsMadeBeforeAndGivenBackBeforeTheRelease() throws {
        kernel.probe.served = 3
        let said = try talk([.map([.sample(held: 5, earlier: 24)]), .release])
        guard case .mapped(let reports)? = said.first else { Issue.record("\(said)"); return }
        #expect(reports.map(\.served) == [3])
        let calls = kernel.calls("remask", "hold", "map", "release")
        #expect(calls.map { String($0.prefix { $0 != "k" }) }.first == "remas")
        #expect(calls[0] == "remask 0 bits 24")
        #expect(calls[1] == "hold 0 count 5")
        #expect(calls[2].hasPrefix("map 0"))
        #expect(Array(calls[3...]) == ["hold 0 count 0", "release 0 "])
    }

    /// They would push the request's own events out of the trace.
    @Test func holdingIsNotTraced() throws {
        _ = try talk([.map([.sample(held: 5)]), .release])
        let calls = kernel.calls("hold", "write \(FakeKernel.tracing)/tracing_on").map { $0.suffix(7) }
        let first = try #require(calls.firstIndex(of: "count 5"))
        #expect(calls[first - 1] == "ng_on 0" && calls[first + 1] == "ng_on 1")
        #expect(calls[first + 2] == "ng_on 0" && calls[first + 3] == "count 0" && calls[first + 4] == "ng_on 1")
    }

    @Test(arguments: [24, 0] as [UInt8]) func noMemoryForAPreludeIsNoBuffer(earlier: UInt8) throws {
        kernel.probe.errors[earlier > 0 ? "remask" : "hold"] = [-ENOMEM]
        let report = try #require(try mapped(.sample(held: 5, earlier: earlier)).first)
        #expect(report.outcome == .noBuffer && report.errno == -ENOMEM)
        #expect(kernel.calls("map 0").isEmpty)
    }

    @Test func anotherErrorOfAPreludeIsAProblem() throws {
        kernel.probe.errors["hold"] = [-EINVAL]
        #expect(
            try talk([.map([.sample(held: 5)])])
                == [.problem("/dev/dmaroute: mappings before request 7: Invalid argument")])
    }

    /// The marks too: each processor has a buffer of the trace to itself.
    @Test func aCallOnANamedProcessorIsMadeAndMarkedThere() throws {
        var order = MapOrder.sample()
        order.processor = 1
        _ = try mapped(order)
        let calls = kernel.calls("run on", "map 0").map { String($0.prefix(9)) }
        #expect(calls == ["run on 1", "map 0 kin", "run on -1"])
        let begin = try #require(kernel.calls.firstIndex { $0.hasPrefix(Self.marker + "begin request") })
        #expect(kernel.calls[begin - 1] == "run on 1")
    }

    @Test func aProcessorThatIsNotThereIsAProblem() throws {
        var order = MapOrder.sample()
        order.processor = 7
        #expect(try talk([.map([order])]) == [.problem("stay on processor 7: Invalid argument")])
        #expect(kernel.calls("map 0").isEmpty)
    }

    @Test func aRefusalGivesBackWhatWasHeld() throws {
        kernel.probe.onMap = { $0.outcome = DMAROUTE_REFUSED.rawValue }
        _ = try mapped(.sample(held: 5))
        #expect(kernel.calls("hold") == ["hold 0 count 5", "hold 0 count 0"])
    }

    @Test func aDeviceThatIsNotLoadedMapsNothing() throws {
        kernel.probe.errors["load"] = [0, 0, -EBUSY]
        let reports = try mapped(.sample(7), .sample(8, device: 1))
        #expect(reports.map(\.outcome) == [.notLoaded, .held])
        #expect(reports.map(\.errno) == [-EBUSY, 0])
        #expect(reports.map(\.request) == [7, 8])
        #expect(kernel.calls("map 0").isEmpty && kernel.calls("map 1").count == 1)
    }

    @Test func ordersThatCannotBeAreRefusedWhole() throws {
        var none = MapOrder.sample(8, device: 1)
        none.size = 63
        let said = try talk([
            .map([.sample(7), .sample(8)]), .map([.sample(7, device: 2)]), .map([.sample(7), none]),
        ])
        #expect(
            said == [
                .problem("map names a device twice or one that was not set up"),
                .problem("map names a device twice or one that was not set up"),
                .problem("request 8: 63 bytes in 1 segments cannot be"),
            ])
        #expect(kernel.calls("map ").isEmpty)
    }

    @Test func nothingIsMappedBesideWhatIsHeld() throws {
        let said = try talk([.map([.sample()]), .map([.sample(8, device: 1)]), .release, .map([.sample(9)])])
        #expect(said[1] == .problem("map came while mappings are held"))
        guard case .mapped(let reports)? = said.last else { Issue.record("\(said)"); return }
        #expect(reports.map(\.request) == [9])
    }

    @Test func aMapThatTheProbeRefusesIsAProblem() throws {
        kernel.probe.errors["map"] = [-EINVAL]
        #expect(try talk([.map([.sample()])]) == [.problem("/dev/dmaroute: map of request 7: Invalid argument")])
    }

    /// Each has size and places of its own call.
    @Test func whatPrecedesACallIsLikeIt() throws {
        _ = try talk([.map([.sample(size: 8192, held: 5, earlier: 24)])])
        let remask = try #require(kernel.probe.remasks.first)
        #expect(remask.index == 0 && remask.bits == 24 && remask.size == 8192)
        #expect(remask.low == 16 && remask.high == 1 << 32)
        let hold = try #require(kernel.probe.holds.first)
        #expect(hold.index == 0 && hold.count == 5 && hold.size == 8192 && hold.low == 16 && hold.high == 1 << 32)
    }

    @Test(arguments: [("remask", "masks before request 7"), ("hold", "the end of what was held")])
    func eachErrorAroundACallNamesItself(call: String, what: String) throws {
        kernel.probe.errors[call] = call == "hold" ? [0, -EINVAL] : [-EINVAL]
        let said = try talk([.map([.sample(held: 5, earlier: 24)]), .release])
        #expect(said.problems.first == "/dev/dmaroute: \(what): Invalid argument")
    }
}
