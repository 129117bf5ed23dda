/// Where Debian has the QEMUs that can be fetched, and how one is started.
struct EmulatorSource {
    var architecture = DebianArchitecture.usual

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
    var starter: String {
        let triple = architecture.triple
        return """
            #!/bin/sh
            here=${0%/*}/root
            libraries=$here/lib/\(triple):$here/usr/lib/\(triple)
            for loader in "$here/usr/lib/\(triple)" "$here/lib/\(triple)"; do
                loader=$loader/\(architecture.loader)
                [ -x "$loader" ] && break
            done
            export QEMU_MODULE_DIR="$here/usr/lib/\(triple)/qemu"
            exec "$loader" --library-path "$libraries" "$here/usr/bin/\(architecture.emulator)" \\
                -L "$here/usr/share/qemu" -L "$here/usr/share/seabios" "$@"

            """
    }
}
