import Evidence
import Foundation
import GuestProtocol
import Journal
import Plan
import RouteModel
import Synchronization
import TestSupport
import Testing
import Verdict

@testable import Images
@testable import Lab
@testable import Runner

/// One start of one guest: what is asked, in which order, and what is written down.
@Suite struct BootAttemptTests {
    @Test func commandsComeInTheirOrder() throws {
        let run = try FakeRun()
        try run.run()
        let names = try run.guest.seen.sent.map { "\($0)".prefix { $0 != "(" } }
        #expect(names.first == "setUp" && names.last == "finish")
        // One batch of both devices for each of five requests; each is released before the next is mapped.
        #expect(names.filter { $0 == "map" }.count == 5 && names.filter { $0 == "release" }.count == 5)
        let pairs = names.filter { $0 == "map" || $0 == "release" }
        #expect(pairs == Array(repeating: ["map", "release"], count: 5).flatMap { $0 })
    }

    @Test func aStepIsMovedWhereItIsDueAndStoredWhereADeviceRead() throws {
        let plan = try SamplePlan.of(requests: ["map-single,size=4KiB,direction=bidirectional"])
        let run = try FakeRun(plan) { (command, honest) throws(LabError) in
            guard case .map(let orders)? = command else { return honest }
            return [
                .mapped(
                    orders.map {
                        MapReport(request: $0.request, outcome: .held, errno: 0, buffer: [], mapping: [], log: [])
                    })
            ]
        }
        try run.run()
        let sent = try run.guest.seen.sent.filter { if case .map = $0 { false } else { true } }
        #expect(
            sent.dropFirst() == [
                .move(step: 0), .store(step: 0), .move(step: 1), .store(step: 1), .move(step: 2), .move(step: 3),
                .release, .finish,
            ])
    }

    @Test(arguments: [MapReport.Outcome.refused, .noBuffer, .notLoaded, .noAttribute, .noPages])
    func whatIsNotHeldIsNotMoved(outcome: MapReport.Outcome) throws {
        let run = try FakeRun(SamplePlan.of()) { (command, honest) throws(LabError) in
            guard case .map(let orders)? = command else { return honest }
            return [
                .mapped(
                    orders.map {
                        MapReport(request: $0.request, outcome: outcome, errno: -5, buffer: [], mapping: [], log: [])
                    })
            ]
        }
        try run.run()
        let guest = try run.guest
        #expect(guest.seen.sent.dropFirst(2) == [.release, .finish])
        // A device that was refused is looked at: it must rest.
        #expect(guest.seen.registers == (outcome == .refused || outcome == .notLoaded ? 1 : 0))
        let rest = try run.content("ram.jsonl").contains("\"step\":65535")
        #expect(rest == (outcome == .refused || outcome == .notLoaded))
    }

    @Test func looksComeBeforeBetweenAndBehind() throws {
        let run = try FakeRun()
        try run.run()
        #expect(try run.guest.seen.scans == 2 + 2 * 5)
        let moments = try run.content("ram.jsonl").split(separator: "\n").map { line in
            try JSONDecoder().decode(LookRecord.self, from: Data(line.utf8))
        }.filter { $0.registers == nil }
        #expect(
            moments.map(\.moment) == [.setUp] + Array(repeating: [.held, .moved], count: 5).flatMap { $0 } + [.finish])
        #expect(moments[1].requests == [1, 2] && moments[0].requests == [])
    }

    @Test func theSetUpNamesEachSeatWithItsMasks() throws {
        let run = try FakeRun()
        try run.run()
        let sent = try run.guest.seen.sent
        guard case .setUp(let magic, let devices)? = sent.first else { Issue.record("\(sent)"); return }
        #expect(magic != 0)
        #expect(
            devices == [
                DeviceSetup(slot: "0000:00:10.0", dmaMaskBits: 32, coherentMaskBits: 32),
                DeviceSetup(slot: "0000:00:11.0", dmaMaskBits: 64, coherentMaskBits: 64),
            ])
    }

    @Test func aMixedListLiesBelowFourGiBFirstAndThenAbove() throws {
        let plan = try SamplePlan.of(devices: ["edu,dma-mask=64"], requests: ["map-sg,segments=2,place=mixed"]) {
            $0.axes["ram"] = ["5GiB"]
        }
        let batches = Batches(try #require(plan.boots.first), hasProbe: true) { 1 }
        let order = try #require(batches.all.first?.first?.order)
        #expect(order.low < order.high && order.high <= 1 << 32)
        #expect(order.otherLow >= 1 << 32 && order.otherLow < order.otherHigh)
    }

    @Test func noncesNeverRepeatInARun() throws {
        let run = try FakeRun(
            SamplePlan.of(requests: ["map-single", "map-page"]) { $0.axes["ram"] = ["1GiB", "2GiB"] })
        try run.run()
        var nonces: [UInt64] = []
        for guest in run.lab.seen.guests {
            for command in guest.seen.sent {
                if case .map(let orders) = command { nonces += orders.map(\.nonce) }
                if case .setUp(let magic, _) = command { nonces.append(magic) }
            }
        }
        #expect(nonces.count == 6 && Set(nonces).count == 6 && !nonces.contains(0))
    }

    @Test func theGuestIsMadeOfWhatTheBootSays() throws {
        let plan = try SamplePlan.of(devices: ["edu,dma-mask=32"]) {
            $0.axes["cmdline"] = ["iommu=pt"]
            $0.axes["ram"] = ["2GiB"]
            $0.axes["viommu"] = ["intel"]
        }
        let run = try FakeRun(plan)
        run.options.bootLimit = .seconds(7)
        run.options.emulation = Emulation(shim: "/shim")
        try run.run()
        let spec = try #require(run.lab.seen.specs.first)
        #expect(spec.name == plan.boots[0].shortKey)
        #expect(
            spec.kernel == "/nowhere/vmlinux" && spec.initrd == "/nowhere/initrd"
                && spec.packedKernel == "/nowhere/bzImage")
        #expect(spec.cmdline == "iommu=pt" && spec.ram == 2 << 30 && spec.viommu == .intel && spec.platform == .guest)
        #expect(spec.bootLimit == .seconds(7) && spec.shim == "/shim" && !spec.aliasStores && spec.hardware == nil)
        #expect(spec.edu.map(\.slot) == [0x10] && spec.driven.isEmpty && !spec.tracesBoot && spec.snapshot == nil)
        #expect(spec.folder.hasSuffix("/boots/\(plan.boots[0].key.prefix(12))/attempt-1"))
    }

    @Test func timingsTellEveryStep() throws {
        let run = try FakeRun()
        try run.run()
        let timings = try JSONDecoder().decode(AttemptTimings.self, from: Data(run.content("timings.json").utf8))
        #expect(timings.emulatorMilliseconds == 1500)
        #expect(timings.steps.prefix(3).map(\.step) == [.create, .boot, .setUp])
        #expect(timings.steps.last?.step == .end && timings.steps.last?.batch == nil)
        #expect(timings.steps.filter { $0.step == .map }.map(\.batch) == [1, 2, 3, 4, 5])
        #expect(timings.totals["map"] != nil && timings.totals.values.allSatisfy { $0 >= 0 })
    }

    @Test func totalsAreSumsOfTheirSteps() throws {
        let run = try FakeRun()
        try run.run()
        let timings = try JSONDecoder().decode(AttemptTimings.self, from: Data(run.content("timings.json").utf8))
        for (name, total) in timings.totals {
            let steps = timings.steps.filter { $0.step.rawValue == name }.map(\.milliseconds)
            #expect(abs(total - steps.reduce(0, +)) < 0.0005, "\(name)")
        }
    }

    @Test func everyAnswerHasAMinuteHalf() throws {
        let run = try FakeRun()
        try run.run()
        #expect(
            Set(run.lab.seen.deadlines) == [
                .seconds(30), ConversationLimits.files,
                ConversationLimits.whole(boot: .seconds(60), batches: 5, drives: 0),
            ])
    }
}
