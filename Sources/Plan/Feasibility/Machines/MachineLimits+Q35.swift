import RouteModel

extension MachineLimits {
    /// The machine of a boot that names no architecture.
    public static let usual = q35

    private static let loops = "and then looks for the first command in a buffer without length, for ever"

    /// QEMU's q35.
    public static let q35 = MachineLimits(
        name: "q35", ram: (64 << 20)...(1 << 40), mostAnnounced: 512 << 30,
        emulation: Emulation(
            kinds: [.sme, .sev], addressBits: [47, 51], leastRAM: 256 << 20,
            // images/shim/shim.h, REACH.
            reach: 512 << 30),
        iommus: [
            .none: IOMMU(isSaved: true),
            .intel: IOMMU(isSaved: true),
            .amd: IOMMU(
                failsUnder: [.sev, .sevES, .sevSNP],
                failure: "QEMU's amd-iommu does not come up in a SEV guest: Linux writes the bases of its device "
                    + "table and command buffer (registers 0x0 and 0x8) byte by byte there, QEMU drops writes of one "
                    + "byte",
                // Seen with QEMU 7.2.22, 10.0.2 and 11.1.3.
                consequences: [
                    nil: loops, .qemu10: loops,
                    .qemu11:
                        "and carries out no command: Linux gives up waiting for each, and comes up with an IOMMU that "
                        + "translates nothing",
                ],
                portFailure: "an amd-iommu before QEMU 11.1 takes a device below a root port (untrusted, hotplug) for "
                    + "another: use emulator: qemu-11"),
            .virtio: IOMMU(),
        ],
        notBehindIOMMU: [
            "lsi": "QEMU's lsi53c895a fetches its scripts from its own memory through the IOMMU, which translates no "
                + "such address"
        ])
}
