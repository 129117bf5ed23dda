import Foundation
import Glibc
import Libvirt
import Synchronization

/// A connection to libvirt with everything that belongs to it, from opening to ``close()``.
///
/// libvirt's embedded driver exists once in a process: at most one session with it may be open at a time, and all that
/// follow each other keep their state below the same base.
public final class LabSession: Sendable {
    /// The options that the session was opened with.
    public let options: LabOptions
    /// Flag that ends the session's waits when the user wants out.
    public var cancellation: Cancellation { options.cancellation }
    /// By how much every time limit is stretched on this node; at least 1.
    public let slowdown: Slowdown
    /// What a killed session had left and this one ended.
    public let orphans: [Orphan]

    /// What guests run on, tried once when the session was opened.
    public let accelerator: AcceleratorChoice

    let root: SessionRoot
    /// Whom QEMU runs as; nil: the user that runs dmaroute, or what a daemon is told.
    let user: GuestUser?
    let stage: Stage
    private struct State {
        var connection: Connection?
        var guests: [String: Guest] = [:]
        /// libvirt calls that end domains and have not returned.
        var ending = 0
    }
    private let state: Mutex<State>
    private let iommuOptions = Mutex<[String: [String]]>([:])
    /// Over all sessions of the process, because they may share libvirt's driver and with it the names of domains.
    private static let started = Atomic<Int>(0)

    /// Measures the node, ends what killed sessions left, chooses the accelerator and connects to libvirt.
    public init(_ options: LabOptions = LabOptions()) throws(LabError) {
        self.options = options
        slowdown = Slowdown.measure(guestsAtOnce: options.guestsAtOnce)
        let limit = Deadline(after: .seconds(60) * slowdown.factor)
        var found: [Orphan] = []
        let base = options.stateBase ?? (options.uri == nil ? StateBase.usable : StateBase.ofDaemons)
        root = try SessionRoot.make(
            base: base, besides: options.stateBase == nil ? StateBase.others(than: base) : [],
            user: options.uri == nil ? GuestUser.here : nil,
            id: options.uri == nil ? try EmbeddedState.id(base: base) : nil, deadline: limit,
            cancellation: options.cancellation
        ) { dead throws(LabError) in found += try Orphan.end(dead) }
        orphans = found
        user = options.uri == nil ? GuestUser.here : nil
        stage = Stage(user: user, root: root.path)
        accelerator = Self.choose(options, root, user, slowdown)
        do throws(LabError) {
            if options.uri == nil {
                try EmbeddedState.prepare(root, user: user)
                if let cache = options.cacheFolder { CapabilitiesCache(folder: cache).load(into: root) }
            }
            state = Mutex(State(connection: try Self.connect(options.uri ?? EmbeddedState.uri(root), options.machine)))
            if options.uri == nil { EmbeddedState.remember(root, base: base, user: user) }
        } catch {
            root.remove()
            throw error
        }
    }

    deinit { close() }

    /// `base` as long as it takes here.
    public func deadline(_ base: Duration) -> Deadline { Deadline(after: base * slowdown.factor) }

    /// Starts a guest; returns when QEMU runs, long before the guest has booted.
    public func start(_ spec: GuestSpec) throws(LabError) -> Guest {
        guard !cancellation.isCancelled else { throw .cancelled(while: "starting guest \(spec.name)") }
        let connection = try openConnection()
        let number = nextNumber()
        let domain = "dmaroute-\(root.id)-\(number)"
        let files = GuestPaths(
            folder: spec.folder, channel: "\(root.path)/channel-\(number)",
            emulatorLog: EmbeddedState.log(root, domain: domain),
            sharedStores: spec.aliasStores ? "\(GuestPaths.sharedFolder)/\(domain)" : nil,
            live: user != nil || GuestPaths.isExpanded(spec.folder) ? "\(root.path)/live-\(number)" : nil)
        do throws(LabError) {
            let guest = try GuestStart(spec: spec, session: self, domain: domain, files: files).run(connection)
            state.withLock { $0.guests[domain] = guest }
            return guest
        } catch {
            throw error.asOfTheDisk(root.path, free: LabCapabilities.room(root.path))
        }
    }

    /// Where the disks of a guest stand: in its own folder, or where the user whom QEMU runs as can reach them.
    public func diskFolder(_ folder: String) throws(LabError) -> String {
        guard let user else { return folder }
        let path = "\(root.path)/disks-\(nextNumber())"
        try user.makeFolder(path)
        return path
    }

    /// A path for a guest's state that goes with the session, also where it is killed.
    public func snapshotPath() -> String { "\(root.path)/snapshot-\(nextNumber())" }

    /// Ends every guest, closes the connection and removes the session's files. Calling it again does nothing.
    public func close() {
        let guests = state.withLock { state in
            defer { state.connection = nil }
            return state.connection == nil ? nil : Array(state.guests.values)
        }
        guard let guests else { return }
        // One that does not die is left to the next session: what can be done for it now was done.
        for guest in guests { try? guest.end() }
        _ = Wait.until(deadline(.seconds(20)), nil) { state.withLock { $0.ending == 0 } }
        for process in EmulatorProcess.running(where: { [root] in $0.hasPrefix("dmaroute-\(root.id)-") }) {
            process.kill()
        }
        if let cache = options.cacheFolder, options.uri == nil { CapabilitiesCache(folder: cache).save(from: root) }
        root.remove()
    }

    /// Has libvirt end a domain on a thread of its own; ``close()`` waits for it.
    func destroy(_ domain: Domain) {
        state.withLock { $0.ending += 1 }
        let thread = Thread { [self] in
            // A domain whose QEMU is dead already is an error to libvirt and none to us.
            _ = try? domain.destroy()
            state.withLock { $0.ending -= 1 }
        }
        thread.name = "destroy"
        thread.start()
    }

    func forget(_ guest: Guest) { state.withLock { state in state.guests[guest.domain.name] = nil } }

    private static func choose(
        _ options: LabOptions, _ root: SessionRoot, _ user: GuestUser?, _ slowdown: Slowdown
    ) -> AcceleratorChoice {
        let limit = Deadline(after: .seconds(2) * slowdown.factor)
        switch options.acceleration {
        case .tcgOnly: return AcceleratorChoice(accelerator: .tcg, reason: "KVM was not asked for")
        case .triedBy(let trial): return .tried(trial, limit: limit)
        case .tried:
            let memory = options.cacheFolder.map {
                TrialMemory(folder: $0, emulator: options.emulator, user: user?.user)
            }
            if let refusal = memory?.refusal { return refusal }
            let trial = TrialGuest.qemu(
                emulator: options.emulator, starter: user?.starter ?? [], machine: options.machine, folder: root.path,
                cancellation: options.cancellation)
            let choice = AcceleratorChoice.tried(trial, limit: limit)
            if !options.cancellation.isCancelled { memory?.remember(choice) }
            return choice
        }
    }

    /// What makes a QEMU's IOMMU translate for a guest, asked once; empty where nothing does or need be.
    func iommuOptions(of emulator: String, for spec: GuestSpec) -> [String] {
        guard let device = spec.machine.iommus[spec.viommu], let options = device.options else { return [] }
        return iommuOptions.withLock { known in
            let key = "\(device.name) of \(emulator)"
            if let found = known[key] { return found }
            let help = DeviceHelp.ask(
                device.name, emulator: emulator, folder: root.path, deadline: deadline(.seconds(10)),
                cancellation: cancellation)
            let found = help.map(options) ?? []
            known[key] = found
            return found
        }
    }

    func openConnection() throws(LabError) -> Connection {
        guard let connection = state.withLock({ $0.connection }) else {
            throw LabError(.specification, "the session is closed", hint: "open another one")
        }
        return connection
    }

    private func nextNumber() -> Int {
        Self.started.add(1, ordering: .relaxed).newValue
    }

    /// Run by root, libvirt insists on the user that Debian's libvirt-daemon-system makes, as whom QEMU then runs.
    private static func hint(_ error: LibvirtError, _ machine: LabMachine) -> String {
        guard error.message.contains("parse user") || error.message.contains("parse group") else {
            return "install libvirt-daemon-driver-qemu and \(machine.package), then ask doctor"
        }
        return "run as a user that is not root, or make the missing one: "
            + "adduser --system --group --no-create-home --home /nonexistent libvirt-qemu"
    }

    private static func connect(_ uri: String, _ machine: LabMachine) throws(LabError) -> Connection {
        do throws(LibvirtError) {
            return try Connection(uri: uri)
        } catch {
            throw LabError(.hypervisor, "\(error)", hint: hint(error, machine))
        }
    }
}
