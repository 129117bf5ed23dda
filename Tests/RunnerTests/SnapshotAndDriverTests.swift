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

/// Boots that go on from a snapshot, and devices of the kernel's own drivers.
@Suite struct SnapshotAndDriverTests {
    private static func snapshotPlan() throws -> Plan {
        try SamplePlan.config(
            """
            name: snapshots
            kernels: [linux-7.3]
            devices:
              - {name: edu32, model: edu, dma-mask: 32}
            requests:
              - {kind: map-single, size: 4KiB, direction: to-device, place: below-4g}
              - {kind: map-page, size: 4KiB, direction: to-device, place: below-4g}
              - {kind: alloc-coherent}
            isolation: snapshot
            """)
    }

    @Test func oneSnapshotServesEveryBootOfItsMachine() throws {
        let run = try FakeRun(Self.snapshotPlan())
        #expect(run.plan.boots.count == 3)
        try run.run()
        let specs = run.lab.seen.specs
        #expect(specs.count == 4)
        #expect(specs[0].snapshot == .saved && specs[0].folder.hasSuffix("/snapshot"))
        let path = "\(run.scratch.path)/snapshot-0"
        #expect(specs.dropFirst().allSatisfy { $0.snapshot == .restored(path) })
        #expect(run.lab.seen.guests.map(\.seen.saved) == [[path], [], [], []])
        #expect(run.lab.seen.guests.allSatisfy { $0.seen.ended == 1 })
        #expect(run.lab.seen.guests.dropFirst().allSatisfy { $0.seen.plugged == 1 })
        // QEMU saves no state of an edu.
        #expect(specs.allSatisfy { $0.edu.allSatisfy(\.isEmptyAtFirst) })
        guard case .setUp(_, let devices)? = run.lab.seen.guests[1].seen.sent.first else { return }
        #expect(devices.map(\.comesLater) == [true])
        #expect(!FileManager.default.fileExists(atPath: path), "it goes with the last of its boots")
    }

    @Test func aSnapshotThatCannotBeMadeIsAnAttemptsFailure() throws {
        let run = try FakeRun(
            Self.snapshotPlan(),
            make: { (spec, number, recording) throws(LabError) in
                FakeGuest(spec, recording) { (command, honest) throws(LabError) in
                    if number == 1, command == nil, honest.isEmpty { throw LabError(.limit, "migrating took too long") }
                    return honest
                }
            })
        try run.run()
        #expect(try run.failures() == ["migrating took too long"])
        #expect(run.lab.seen.specs.map { $0.snapshot == .saved } == [true, true, false, false, false])
        #expect(run.scratch.names() == ["runs"], "a half snapshot is removed")
        #expect(run.lab.seen.guests.allSatisfy { $0.seen.ended == 1 })
    }

    @Test func withoutSnapshotsABootStartsFromItsFirstInstruction() throws {
        let run = try FakeRun()
        try run.run()
        #expect(run.lab.seen.specs.allSatisfy { $0.snapshot == nil })
        #expect(run.lab.seen.guests.map(\.seen.plugged) == [1])
    }

    private static func drivenPlan() throws -> Plan {
        try SamplePlan.of(devices: ["edu,dma-mask=32", "nvme"], requests: ["map-single", "driver-io"])
    }

    @Test func aDriversDiskHoldsItsLinesWhileTheGuestLives() throws {
        let box = Bytes()
        let run = try FakeRun(
            Self.drivenPlan(),
            make: { (spec, _, recording) throws(LabError) in
                FakeGuest(spec, recording) { (command, honest) throws(LabError) in
                    if case .drive? = command, let path = spec.driven.first?.path {
                        box.put((try? Data(contentsOf: URL(fileURLWithPath: path))) ?? Data())
                    }
                    return honest
                }
            })
        try run.run()
        let sent = try run.guest.seen.sent
        guard case .setUp(let magic, _)? = sent.first else { return }
        let drives = sent.compactMap { if case .drive(let order) = $0 { order } else { nil } }
        let order = try #require(drives.first)
        #expect(drives.count == 1 && order.slot == "0000:00:02.0" && order.traffic == .disk && order.request == 1 << 24)
        #expect(order.drivers == ["nvme"] && order.network == 0)
        // Drivers come when all else was asked.
        let names = sent.map { "\($0)".prefix { $0 != "(" } }
        #expect(names.suffix(3) == ["release", "drive", "finish"])
        let disk = box.all
        #expect(disk.count == 1 << 20)
        let line = disk.withUnsafeBytes { MemoryLine($0, magic: magic) }
        #expect(line == MemoryLine(magic: magic, nonce: order.nonce, role: .fromDevice, offset: 0))
        #expect(disk.dropFirst(Int(order.bytes)).allSatisfy { $0 == 0 }, "a disk has what is asked of it, and no more")
        #expect(!run.files().contains { $0.hasSuffix(".img") }, "they are gone with the guest")
        #expect(try run.content("probe.jsonl").contains("\"driven\""))
        #expect(run.lab.seen.specs.map(\.tracesBoot) == [true])
    }

    private final class Bytes: Sendable {
        private let bytes = Mutex(Data())
        func put(_ new: Data) { bytes.withLock { $0 = new } }
        var all: Data { bytes.withLock { $0 } }
    }

    @Test func aKernelWithoutTheDriverLeavesTheCellUnavailable() throws {
        let run = try FakeRun(Self.drivenPlan()) { (command, honest) throws(LabError) in
            guard case .drive(let order)? = command else { return honest }
            return [.driven(DriveReport(request: order.request, outcome: .lacking))]
        }
        try run.run()
        let unavailable = try run.judgements().filter { $0.verdict == .unavailable }
        #expect(unavailable.map(\.reason) == [["this kernel has no driver of a nvme: nvme"]])
    }

    @Test func aDriverThatIsAskedOutOfTurnFailsTheAttempt() throws {
        let run = try FakeRun(Self.drivenPlan()) { (command, honest) throws(LabError) in
            if case .drive? = command { return [.end] }
            return honest
        }
        run.options.attempts = 1
        try run.run()
        #expect(try run.failures().first?.hasPrefix("the guest's agent answered out of turn: driven was due") == true)
        #expect(!run.files().contains { $0.hasSuffix(".img") })
    }

    @Test func whoeverAsksForAnObserverMustHaveOne() throws {
        let plan = try SamplePlan.of { $0.axes["cmdline"] = ["dmaroute.observe=1"] }
        let run = try FakeRun(plan)
        run.options.attempts = 1
        try run.run()
        #expect(
            try run.failures() == ["there is no dmaroute-observe beside this command\n  hint: build it: make build"])
        #expect(run.lab.seen.specs.isEmpty)
    }

    /// An initramfs of its own, which nobody needs once the guest has ended.
    @Test func anObservedGuestHasTheObserverInItsInitramfsWhileItLives() throws {
        let box = Bytes()
        let plan = try SamplePlan.of { $0.axes["cmdline"] = ["dmaroute.observe=1"] }
        let run = try FakeRun(
            plan,
            make: { (spec, _, recording) throws(LabError) in
                box.put((try? Data(contentsOf: URL(fileURLWithPath: spec.initrd ?? ""))) ?? Data())
                return FakeGuest(spec, recording)
            })
        let initrd = try run.scratch.write("first", to: "initrd")
        let sample = KernelImage.sample()
        let image = KernelImage(
            name: sample.name, series: sample.series, release: sample.release, version: sample.version, packages: [],
            packed: sample.packed, vmlinux: sample.vmlinux, initrd: .init(path: initrd, sha256: sample.agent),
            probe: sample.probe, modules: [], agent: sample.agent, probeSource: sample.probeSource)
        run.images = ["linux-7.3": .ready(image)]
        run.options.observer = try Self.staticProgram(run.scratch)
        run.options.attempts = 1
        try run.run()
        let spec = try #require(run.lab.seen.specs.first)
        #expect(spec.initrd?.hasSuffix("/attempt-1/initrd.img") == true)
        #expect(box.all.starts(with: Data("first".utf8)) && box.all.range(of: Data("dmaroute-observe".utf8)) != nil)
        #expect(!run.files().contains("initrd.img") && run.scratch.names().contains("initrd"))
    }

    /// An ELF file of this machine without an interpreter: a header, and no program header.
    private static func staticProgram(_ scratch: Scratch) throws -> String {
        var bytes = [UInt8](repeating: 0, count: 64)
        bytes.replaceSubrange(0..<7, with: [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])
        bytes[16] = 2
        bytes[18] = 62
        bytes[20] = 1
        bytes[52] = 64
        bytes[54] = 56
        return try scratch.write(Data(bytes), to: "observer")
    }
}
