import Foundation

/// The initramfs recipe: the agent as /init, the probe module beside it, and below /modules the kernel's own drivers that
/// it may be asked to load. edu and the shared-memory device need no driver.
enum Initramfs {
    /// Changes when the recipe does, so that archives of an older one are made anew.
    static let format = 2

    /// - Parameters:
    ///   - probe: nil where there is none for the kernel.
    ///   - modules: path and bytes of each.
    static func archive(
        agent: [UInt8], probe: [UInt8]?, modules: [(path: String, bytes: [UInt8])] = []
    ) throws -> [UInt8] {
        let folders = ["dev", "modules", "proc", "run", "sys", "tmp"].map { CpioEntry(path: $0, kind: .folder) }
        return try CpioWriter.archive(
            folders + [
                CpioEntry(path: "dev/console", kind: .characterDevice(major: 5, minor: 1)),
                CpioEntry(path: "init", kind: .file(agent, executable: true)),
            ] + (probe.map { [CpioEntry(path: "probe.ko", kind: .file($0, executable: false))] } ?? [])
                + modules.map { CpioEntry(path: $0.path, kind: .file($0.bytes, executable: false)) })
    }

    /// The agent's bytes, if a kernel can start them with nothing else in the archive.
    static func agent(at path: String) throws -> [UInt8] {
        let bytes = [UInt8](try CacheFiles.read(path, limit: 256 << 20))
        guard let file = ELFFile(bytes: bytes) else {
            throw ImageError(
                .content, "the guest agent \(path) is no \(DebianArchitecture.usual.title) executable",
                hint: "build it again: make build")
        }
        if file.segments.contains(where: { $0.type == ELFFile.interpreterSegment }) {
            throw ImageError(
                .content, "the guest agent \(path) is linked dynamically, and a guest has no libraries",
                hint: "build it with -static-executable: make build")
        }
        return bytes
    }
}
