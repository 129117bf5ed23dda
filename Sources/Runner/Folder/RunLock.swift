import Foundation

/// Says to others that a run's folder is in use, for as long as the process lives.
public final class RunLock: Sendable {
    private let descriptor: Int32

    /// nil where another process holds it, or there is no such folder.
    public init?(_ folder: String) {
        descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
    }

    deinit { close(descriptor) }
}
