public import RouteModel

extension GuestSpec {
    /// Why the lab has no such machine, in a sentence; nil where it can build one. Such a guest is never started as
    /// another one.
    public static func unavailable(
        platform: Platform, encryption: Encryption, viommu: VIOMMU, ram: UInt64, cBit: Int
    ) -> String? {
        switch encryption {
        case .none: return nil
        case .sme where platform != .host: return "SME is for hosts: a kernel that sees a hypervisor leaves it off"
        case .sev where platform != .guest: return "SEV is for guests: no kernel sees it without a hypervisor"
        case .sme, .sev: break
        case .sevES, .sevSNP, .tdx:
            return "the lab emulates SME and SEV, not \(encryption.rawValue), which needs its own instructions"
        }
        guard cBits.contains(cBit) else {
            return "the lab emulates encryption with the C-bit at 47 or 51, as AMD's processors have it, not at \(cBit)"
        }
        guard ram >= leastRAM else {
            return "the shim that emulates encryption stands at 192 MiB, and needs 256 MiB of RAM at least"
        }
        guard RAMLayout(ram: ram).end <= reach else {
            return "the shim that emulates encryption sees RAM up to 512 GiB, and this machine's ends beyond"
        }
        return encryption == .sev && viommu == .amd ? amdUnderSEV : nil
    }

    /// The same of a guest that gets the encryption of a node's own processor; names the label that the node lacks.
    ///
    /// - Parameter node: what that has.
    public static func unavailable(
        platform: Platform, encryption: Encryption, viommu: VIOMMU, cBit: Int, on node: HardwareEncryption
    ) -> String? {
        switch encryption {
        case .none: return nil
        case .sme:
            return "no hypervisor gives a guest its processor's SME: a host that has it is observed by dmaroute-observe"
        case .sev, .sevES, .sevSNP, .tdx: break
        }
        guard platform == .guest else { return "\(encryption.rawValue) is for guests" }
        if let label = node.lacks(encryption, cBit: cBit) { return "this node lacks \(label): \(node.text)" }
        return encryption != .tdx && viommu == .amd ? amdUnderSEV : nil
    }

    private static let amdUnderSEV =
        "QEMU's amd-iommu does not come up in a SEV guest: Linux writes the bases of its device table and "
        + "command buffer (registers 0x0 and 0x8) byte by byte there, QEMU drops writes of one byte, and then "
        + "looks for the first command in a buffer without length, for ever"

    /// Why this guest cannot be built; nil where it can.
    var unavailable: String? {
        if let hardware {
            return Self.unavailable(
                platform: platform, encryption: encryption, viommu: viommu, cBit: cBit, on: hardware)
        }
        return Self.unavailable(platform: platform, encryption: encryption, viommu: viommu, ram: ram, cBit: cBit)
    }

    private static let cBits = [47, 51]
    private static let leastRAM: UInt64 = 256 << 20
    /// images/shim/shim.h, REACH.
    private static let reach: UInt64 = 512 << 30
}
