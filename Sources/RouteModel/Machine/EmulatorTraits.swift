/// What a QEMU shows to the kernel beside the devices that it was asked for, as far as one differs from another.
public struct EmulatorTraits: Hashable, Sendable {
    /// Whether the table of AMD's IOMMU (IVRS) tells how many levels its page tables have.
    public let tablesTellLevels: Bool
    /// Whether AMD's IOMMU knows a device below a root port from another.
    public let iommuKnowsPorts: Bool
}

extension Boot {
    /// Those of the QEMU that shows the machine.
    public var emulatorTraits: EmulatorTraits { EmulatorTraits(emulator) }
}
