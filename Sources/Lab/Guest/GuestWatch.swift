import Files
import Foundation
import Synchronization

/// Looks after one guest from a thread of its own: panic, flood, QEMU's death, and libvirt calls that do not return.
///
/// It runs between the caller's waits too, so a guest cannot fill the disk while nobody waits for it.
final class GuestWatch: Sendable {
    private struct State {
        var process: EmulatorProcess?
        var failure: LabError?
        /// libvirt calls under way, and when each must be over.
        var calls: [Int: (what: String, deadline: Deadline)] = [:]
        var lastCall = 0
        var stop = false
        var stopped = false
    }

    private let state = Mutex(State())
    private let guest: String
    private let domain: String
    private let files: GuestPaths
    private let limit: UInt64
    private let budget: UInt64
    private let cancellation: Cancellation

    init(
        guest: String, domain: String, files: GuestPaths, limit: UInt64,
        budget: UInt64 = UInt64(AttemptBudget.bytes), cancellation: Cancellation
    ) {
        self.guest = guest
        self.domain = domain
        self.files = files
        self.limit = limit
        self.budget = budget
        self.cancellation = cancellation
    }

    /// What ended the guest, if anything did.
    var failure: LabError? { state.withLock { $0.failure } }

    func start() {
        let thread = Thread { self.run() }
        thread.name = domain
        thread.start()
    }

    /// From now on QEMU's death is a failure.
    func follow(_ process: EmulatorProcess) { state.withLock { $0.process = process } }

    /// Runs a blocking libvirt call. When its limit passes or the user wants out, QEMU is killed, which makes the call
    /// return.
    func guarding<T>(
        _ what: String, _ deadline: Deadline, _ call: () throws(LabError) -> T
    ) throws(LabError) -> T {
        let number = state.withLock { state in
            state.lastCall += 1
            state.calls[state.lastCall] = (what, deadline)
            return state.lastCall
        }
        defer { state.withLock { state in state.calls[number] = nil } }
        do {
            return try call()
        } catch {
            if let failure { throw failure }
            throw error
        }
    }

    /// Returns when the thread looks no more.
    func stop() {
        state.withLock { $0.stop = true }
        _ = Wait.until(Deadline(after: .seconds(5)), nil) { state.withLock { $0.stopped } }
    }

    func fail(_ error: LabError) {
        state.withLock { if $0.failure == nil && !$0.stop { $0.failure = error } }
    }

    private func run() {
        var console = SerialConsole(path: files.console)
        // What the guest of a snapshot left in a folder there is of this attempt too.
        let before = written(withFolders: false)
        var panic: Deadline?
        while !state.withLock({ $0.stop }) {
            let look = console.look()
            // The kernel prints its trace behind the first line of a panic; the console should hold it.
            if look.panic, panic == nil { panic = Deadline(after: .milliseconds(500)) }
            if let panic, look.complete || panic.passed {
                fail(LabError(.panic, "the kernel of guest \(guest) panicked", console: console.tail()))
            }
            checkSizes(console)
            checkWhole(console, before)
            checkProcess(console)
            checkCall()
            usleep(25_000)
        }
        state.withLock { $0.stopped = true }
    }

    private func checkSizes(_ console: SerialConsole) {
        let logs = [("console", files.console), ("device trace", files.deviceTrace), ("QEMU's log", files.emulatorLog)]
        for (what, path) in logs {
            guard let size = SmallFile.size(path), size > limit, failure?.kind != .flood else { continue }
            fail(
                LabError(
                    .flood, "the \(what) of guest \(guest) passed its limit of \(limit) bytes, so it was ended",
                    hint: "see \(path)", console: console.tail()))
            kill()
        }
    }

    /// Bytes of all that lies in the guest's folder, and of what QEMU printed.
    /// - Parameter withFolders: also of what lies in folders in it.
    private func written(withFolders: Bool) -> UInt64 {
        guard let folder = try? Folder(files.folder) else { return 0 }
        let elsewhere = files.live == nil ? [] : [files.deviceTrace]
        return (elsewhere + [files.emulatorLog]).reduce(bytes(in: folder, withFolders)) {
            $0 + (SmallFile.size($1) ?? 0)
        }
    }

    private func bytes(in folder: Folder, _ withFolders: Bool) -> UInt64 {
        ((try? folder.names()) ?? []).reduce(0) { sum, name in
            if let size = try? folder.size(name) { return sum + UInt64(clamping: size) }
            guard withFolders, let below = try? folder.folder(name) else { return sum }
            return sum + bytes(in: below, false)
        }
    }

    /// Whoever writes it: an attempt may leave so much and no more.
    private func checkWhole(_ console: SerialConsole, _ before: UInt64) {
        guard written(withFolders: true) > before + budget, failure?.kind != .flood else { return }
        fail(
            LabError(
                .flood, "what guest \(guest) leaves passed its limit of \(budget) bytes, so it was ended",
                hint: "see \(files.folder)", console: console.tail()))
        kill()
    }

    private func checkProcess(_ console: SerialConsole) {
        guard let process = state.withLock({ $0.process }), !process.isAlive else { return }
        guard failure == nil else { return }
        let said = EmulatorLog.tail(files.emulatorLog)
        fail(
            LabError(
                .gone, "QEMU of guest \(guest) (pid \(process.pid)) is gone though nobody ended it" + said,
                hint: "the guest rebooted or powered off, or QEMU was killed, perhaps for want of memory",
                console: console.tail()))
    }

    private func checkCall() {
        let calls = state.withLock { state in state.calls.values.map { ($0.what, $0.deadline) } }
        for (what, deadline) in calls { check(what, deadline) }
    }

    private func check(_ what: String, _ deadline: Deadline) {
        if cancellation.isCancelled {
            fail(.cancelled(while: "\(what), guest \(guest)"))
        } else if deadline.passed {
            fail(
                LabError(
                    .limit, "\(what) took longer than \(deadline.allowed.spoken) for guest \(guest)",
                    hint: "the node is overloaded, or QEMU hangs"))
        } else {
            return
        }
        kill()
    }

    private func kill() {
        let domain = domain
        for process in EmulatorProcess.running(where: { $0 == domain }) { process.kill() }
    }
}
