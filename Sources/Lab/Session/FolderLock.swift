import Glibc
import Printing
import Synchronization

/// An exclusive flock(2) on a folder; the kernel lets go of it when the process dies, however it dies.
final class FolderLock: Sendable {
    private let file: Mutex<Int32>

    private init(file: Int32) { self.file = Mutex(file) }

    deinit { release() }

    /// nil when another process, or another place of this one, holds it.
    static func take(_ folder: String) -> FolderLock? {
        let file = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else { return nil }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            return nil
        }
        return FolderLock(file: file)
    }

    static func wait(
        _ folder: String, _ deadline: Deadline, _ cancellation: Cancellation
    ) throws(LabError) -> FolderLock {
        var lock: FolderLock?
        let end = Wait.until(deadline, cancellation) {
            lock = take(folder)
            return lock != nil
        }
        if let lock { return lock }
        if end == .cancelled { throw .cancelled(while: "waiting for the lock on \(folder)") }
        throw LabError(
            .limit, "the lock on \(folder) was not free within \(deadline.allowed.spoken)",
            hint: "another run is starting or cleaning up there; see fuser \(ShellWord.argument(folder))")
    }

    func release() {
        file.withLock { file in
            if file >= 0 { close(file) }
            file = -1
        }
    }
}
