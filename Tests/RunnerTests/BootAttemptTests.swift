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

/// One start of one guest: what is asked, in which order, what is written down, and what a bad guest comes to.
@Suite struct BootAttemptTests {
    private func guest(_ run: FakeRun) throws -> FakeGuest { try #require(run.lab.seen.guests.first) }

    /// Runs one attempt, whose guest answers a command of this kind so.
    private func failure(
        _ kind: String, _ answer: @escaping @Sendable ([Report]) throws(LabError) -> [Report]
    ) throws -> String {
        let run = try FakeRun(nil) { (command, honest) throws(LabError) in
            let name = command.map { "\($0)".prefix { $0 != "(" } } ?? "hello"
            return name == kind ? try answer(honest) : honest
        }
        run.options.attempts = 1
        try run.run()
        #expect(run.lab.seen.guests.allSatisfy { $0.seen.ended == 1 }, "every guest is ended, once")
        #expect(run.files().contains("timings.json"))
        #expect(try run.judgements().allSatisfy { $0.verdict == .error })
        return try run.failures().joined(separator: "\n")
    }

    // MARK: what is asked

    @Test func commandsComeInTheirOrder() throws {
        let run = try FakeRun()
        try run.run()
        let names = try guest(run).seen.sent.map { "\($0)".prefix { $0 != "(" } }
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
        let sent = try guest(run).seen.sent.filter { if case .map = $0 { false } else { true } }
        #expect(sent.dropFirst() == [.move(step: 0), .store(step: 0), .move(step: 3), .release, .finish])
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
        let guest = try guest(run)
        #expect(guest.seen.sent.dropFirst(2) == [.release, .finish])
        // A device that was refused is looked at: it must rest.
        #expect(guest.seen.registers == (outcome == .refused || outcome == .notLoaded ? 1 : 0))
        let rest = try run.content("ram.jsonl").contains("\"step\":65535")
        #expect(rest == (outcome == .refused || outcome == .notLoaded))
    }

    @Test func looksComeBeforeBetweenAndBehind() throws {
        let run = try FakeRun()
        try run.run()
        #expect(try guest(run).seen.scans == 2 + 2 * 5)
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
        let sent = try guest(run).seen.sent
        guard case .setUp(let magic, let devices)? = sent.first else { Issue.record("\(sent)"); return }
        #expect(magic != 0)
        #expect(
            devices == [
                DeviceSetup(slot: "0000:00:10.0", dmaMaskBits: 32, coherentMaskBits: 32),
                DeviceSetup(slot: "0000:00:11.0", dmaMaskBits: 64, coherentMaskBits: 64),
            ])
    }

    @Test func noncesNeverRepeatInARun() throws {
        let run = try FakeRun(SamplePlan.of(requests: ["map-single", "map-page"]) { $0.axes["ram"] = ["1GiB", "2GiB"] })
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
            spec.kernel == "/nowhere/vmlinux" && spec.initrd == "/nowhere/initrd" && spec.packedKernel == "/nowhere/bzImage")
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

    @Test func everyAnswerHasAMinuteHalf() throws {
        let run = try FakeRun()
        try run.run()
        #expect(Set(run.lab.seen.deadlines) == [.seconds(30)])
    }

    // MARK: bad guests

    @Test(arguments: ["hello", "setUp", "map", "move", "store", "release", "finish"])
    func silenceIsAFailure(kind: String) throws {
        #expect(try failure(kind) { _ in [] }.contains("the guest did not report"))
    }

    @Test(arguments: ["setUp", "map", "move", "store", "release", "finish"])
    func whatTheAgentReportsIsTold(kind: String) throws {
        let said = try failure(kind) { _ in [.problem("\u{1b}[31mno such\ndevice")] }
        #expect(said.hasPrefix("the guest's agent reports: ·[31mno such·device\n  hint: its console ends with:"))
        #expect(said.hasSuffix("the last words"))
    }

    @Test(arguments: [
        ("hello", "hello"), ("setUp", "ready"), ("map", "mapped"), ("move", "moved"), ("store", "moved"),
        ("release", "released"), ("finish", "a file or the end"),
    ])
    func anAnswerOutOfTurnIsTold(kind: String, wanted: String) throws {
        let other: Report = kind == "setUp" ? .released([]) : .ready([])
        #expect(
            try failure(kind) { _ in [other] }.hasPrefix("the guest's agent answered out of turn: \(wanted) was due"))
    }

    @Test(arguments: ["../escape", "/etc/passwd", "domain.xml", "probe.jsonl", "ftrace.txt\u{0}", "observed/../x", ""])
    func onlyFilesThatWereAskedForAreWritten(name: String) throws {
        let said = try failure("finish") { honest in [.file(name: name, bytes: [1])] + honest }
        #expect(said.hasPrefix("the guest sends a file nobody asked for: "))
    }

    @Test func aGuestMayNotFillTheDisk() throws {
        try withScratch { scratch in
            var files = ReceivedFiles(folder: scratch.path)
            let piece = [UInt8](repeating: 1, count: 1 << 20)
            for _ in 0..<3 { try files.append(piece, to: "ftrace.txt") }
            #expect(try scratch.text("ftrace.txt").utf8.count == 3 << 20)
            try files.append([2], to: "observed/facts.txt")
            #expect(scratch.names("observed") == ["facts.txt"])
            #expect(ReceivedFiles.limit == 256 << 20)
            #expect(throws: RunnerError.self) {
                try files.append([UInt8](repeating: 1, count: ReceivedFiles.limit), to: "ftrace.txt")
            }
            #expect(try scratch.text("ftrace.txt").utf8.count == 3 << 20, "nothing of it is written")
        }
    }

    @Test func piecesOfAFileStandOneBehindTheOther() throws {
        let run = try FakeRun(nil) { (command, honest) throws(LabError) in
            guard command == .finish else { return honest }
            return honest.flatMap { report -> [Report] in
                guard case .file(let name, let bytes) = report else { return [report] }
                return [
                    .file(name: name, bytes: Array(bytes.prefix(100))),
                    .file(name: name, bytes: Array(bytes.dropFirst(100))),
                ]
            }
        }
        try run.run()
        #expect(try run.judgements().allSatisfy { $0.verdict == .agree })
        let facts = try #require(run.recording.files.first { $0.name == "facts.txt" })
        #expect(try Array(run.content("facts.txt").utf8) == facts.bytes)
    }

    @Test func aGuestThatLosesItsTraceAccusesNobody() throws {
        let run = try FakeRun(nil) { (command, honest) throws(LabError) in
            command == .finish ? honest.filter { if case .file("ftrace.txt", _) = $0 { false } else { true } } : honest
        }
        try run.run()
        #expect(try run.judgements().allSatisfy { ![.forbidden, .absent, .corrupted].contains($0.verdict) })
        #expect(try run.judgements().contains { $0.verdict != .agree })
    }

    /// The lie that the two sides are there to tell.
    @Test func aLieOfTheAgentIsNoAgreement() throws {
        let run = try FakeRun(nil) { (command, honest) throws(LabError) in
            honest.map { report in
                guard case .mapped(let reports) = report else { return report }
                return .mapped(
                    reports.map { report in
                        var lie = report
                        for index in lie.mapping.indices { lie.mapping[index].address ^= 0x10_0000 }
                        return lie
                    })
            }
        }
        try run.run()
        let verdicts = try run.judgements().map(\.verdict)
        #expect(verdicts.count { $0 != .agree } >= 6, "\(verdicts)")
    }

    @Test func aDeviceThatWasHandedAnotherAddressIsSeen() throws {
        let run = try FakeRun(
            nil,
            make: { (spec, _, recording) throws(LabError) in
                FakeGuest(
                    spec, recording,
                    alter: { honest, _ in
                        var other = honest
                        other.destination ^= 0x1000
                        other.source ^= 0x1000
                        return other
                    })
            })
        try run.run()
        #expect(try run.judgements().allSatisfy { $0.verdict != .agree })
    }

    @Test func bytesThatTheCPUDidNotFindAreCorrupted() throws {
        let run = try FakeRun(nil) { (command, honest) throws(LabError) in
            honest.map { report in
                guard case .released(let reports) = report else { return report }
                return .released(
                    reports.map { ReleaseReport(request: $0.request, right: 0, wrong: $0.right + $0.wrong) })
            }
        }
        try run.run()
        let verdicts = try run.judgements().map(\.verdict)
        #expect(verdicts.contains(.corrupted))
        #expect(Set(verdicts).isSubset(of: [.corrupted, .agree]), "what the CPU does not read back stays as it is")
    }

    // MARK: snapshots

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

    // MARK: drivers

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
        let sent = try guest(run).seen.sent
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
}
