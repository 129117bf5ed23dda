import Foundation

/// The command's own file.
enum Executable {
    /// Where it lies, found at the first use: in a mount namespace of the process's own the kernel names it as it lies in the one
    /// of before, which in a chroot leads nowhere (fs/d_path.c:prepend_path).
    static let place = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
}
