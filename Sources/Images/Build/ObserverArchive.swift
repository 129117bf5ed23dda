import Foundation

/// An initramfs with `dmaroute-observe` in it, which no guest but an observed one carries.
public enum ObserverArchive {
    /// Writes a second archive behind the first; the kernel unpacks both (Linux,
    /// Documentation/driver-api/early-userspace/buffer-format.rst).
    /// - Throws: ``ImageError``, also where the observer is not linked statically.
    public static func write(adding observer: String, to initrd: String, at path: String) throws {
        let program = try Initramfs.agent(at: observer)
        let first = [UInt8](try CacheFiles.read(initrd, limit: 512 << 20))
        let second = try CpioWriter.archive([
            CpioEntry(path: "dmaroute-observe", kind: .file(program, executable: true))
        ])
        try CacheFiles.write(Data(first + second), to: path)
    }
}
