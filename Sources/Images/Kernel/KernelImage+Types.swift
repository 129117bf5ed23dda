import Foundation

extension KernelImage {
    /// More than the largest that a kernel of Debian has, 6 MiB.
    private static let largestTypes: UInt64 = 64 << 20

    /// The types that the kernel describes of itself, read from its own file and not from any guest.
    /// - Throws: ``ImageError`` if it cannot be read, or holds none (CONFIG_DEBUG_INFO_BTF is off).
    public func types() throws -> BTF {
        // Mapped, not read: of some 64 MB only the section headers and the section itself are looked at.
        guard let file = try? Data(contentsOf: URL(filePath: vmlinux.path), options: .alwaysMapped) else {
            throw ImageError(.file, "\(vmlinux.path) cannot be read for its section .BTF")
        }
        guard let bytes = ELFSection.bytes(".BTF", of: file, limit: Self.largestTypes) else {
            throw ImageError(
                .content, "\(vmlinux.path) has no section .BTF (it was built without CONFIG_DEBUG_INFO_BTF)")
        }
        do {
            return try BTF(bytes: bytes)
        } catch {
            throw ImageError(.content, "\(vmlinux.path): its section .BTF cannot be read: \(error)")
        }
    }
}
