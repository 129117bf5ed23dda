import Files
import Foundation
import Glibc

/// Remembers for an hour, unless the machine or QEMU changes, that KVM ran no guest: finding that out takes seconds
/// each time. A machine that was only too busy for the trial gets its chance again after that.
///
/// What does run shows it in a fraction of a second, so that is tried anew each time and never remembered.
struct TrialMemory {
    let path: String
    let emulator: String
    /// Whom QEMU runs as; nil: this user.
    let user: uid_t?

    init(folder: String, emulator: String, user: uid_t? = nil) {
        self.user = user
        path = folder + "/no-kvm"
        self.emulator = emulator
    }

    /// Why it did not run; nil where nothing that still holds is remembered.
    var refusal: AcceleratorChoice? {
        var file = stat()
        // A clock that was set back since makes no hour of a year.
        guard let key, stat(path, &file) == 0, (0..<3600).contains(time(nil) - file.st_mtim.tv_sec),
            let bytes = SmallFile.read(path, limit: 4096)
        else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", maxSplits: 1)
        guard lines.count == 2, lines[0] == key else { return nil }
        return AcceleratorChoice(accelerator: .tcg, reason: "\(lines[1]) (found within the last hour)")
    }

    /// A failure to write costs the next session time only.
    func remember(_ choice: AcceleratorChoice) {
        guard let key, choice.accelerator == .tcg else { return }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
        try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let reason = choice.reason.split(separator: "\n").joined(separator: " ")
        try? WholeFile.put(Data("\(key)\n\(reason)".utf8), at: path)
    }

    /// This start of the machine, this device node and this QEMU.
    private var key: Substring? {
        var program = stat()
        guard stat(emulator, &program) == 0,
            let boot = SmallFile.read("/proc/sys/kernel/random/boot_id", limit: 64)
        else { return nil }
        var device = stat()
        let node = stat("/dev/kvm", &device) == 0 ? "\(device.st_ino) \(device.st_mode) \(user ?? geteuid())" : "none"
        let start = String(decoding: boot, as: UTF8.self).prefix { !$0.isNewline }
        return "\(start) \(node) \(emulator) \(program.st_size) \(program.st_mtim.tv_sec)"[...]
    }
}
