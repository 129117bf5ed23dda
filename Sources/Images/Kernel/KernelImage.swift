public import Digests

/// A kernel that guests can be started with, and all that a run must record to say which one it was.
public struct KernelImage: Codable, Hashable, Sendable {
    /// A file in the cache.
    public struct File: Codable, Hashable, Sendable {
        /// Absolute.
        public let path: String
        public let sha256: Digest
    }

    /// A Debian package that something here was taken from.
    public struct Package: Codable, Hashable, Sendable {
        public let name: String
        public let version: String
        /// Of the package's file.
        public let sha256: Digest
    }

    /// A driver in the initramfs that a guest can be asked to load.
    public struct Module: Codable, Hashable, Sendable {
        /// As the kernel calls it: `virtio_iommu`.
        public let name: String
        /// Modules that must be loaded before.
        public let needs: [String]
        public let sha256: Digest

        /// Where it lies, in the kernel's folder of the cache as in the initramfs.
        var file: String { "modules/\(name).ko" }
    }

    /// What configurations call it: `linux-6.1`.
    public let name: String
    /// `6.1`.
    public let series: String
    /// What `uname -r` says in it.
    public let release: String
    /// The version of the package that the kernel is from: `6.1.192-2`.
    public let version: String
    public let packages: [Package]
    /// The kernel as Debian ships it.
    public let packed: File
    /// The same kernel unpacked, to be entered directly.
    public let vmlinux: File
    /// Uncompressed, with the agent as /init, the probe as /probe.ko and each of ``modules`` below /modules.
    public let initrd: File
    /// The probe module alone; nil where it could not be built, for a kernel without headers.
    public let probe: File?
    /// Each behind what it needs.
    public let modules: [Module]
    /// The agent's executable.
    public let agent: Digest
    /// The probe module's sources.
    public let probeSource: Digest
}

extension KernelImage {
    /// The first of the files that is there no longer as it was made; each is read whole.
    public var changed: File? {
        [packed, vmlinux, initrd, probe].compactMap { $0 }.first { (try? Digest(ofFile: $0.path)) != $0.sha256 }
    }

    /// What must be loaded for a driver, in order and with the driver itself; nil where the kernel has it not as a
    /// module.
    public func loading(_ driver: String) -> [String]? {
        guard modules.contains(where: { $0.name == driver }) else { return nil }
        var wanted: Set = [driver]
        for module in modules.reversed() where wanted.contains(module.name) { wanted.formUnion(module.needs) }
        return modules.map(\.name).filter(wanted.contains)
    }
}

/// Whether guests can be started with a kernel.
public enum Availability: Hashable, Sendable {
    case ready(KernelImage)
    /// Debian does not have it (any more): the reason in words.
    case unavailable(String)
}

/// One step of the preparation.
public struct ImageProgress: Hashable, Sendable, CustomStringConvertible {
    /// Which kernel it is about; nil when about all.
    public let kernel: String?
    /// What happens now.
    public let step: String

    public var description: String { kernel.map { "\($0): \(step)" } ?? step }
}
