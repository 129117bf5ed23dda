import Plan
import RouteModel

/// Memory encryption of AMD's that is emulated.
extension LabMachine {
    static func storeDevice(_ store: SecondStore, _ slots: PCISlots) -> String {
        JSONText.object([
            "driver": .text("virtio-pmem-pci"), "memdev": .text("enc"), "memaddr": .number(store.base),
            "bus": .text("pcie.0"), "addr": .text(DomainXML.slot(slots.store)),
        ])
    }

    static func shimWords(_ spec: GuestSpec) -> String {
        "dmaroute.shim.mode=\(spec.encryption.rawValue) dmaroute.shim.c-bit=\(spec.addressBit)"
            + (spec.aliasStores ? " dmaroute.shim.stores=one" : "")
    }
}

/// A guest under the processor's own encryption. No such guest was ever started: no machine was at hand that has it. What
/// stands here is valid by libvirt's schemas: of 9.0 for SEV and SEV-ES, of 12.8 for SEV-SNP and TDX too.
extension LabMachine {
    static func launchSecurity(_ spec: GuestSpec) -> LaunchSecurity? {
        guard let hardware = spec.hardware else { return nil }
        switch spec.encryption {
        case .none, .sme: return nil
        case .sev, .sevES:
            // AMD's SEV API, guest policy: bit 0 forbids debugging, bit 2 demands SEV-ES. KVM keeps the pages of both where
            // they are (7.3:arch/x86/kvm/svm/sev.c:sev_pin_memory).
            return LaunchSecurity(
                element: XML(
                    "launchSecurity", ["type": "sev"],
                    addressBits(hardware) + [policy(spec.encryption == .sev ? 1 : 5)]), pinsPages: true)
        case .sevSNP:
            // AMD's SNP API, guest policy: bit 17 must be set, bit 16 allows SMT.
            return LaunchSecurity(
                element: XML("launchSecurity", ["type": "sev-snp"], addressBits(hardware) + [policy(0x3_0000)]),
                pinsPages: false)
        case .tdx:
            // Intel's TDX module, TD attributes: bit 28 (SEPT_VE_DISABLE), without which Linux does not start
            // (7.3:arch/x86/coco/tdx/tdx.c:disable_sept_ve).
            return LaunchSecurity(
                element: XML("launchSecurity", ["type": "tdx"], [policy(1 << 28)]), pinsPages: false)
        }
    }

    private static func addressBits(_ hardware: HardwareEncryption) -> [XML] {
        [hardware.addressBit.map { XML("cbitpos", text: "\($0)") }].compactMap { $0 }
            + [hardware.reducedPhysBits.map { XML("reducedPhysBits", text: "\($0)") }].compactMap { $0 }
    }

    private static func policy(_ bits: UInt32) -> XML { XML("policy", text: "0x" + String(bits, radix: 16)) }
}
