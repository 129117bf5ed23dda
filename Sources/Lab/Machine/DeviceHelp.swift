import Glibc

/// What a QEMU says of one of its devices.
enum DeviceHelp {
    /// Asks QEMU; nil where it has no such device or does not answer.
    static func ask(
        _ device: String, emulator: String, folder: String, deadline: Deadline, cancellation: Cancellation
    ) -> String? {
        let output = folder + "/\(device).txt"
        defer { unlink(output) }
        let end = ChildProcess.run(
            [emulator, "-device", "\(device),help"], output: output, deadline: deadline, cancellation: cancellation)
        guard end == .exited(0), let bytes = SmallFile.read(output, limit: 64 << 10) else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
