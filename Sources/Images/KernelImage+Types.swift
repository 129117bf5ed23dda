extension KernelImage {
    /// The types that the kernel describes of itself, read from its own file and not from any guest.
    /// - Throws: ``ImageError`` if it cannot be read, or holds none (CONFIG_DEBUG_INFO_BTF is off).
    public func types() throws -> BTF {
        let bytes = [UInt8](try Files.read(vmlinux.path, limit: BootImage.largestKernel))
        guard let file = ELFFile(bytes: bytes), let section = file.sections.first(where: { $0.name == ".BTF" }),
            let content = ByteReader(bytes).slice(at: section.offset, count: section.size)
        else {
            throw ImageError(
                .content, "\(vmlinux.path) has no section .BTF (it was built without CONFIG_DEBUG_INFO_BTF)")
        }
        do {
            return try BTF(bytes: Array(content))
        } catch {
            throw ImageError(.content, "\(vmlinux.path): its section .BTF cannot be read: \(error)")
        }
    }
}
