import Printing

/// What QEMU itself printed.
enum EmulatorLog {
    /// `: WORDS` from the last lines, empty when it said nothing; libvirt's own lines are left out.
    static func tail(_ path: String) -> String {
        let size = SmallFile.size(path) ?? 0
        let bytes = SmallFile.read(path, limit: 16 << 10, from: Int64(clamping: size > 16 << 10 ? size - 16 << 10 : 0))
        let lines = String(decoding: bytes ?? [], as: UTF8.self).split(separator: "\n")
            .filter { $0.contains("qemu-system") && !$0.contains("-name guest=") || $0.contains("terminating") }
        return lines.isEmpty ? "" : ": " + Printable.line(lines.suffix(3).joined(separator: "; "), limit: 1000)
    }
}

extension EmulatorLog {
    /// Copies the log, cut to its first MiB, beside the guest's other files.
    static func keep(_ path: String, in folder: String) {
        guard let bytes = SmallFile.read(path, limit: 1 << 20), !bytes.isEmpty else { return }
        try? SmallFile.write(bytes, to: folder + "/qemu.log")
    }
}
