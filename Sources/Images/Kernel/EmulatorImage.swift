/// A QEMU of Debian's that runs beside the machine's own, with libraries of its own.
public struct EmulatorImage: Codable, Hashable, Sendable {
    /// As configs name it, such as `qemu-11`.
    public let name: String
    /// As it says of itself, such as `11.1.3`.
    public let version: String
    /// A program that starts it, absolute.
    public let path: String
}

/// Where Debian has the QEMUs that can be fetched.
enum EmulatorSource {
    /// Without its modules QEMU would load those of the machine's own, and abort.
    static let packages = ["qemu-system-x86", "qemu-system-modules-opengl", "qemu-system-modules-spice"]

    /// The first suite is the one that has it.
    static let suites = [
        "qemu-10": ["bookworm-backports", "bookworm"],
        "qemu-11": ["trixie-backports", "trixie"],
    ]

    /// What of the packages no guest needs.
    static let left = [
        "etc", "var", "usr/sbin", "usr/share/doc", "usr/share/locale", "usr/share/man", "usr/share/iso-codes",
    ]

    /// Libraries and modules come from beside the program, and so does the firmware, which QEMU looks for beside what
    /// the kernel takes for the program: the loader.
    static let starter = """
        #!/bin/sh
        here=${0%/*}/root
        libraries=$here/lib/x86_64-linux-gnu:$here/usr/lib/x86_64-linux-gnu
        for loader in "$here/usr/lib/x86_64-linux-gnu" "$here/lib/x86_64-linux-gnu"; do
            loader=$loader/ld-linux-x86-64.so.2
            [ -x "$loader" ] && break
        done
        export QEMU_MODULE_DIR="$here/usr/lib/x86_64-linux-gnu/qemu"
        exec "$loader" --library-path "$libraries" "$here/usr/bin/qemu-system-x86_64" \\
            -L "$here/usr/share/qemu" -L "$here/usr/share/seabios" "$@"

        """
}
