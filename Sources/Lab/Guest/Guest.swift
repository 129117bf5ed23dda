import Foundation
import Glibc
public import GuestProtocol
import Libvirt
import Synchronization

/// One running guest. Every call blocks until its deadline at most; send and receive may come from different threads.
public final class Guest: Sendable {
    /// Name of the guest in messages and logs; need not be unique.
    public let name: String
    /// What it was started from.
    public let spec: GuestSpec
    /// QEMU's process on this node.
    public var pid: Int32 { process.pid }
    /// Processor time that QEMU has used; nil once it is gone.
    public var emulatorTime: Duration? { process.cpuTime }
    /// When the first report must have come: ``GuestSpec/bootLimit`` times the node's slowdown, from the start.
    public let bootDeadline: Deadline
    /// What the guest's start cost.
    public let timings: GuestTimings

    let process: EmulatorProcess
    let domain: Domain
    let watch: GuestWatch
    private let files: GuestPaths
    let channel: HarnessChannel
    let session: LabSession
    let ram: RAMView
    /// Addresses of the edu devices' registers, by slot.
    let bases = Mutex<[Int: UInt64]>([:])
    private let ended = Mutex(false)

    init(
        spec: GuestSpec, session: LabSession, domain: Domain, process: EmulatorProcess, watch: GuestWatch,
        files: GuestPaths, channel: HarnessChannel, ram: RAMView, timings: GuestTimings
    ) {
        name = spec.name
        self.spec = spec
        self.session = session
        self.domain = domain
        self.process = process
        self.watch = watch
        self.files = files
        self.channel = channel
        self.ram = ram
        self.timings = timings
        bootDeadline = session.deadline(spec.bootLimit)
    }

    /// The last lines of the console, made printable.
    public var consoleTail: String { SerialConsole(path: files.console).tail() }

    /// Gives the agent a command; waits for room in the ring.
    public func send(_ command: Command, deadline: Deadline) throws(LabError) {
        let frame = Codec.encode(command)
        let _: Bool = try exchange("to take a command", deadline) { () throws(ProtocolError) in
            try channel.send(frame) ? true : nil
        }
    }

    /// The agent's next report.
    public func receive(deadline: Deadline) throws(LabError) -> Report {
        let frame = try exchange("to report", deadline) { () throws(ProtocolError) in try channel.receive() }
        do throws(ProtocolError) {
            return try Codec.decodeReport(frame)
        } catch {
            throw broken(error)
        }
    }

    /// Waits for nothing but the guest's failure or the deadline; throws either.
    public func waitForFailure(deadline: Deadline) throws(LabError) {
        let _: Bool = try exchange("to end", deadline) { () throws(ProtocolError) in nil }
    }

    /// Ends QEMU whatever state it is in, and returns when it is dead. Calling it again does nothing.
    ///
    /// libvirt ends it first; what lives after that gets SIGKILL. libvirt's own call may take longer than QEMU's death
    /// where process 1 is slow to reap, so it is not waited for here but when the session closes.
    public func end() throws(LabError) {
        try ended.withLock { done throws(LabError) in
            guard !done else { return }
            watch.stop()
            session.destroy(domain)
            if Wait.until(session.deadline(.seconds(3)), nil, { !process.isAlive }) != .met { process.kill() }
            guard Wait.until(session.deadline(.seconds(10)), nil, { !process.isAlive }) == .met else {
                throw LabError(
                    .hypervisor, "QEMU of guest \(name) (pid \(pid)) lives on after SIGKILL",
                    hint: "it hangs in the kernel, probably on storage: look at /proc/\(pid)/stack")
            }
            EmulatorLog.keep(files.emulatorLog, in: files.folder)
            files.bringBack(limit: AttemptBudget.bytes)
            done = true
            session.forget(self)
        }
    }

    func exchange<T>(
        _ what: String, _ deadline: Deadline, _ attempt: () throws(ProtocolError) -> T?
    ) throws(LabError) -> T {
        var result: T?
        var broken: ProtocolError?
        let end = Wait.until(deadline, session.cancellation, slowest: 5000) {
            do throws(ProtocolError) {
                result = try attempt()
            } catch {
                broken = error
            }
            return result != nil || broken != nil || watch.failure != nil
        }
        if let result { return result }
        if let broken { throw self.broken(broken) }
        if let failure = watch.failure { throw failure }
        if end == .cancelled { throw .cancelled(while: "waiting for guest \(name) \(what)") }
        throw LabError(
            .limit, "guest \(name) had \(deadline.allowed.spoken) \(what) and did not",
            hint: "the last words of its console say how far it got; the whole is in \(files.console)",
            console: consoleTail)
    }

    private func broken(_ error: ProtocolError) -> LabError {
        LabError(.protocol, "guest \(name) broke the protocol: \(error)", console: consoleTail)
    }
}
