import Glibc

/// The file systems that the agent reads; /proc and /dev are mounted before main (Sources/CGuest).
enum Mounts {
    static let tracing = "/sys/kernel/tracing"
    static let debug = "/sys/kernel/debug"

    /// What could not be mounted, with the reason; a kernel without tracefs still has requests to make.
    /// - Parameter mount: takes a file system's kind and its place; 0, or an errno.
    static func mountAll(_ mount: (_ kind: String, _ path: String) -> Int32 = mount) -> [Problem] {
        [("sysfs", "/sys"), ("tracefs", tracing), ("debugfs", debug)].compactMap { kind, path in
            let failure = mount(kind, path)
            return failure == 0 || failure == EBUSY ? nil : Problem("mount \(kind) on \(path)", errno: failure)
        }
    }

    private static func mount(_ kind: String, on path: String) -> Int32 {
        mkdir(path, 0o755)
        return Glibc.mount(kind, path, kind, 0, nil) == 0 ? 0 : errno
    }
}
