internal import Foundation
import Libvirt
public import RouteModel

/// The memory encryption that a node's processor, its KVM and its libvirt together give guests.
public struct HardwareEncryption: Hashable, Sendable {
    public var kinds: [Encryption]
    /// Position of the processor's C-bit; nil where it has none, and a guest is then not told.
    public var cBit: Int?
    /// Bits of physical addresses that a guest loses; nil where libvirt does not tell.
    public var reducedPhysBits: Int?

    public static let none = HardwareEncryption(kinds: [])

    public init(kinds: [Encryption], cBit: Int? = nil, reducedPhysBits: Int? = nil) {
        self.kinds = kinds
        self.cBit = cBit
        self.reducedPhysBits = reducedPhysBits
    }

    /// The label that a guest asks for and the node lacks; nil where it has both.
    public func lacks(_ encryption: Encryption, cBit asked: Int) -> String? {
        guard kinds.contains(encryption) else { return "\(encryption.rawValue) (hardware)" }
        guard encryption != .tdx, let cBit, cBit != asked else { return nil }
        return "a C-bit at \(asked)"
    }

    /// What there is, for people.
    public var text: String {
        guard !kinds.isEmpty else { return "its processor, KVM and libvirt offer guests no memory encryption" }
        let bit = cBit.map { ", with the C-bit at \($0)" } ?? ""
        return "its processor, KVM and libvirt offer guests \(kinds.map(\.rawValue).joined(separator: ", "))\(bit)"
    }
}

extension HardwareEncryption {
    /// Parameters of KVM's modules that say Y where KVM starts such guests (arch/x86/kvm/svm/sev.c, vmx/tdx.c).
    static let parameters: [(kind: Encryption, path: String)] = [
        (.sev, "kvm_amd/parameters/sev"), (.sevES, "kvm_amd/parameters/sev_es"),
        (.sevSNP, "kvm_amd/parameters/sev_snp"), (.tdx, "kvm_intel/parameters/tdx"),
    ]

    /// What KVM on this machine starts.
    static var ofKVM: [Encryption] {
        parameters.filter { _, path in
            let value = SmallFile.read("/sys/module/" + path, limit: 16)?.first
            return value == UInt8(ascii: "Y") || value == UInt8(ascii: "1")
        }.map(\.kind)
    }

    /// What of that libvirt can describe to QEMU.
    ///
    /// - Parameter capabilities: libvirt's `<domainCapabilities>`. Every libvirt that this works with tells of SEV in an
    ///   element of its own, with SEV-ES by its policy; SEV-SNP and TDX stand among the types of `<launchSecurity>`.
    init(ofKVM kinds: [Encryption], capabilities: String) {
        func inside(_ begin: String, _ end: String, of text: String) -> String? {
            text.range(of: begin).flatMap { begun in
                text.range(of: end, range: begun.upperBound..<text.endIndex).map {
                    String(text[begun.upperBound..<$0.lowerBound])
                }
            }
        }
        let sev = inside("<sev supported='yes'>", "</sev>", of: capabilities)
        let types = inside("<launchSecurity supported='yes'>", "</launchSecurity>", of: capabilities) ?? ""
        self.init(
            kinds: kinds.filter { kind in
                switch kind {
                case .sev, .sevES: sev != nil
                case .sevSNP, .tdx: types.contains("<value>\(kind.rawValue)</value>")
                case .none, .sme: false
                }
            },
            cBit: sev.flatMap { inside("<cbitpos>", "</cbitpos>", of: $0) }.flatMap { Int($0) },
            reducedPhysBits: sev.flatMap { inside("<reducedPhysBits>", "</reducedPhysBits>", of: $0) }
                .flatMap { Int($0) })
    }
}

extension LabSession {
    /// What this node gives guests; nothing where they do not run on KVM.
    func hardwareEncryption(_ connection: Connection) throws(LibvirtError) -> HardwareEncryption {
        let kinds = accelerator.accelerator == .kvm ? HardwareEncryption.ofKVM : []
        guard !kinds.isEmpty else { return .none }
        let capabilities = try connection.domainCapabilities(emulator: options.emulator, machine: options.machine)
        return HardwareEncryption(ofKVM: kinds, capabilities: capabilities)
    }
}
