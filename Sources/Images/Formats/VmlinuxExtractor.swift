import Foundation

/// From a bzImage to the vmlinux that a hypervisor enters directly, without the guest unpacking it at every boot.
struct VmlinuxExtractor {
    /// An existing folder for what is needed for a while.
    let scratch: String

    /// - Throws: ``ImageError`` when the image is not as it should be, or cannot be booted by PVH.
    func extract(_ bzImage: String, to vmlinux: String) async throws {
        let bytes = [UInt8](try CacheFiles.read(bzImage, limit: 256 << 20))
        let image = try BootImage(bytes: bytes)
        let packed = "\(scratch)/payload"
        defer { CacheFiles.remove(packed) }
        try CacheFiles.write(
            Data(bytes[image.payloadOffset..<(image.payloadOffset + image.compressedLength)]), to: packed)
        let (name, arguments) = image.compression.command
        _ = try await Tool(name: name, arguments: arguments, timeLimit: .seconds(300))
            .run(into: .file(vmlinux, limit: image.unpackedSize), input: packed)
        try Self.check(vmlinux, size: image.unpackedSize)
    }

    static func check(_ vmlinux: String, size: Int) throws {
        let bytes = [UInt8](try CacheFiles.read(vmlinux, limit: BootImage.largestKernel))
        guard bytes.count == size else {
            throw ImageError(.content, "the kernel unpacked to \(bytes.count) bytes instead of \(size)")
        }
        guard let file = ELFFile(bytes: bytes) else {
            throw ImageError(.content, "the unpacked kernel is no ELF file for \(DebianArchitecture.usual.title)")
        }
        guard file.pvhEntry != nil else {
            throw ImageError(.content, "the unpacked kernel has no PVH entry (it was built without CONFIG_PVH)")
        }
    }
}
