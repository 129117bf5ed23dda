import Glibc

/// One process at a time changes the cache. The lock goes with the process, however it ends.
struct CacheLock: ~Copyable {
    private let file: Int32

    private init(file: Int32) { self.file = file }

    deinit { close(file) }

    /// Waits for it as long as the task is not cancelled.
    ///
    /// - Parameter waiting: called once if somebody else has it.
    static func take(_ path: String, waiting: () -> Void) async throws -> CacheLock {
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else {
            throw ImageError(
                .file, "\(path) cannot be opened: \(String(cString: strerror(errno)))",
                hint: "set XDG_CACHE_HOME to a folder that you may write to")
        }
        let lock = CacheLock(file: file)
        var told = false
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else {
                throw ImageError(.file, "\(path) cannot be locked: \(String(cString: strerror(errno)))")
            }
            if !told { waiting() }
            told = true
            try await Task.sleep(for: .milliseconds(200))
        }
        return lock
    }
}
