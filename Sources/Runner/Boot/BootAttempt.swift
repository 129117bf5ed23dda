import Evidence
import Files
import Foundation
import GuestProtocol
import Images
import Journal
import Lab
import Plan
import RouteModel

/// One start of one guest: asks every request of a boot and leaves raw evidence in a folder. Judges nothing.
struct BootAttempt {
    let boot: PlannedBoot
    let image: KernelImage
    let session: any GuestLab
    let sides: Sides
    let emulation: Emulation
    let hardware: HardwareEncryption
    let bootLimit: Duration
    let folder: String
    let nonces: Nonces
    /// Where this kernel keeps what of its pool; nil where its file does not say.
    let pool: PoolLayout?
    let observer: String?
    let snapshots: Snapshots

    private let watch = Stopwatch()

    func run() throws {
        defer { try? watch.write(to: folder + "/timings.json") }
        let probe = try RecordFile<ProbeRecord>(path: folder + "/probe.jsonl")
        let looks = try RecordFile<LookRecord>(path: folder + "/ram.jsonl")
        let batches = Batches(boot, hasProbe: image.probe != nil, nonce: nonces.next)
        let drives = try Drives(
            boot, image: image, folder: boot.driven.isEmpty ? folder : session.diskFolder(folder), nonce: nonces.next)
        defer { drives.removeFiles() }
        let initrd = try initrd()
        defer { if initrd != image.initrd.path { unlink(initrd) } }
        let devices = boot.startsFromSnapshot ? batches.devices.map(\.pluggedInLater) : batches.devices
        var spec = spec(devices, drives, initrd: initrd)
        let snapshot = try snapshots.path(for: boot) { try watch.time(.boot) { try save(spec) } }
        spec.snapshot = snapshot.map(Snapshot.restored)
        let limit = ConversationLimits.whole(
            boot: spec.bootLimit, batches: batches.all.count, drives: drives.all.count)
        let end = session.deadline(limit)
        let guest = try watch.time(.create) { try session.start(spec) }
        do {
            try converse(with: guest, end, devices, batches, drives, Records(probe: probe, looks: looks))
        } catch {
            try? probe.append(ProbeRecord(problem: "\(error)"))
            try? guest.end()
            throw error
        }
        watch.emulator(used: guest.emulatorTime)
        try watch.time(.end, guest.end)
    }

    /// What the attempt writes while its guest lives.
    private struct Records {
        let probe: RecordFile<ProbeRecord>
        let looks: RecordFile<LookRecord>
    }

    /// Asks a guest that has started for everything, from its hello to its files.
    private func converse(
        with guest: any LabGuest, _ end: Deadline, _ devices: [Device], _ batches: Batches, _ drives: Drives,
        _ records: Records
    ) throws {
        let agent = AgentClient(guest: guest, session: session, end: end)
        let release = try watch.time(.boot, agent.hello)
        let magic = nonces.next()
        try drives.fillFiles(magic: magic)
        try guest.plug()
        let slots = image.probe == nil ? [] : guest.spec.eduAddresses
        let setUps = zip(slots, devices).map { slot, device in
            DeviceSetup(
                slot: slot, dmaMaskBits: UInt8(clamping: device.dmaMask),
                coherentMaskBits: UInt8(clamping: device.coherentMask), comesLater: device.hotplugged)
        }
        let reports = try watch.time(.setUp) { try agent.setUp(magic: magic, devices: setUps) }
        try records.probe.append(
            ProbeRecord(setUp: .init(magic: magic, slots: slots, release: release, reports: reports)))
        let watcher = RAMWatcher(guest: guest, magic: magic, looks: records.looks, open: sides.device)
        try watch.time(.look) {
            try watcher.look(.setUp)
            try watcher.readPools(.setUp, of: reports, pool)
        }
        for (number, batch) in zip(1..., batches.all) {
            try check()
            watch.batch = number
            try run(batch, agent, watcher, records.probe)
        }
        watch.batch = nil
        for drive in drives.all {
            try check()
            try run(drive, agent, watcher, records.probe)
        }
        try watch.time(.finish) { try agent.finish(writingFilesTo: folder) }
        try watch.time(.look) {
            try watcher.look(.finish)
            try watcher.readPools(.finish, of: reports, pool)
        }
    }

    /// Boots such a machine until its agent speaks, and leaves it in a file.
    /// - Returns: the file's path.
    private func save(_ spec: GuestSpec) throws -> String {
        var spec = spec
        spec.snapshot = .saved
        spec.folder = try Folder(spec.folder).making("snapshot").path
        let path = session.snapshotPath()
        let guest = try session.start(spec)
        do {
            try guest.save(to: path)
        } catch {
            unlink(path)
            try? guest.end()
            throw error
        }
        try guest.end()
        return path
    }

    /// With the observer in it, where the command line asks the agent for one.
    private func initrd() throws -> String {
        guard boot.boot.cmdline.contains("dmaroute.observe=") else { return image.initrd.path }
        guard let observer else {
            throw RunnerError("there is no dmaroute-observe beside this command", hint: "build it: make build")
        }
        let path = URL(fileURLWithPath: folder).path + "/initrd.img"
        try ObserverArchive.write(adding: observer, to: image.initrd.path, at: path)
        return path
    }

    private func spec(_ devices: [Device], _ drives: Drives, initrd: String) -> GuestSpec {
        var spec = GuestSpec(
            boot, image: image, initrd: initrd, devices: devices, drives: drives, tracing: sides.guest,
            emulation: emulation, hardware: hardware,
            // libvirt has another working directory.
            folder: URL(fileURLWithPath: folder).path)
        spec.bootLimit = bootLimit
        return spec
    }

    private func run(
        _ batch: [Batches.Item], _ agent: AgentClient, _ watcher: RAMWatcher, _ probe: RecordFile<ProbeRecord>
    ) throws {
        let requests = batch.map(\.order.request)
        let registers = batch.filter { $0.order.kind == .mapResource }.map { Int($0.order.device) }
        for item in batch { try probe.append(ProbeRecord(order: .init(cell: item.cell.id, order: item.order))) }
        let mapped = try watch.time(.map) { try agent.map(batch.map(\.order)) }
        for report in mapped { try probe.append(ProbeRecord(mapped: report)) }
        try watch.time(.look) { try watcher.look(.held, requests, registers: registers) }
        let held = batch.filter { item in
            mapped.contains { $0.request == item.order.request && $0.outcome == .held }
        }.map { (order: $0.order, moves: Dictionary(uniqueKeysWithValues: $0.order.moves.map { ($0.step, $0) })) }
        let refused = batch.filter { item in
            mapped.contains {
                $0.request == item.order.request && ($0.outcome == .refused || $0.outcome == .notLoaded)
            }
        }
        try watch.time(.registers) {
            try watcher.read(
                refused.map { ($0.order.request, Int($0.order.device)) }, step: LookRecord.Registers.atRest)
        }
        for step in 0..<Steps.count {
            let moving = held.filter { $0.moves[step] != nil }
            guard !moving.isEmpty else { continue }
            let moves = try watch.time(.move) { try agent.move(step: step) }
            try probe.append(ProbeRecord(moved: .init(step: step, stored: false, reports: moves)))
            try watch.time(.registers) {
                try watcher.read(moving.map { ($0.order.request, Int($0.order.device)) }, step: step)
            }
            guard moving.contains(where: { $0.moves[step]?.writes == false }) else {
                continue
            }
            let stores = try watch.time(.store) { try agent.store(step: step) }
            try probe.append(ProbeRecord(moved: .init(step: step, stored: true, reports: stores)))
            // The next store takes the first one's place.
            let reading = moving.filter { $0.moves[step + 1]?.writes == false }
            if step % Steps.storedAtOnce == Steps.storedAtOnce - 1, !reading.isEmpty {
                try watch.time(.look) { try watcher.look(.moved, reading.map(\.order.request), registers: []) }
            }
        }
        try watch.time(.look) { try watcher.look(.moved, requests, registers: registers) }
        for report in try watch.time(.release, agent.release) { try probe.append(ProbeRecord(released: report)) }
    }

    private func run(
        _ drive: Drives.Item, _ agent: AgentClient, _ watcher: RAMWatcher, _ probe: RecordFile<ProbeRecord>
    ) throws {
        try probe.append(ProbeRecord(drive: .init(cell: drive.cell.id, order: drive.order)))
        let report = try watch.time(.drive) { try agent.drive(drive.order) }
        try probe.append(ProbeRecord(driven: report))
        try watch.time(.look) {
            try watcher.readQueues(of: drive.device, request: drive.order.request)
            try watcher.look(.moved, [drive.order.request])
        }
    }

    private func check() throws(LabError) {
        guard !session.cancellation.isCancelled else { throw LabError(.cancelled, "interrupted between two requests") }
    }
}
