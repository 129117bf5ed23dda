import Foundation
public import RouteModel

/// What a node can do, as its `dmaroute doctor --format json` tells under `labels`.
public struct NodeLabels: Codable, Hashable, Sendable {
    /// `kvm` only where a guest really runs on it.
    public var accelerator: String
    public var emulator: String
    public var libvirt: String
    /// Names of QEMU's IOMMU devices.
    public var iommus: [String]
    public var cores: Int
    public var memoryMiB: UInt64
    public var slowdown: Double
    /// Kinds of memory encryption that are emulated there.
    public var emulates: [String]
    /// Kinds of memory encryption that the processor and its KVM offer guests.
    public var encrypts: [String]

    public init(
        accelerator: String, emulator: String, libvirt: String, iommus: [String], cores: Int, memoryMiB: UInt64,
        slowdown: Double, emulates: [String], encrypts: [String]
    ) {
        self.accelerator = accelerator
        self.emulator = emulator
        self.libvirt = libvirt
        self.iommus = iommus
        self.cores = cores
        self.memoryMiB = memoryMiB
        self.slowdown = slowdown
        self.emulates = emulates
        self.encrypts = encrypts
    }

    /// The label that a boot asks for and the node lacks; nil where it can run there.
    /// - Parameter ram: most bytes that a guest may have there; nil: as the node has.
    public func lacks(_ boot: Boot, ram: UInt64?) -> String? {
        let iommu: String? =
            switch boot.viommu {
            case .none: nil
            case .intel: "intel-iommu"
            case .amd: "amd-iommu"
            case .virtio: "virtio-iommu-pci"
            }
        if let iommu, !iommus.contains(iommu) { return iommu }
        let encryption = boot.encryption.rawValue
        if boot.encryption != .none, !emulates.contains(encryption), !encrypts.contains(encryption) {
            return encryption
        }
        return boot.ram > min(ram ?? .max, memoryMiB << 20) ? "\(boot.ram >> 20) MiB of RAM" : nil
    }

    /// What KVM on this machine offers guests, as its modules tell.
    public static func encryptionHere(kvm: Bool) -> [String] {
        guard kvm else { return [] }
        let parameters: [(Encryption, String)] = [
            (.sev, "kvm_amd/parameters/sev"), (.sevES, "kvm_amd/parameters/sev_es"),
            (.sevSNP, "kvm_amd/parameters/sev_snp"), (.tdx, "kvm_intel/parameters/tdx"),
        ]
        return parameters.compactMap { encryption, path in
            let value = FileManager.default.contents(atPath: "/sys/module/" + path)?.first
            return value == UInt8(ascii: "Y") || value == UInt8(ascii: "1") ? encryption.rawValue : nil
        }
    }
}
