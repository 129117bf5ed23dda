import Foundation
import Testing

@testable import Lab

/// What the shim is started with, in order unless a test breaks it.
struct ShimInput {
    var kernel = TinyKernel()
    var initrd = [UInt8](repeating: 0x5a, count: 4096)
    /// Words for `-initrd`; nil for the two files.
    var modules: ((_ kernel: String, _ initrd: String) -> String)?
    var ram = "512M"
    var machine = "q35"
    var cpu = "EPYC,phys-bits=48,+svm"
    /// Size of the encrypted store; nil for no store.
    var store: String? = "512M"
    /// Makes the encrypted store the same file as RAM.
    var oneStore = false
    var options = "dmaroute.shim.mode=sme dmaroute.shim.c-bit=47"
    var line = "console=ttyS0"

    /// What the shim says, in lines without their prefix, until QEMU ends by itself.
    func said() throws -> [String] {
        let folder = try Bench.folder("shim")
        let (kernel, initrd, console) = (folder + "/kernel", folder + "/initrd", folder + "/console")
        try Data(self.kernel.bytes).write(to: URL(filePath: kernel))
        try Data(self.initrd).write(to: URL(filePath: initrd))
        let end = ChildProcess.run(
            try arguments(kernel, initrd, console, folder), output: folder + "/qemu.log",
            deadline: Deadline(after: .seconds(30)), cancellation: Cancellation())
        let log = String(decoding: SmallFile.read(folder + "/qemu.log", limit: 4096) ?? [], as: UTF8.self)
        try #require(end == .exited(0), "QEMU did not end by itself: \(log)")
        let text = String(decoding: SmallFile.read(console, limit: 64 << 10) ?? [], as: UTF8.self)
        let prefix = "dmaroute-shim: "
        return text.split(whereSeparator: \.isNewline).filter { $0.hasPrefix(prefix) }.map {
            String($0.dropFirst(prefix.count))
        }
    }

    private func arguments(_ kernel: String, _ initrd: String, _ console: String, _ folder: String) throws -> [String] {
        let modules = modules?(kernel, initrd) ?? "\(kernel),\(initrd)"
        var list = [
            Bench.options.emulator, "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot", "-accel", "tcg",
            "-machine", "\(machine),smm=off,memory-backend=ram", "-m", "\(ram),slots=2,maxmem=129T", "-cpu", cpu,
            "-object", "\(memory(folder, "ram")),size=\(ram)", "-serial", "file:\(console)",
            "-kernel", try Self.shim(), "-append", "\(options) \(line)",
        ]
        if !modules.isEmpty { list += ["-initrd", modules] }
        guard let store else { return list }
        list += ["-object", "\(memory(folder, "enc")),size=\(store)"]
        return list + ["-device", "virtio-pmem-pci,memdev=enc,memaddr=0x800000000000"]
    }

    private func memory(_ folder: String, _ id: String) -> String {
        guard oneStore else { return "memory-backend-memfd,id=\(id),share=on" }
        return "memory-backend-file,id=\(id),mem-path=\(folder)/memory,share=on"
    }

    private static func shim() throws -> String {
        let package = URL(filePath: #filePath).appending(path: "../../..").standardized
        let path = package.appending(path: ".build/shim/dmaroute-shim").path
        try #require(FileManager.default.fileExists(atPath: path), "there is no \(path): make shim")
        return path
    }
}
