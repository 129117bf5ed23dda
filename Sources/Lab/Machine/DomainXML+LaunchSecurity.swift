import RouteModel

/// A guest under the processor's own encryption. No such guest was ever started: no machine was at hand that has it. What
/// stands here is valid by libvirt's schemas: of 9.0 for SEV and SEV-ES, of 12.8 for SEV-SNP and TDX too.
extension DomainXML {
    /// The element by which libvirt has QEMU encrypt the guest; nil where the processor does not.
    var launchSecurity: XML? {
        guard let hardware = spec.hardware else { return nil }
        switch spec.encryption {
        case .none, .sme: return nil
        case .sev, .sevES:
            // AMD's SEV API, guest policy: bit 0 forbids debugging, bit 2 demands SEV-ES.
            return XML(
                "launchSecurity", ["type": "sev"], addressBits(hardware) + [policy(spec.encryption == .sev ? 1 : 5)])
        case .sevSNP:
            // AMD's SNP API, guest policy: bit 17 must be set, bit 16 allows SMT.
            return XML("launchSecurity", ["type": "sev-snp"], addressBits(hardware) + [policy(0x3_0000)])
        case .tdx:
            // Intel's TDX module, TD attributes: bit 28 (SEPT_VE_DISABLE), without which Linux does not start
            // (7.3:arch/x86/coco/tdx/tdx.c:disable_sept_ve).
            return XML("launchSecurity", ["type": "tdx"], [policy(1 << 28)])
        }
    }

    private func addressBits(_ hardware: HardwareEncryption) -> [XML] {
        [hardware.cBit.map { XML("cbitpos", text: "\($0)") }].compactMap { $0 }
            + [hardware.reducedPhysBits.map { XML("reducedPhysBits", text: "\($0)") }].compactMap { $0 }
    }

    private func policy(_ bits: UInt32) -> XML { XML("policy", text: "0x" + String(bits, radix: 16)) }

    /// Only firmware that knows of the encryption can fetch a kernel into it: libvirt picks one by its descriptors, and
    /// one that keeps no variables, because SEV-SNP and TDX allow no other.
    var firmware: [XML] { spec.hardware == nil ? [] : [XML("loader", ["stateless": "yes"])] }

    /// KVM keeps the pages of SEV and SEV-ES where they are (7.3:arch/x86/kvm/svm/sev.c:sev_pin_memory), as much as QEMU may
    /// lock; libvirt then sets no limit. The others' pages are KVM's own.
    var pinning: [XML] {
        spec.hardware != nil && [.sev, .sevES].contains(spec.encryption) ? [XML("locked")] : []
    }
}
