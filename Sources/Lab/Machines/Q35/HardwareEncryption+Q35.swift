internal import Foundation
import Plan
import RouteModel

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
            addressBit: sev.flatMap { inside("<cbitpos>", "</cbitpos>", of: $0) }.flatMap { Int($0) },
            reducedPhysBits: sev.flatMap { inside("<reducedPhysBits>", "</reducedPhysBits>", of: $0) }
                .flatMap { Int($0) })
    }
}
