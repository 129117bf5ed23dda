import Glibc

/// The file systems that the agent reads; /proc and /dev are mounted before main (Sources/CGuest).
enum Mounts {
    static let tracing = "/sys/kernel/tracing"
    static let debug = "/sys/kernel/debug"

    /// What could not be mounted, with the reason; a kernel without tracefs still has requests to make.
    static func mountAll() -> [Problem] {
        [("sysfs", "/sys"), ("tracefs", tracing), ("debugfs", debug)].compactMap { kind, path in
            mkdir(path, 0o755)
            guard mount(kind, path, kind, 0, nil) != 0, errno != EBUSY else { return nil }
            return Problem("mount \(kind) on \(path)", errno: errno)
        }
    }
}
