public import RouteModel

/// Why a boot, a device or a request cannot be had: in itself, of the lab's machines, on a node, or of a kernel.
public enum Lack: Hashable, Sendable {
    // No machine can be this.
    /// SME, for a kernel that sees a hypervisor.
    case hypervisorUnderSME
    /// Encryption that protects guests, for a kernel that sees no hypervisor.
    case noHypervisor(Encryption)
    /// A machine that could grow to less than it has, in bytes.
    case growth(ram: UInt64, maxmem: UInt64)
    /// An IOMMU without pass-through, where none can lack it.
    case passThrough
    /// A request that only a device with a driver of the kernel's makes, or only one without.
    case call(RequestKind, model: String)
    /// A buffer in a place where there is no memory.
    /// - Parameters:
    ///   - ram: bytes of the boots that were looked at.
    ///   - masks: bits of the devices' streaming masks.
    case buffer(Place?, ram: [UInt64], masks: [Int])
    /// A call that is made on a CPU that the machine has not.
    case processor(Int, of: Int)

    // The lab has no such machine.
    case ram(UInt64, possible: ClosedRange<UInt64>)
    case maxmem(UInt64, ram: UInt64, most: UInt64)
    /// A microcode revision, of a processor that the lab does not emulate.
    case microcode
    case emulation(Encryption, of: [Encryption])
    /// A position of the address bit that the emulation does not have.
    case emulatedAddressBit(AddressBit, of: [Int])
    case ramOfEmulation(least: UInt64)
    /// More than one processor.
    case processorsOfEmulation
    case reachOfEmulation(UInt64)
    /// The processor's own SME, which no guest gets.
    case processorsSME
    /// An IOMMU that does not come up under an encryption; says why.
    case iommu(String)
    /// A model that does not work behind an IOMMU; says why.
    case behindIOMMU(String)
    /// A device that proves itself to the guest (TDISP).
    case proof
    /// A device below a root port, behind an IOMMU that takes it for another; says why.
    case belowPort(String)

    // This node lacks it.
    /// An IOMMU, by QEMU's name of it.
    case device(String)
    case hardware(Encryption, HardwareEncryption)
    case addressBit(AddressBit, HardwareEncryption)
    case emulator(Emulator)
    case shim(Encryption)
    /// One store for both views, under an encryption that needs two.
    case oneStore
    /// One store for both views, with RAM above 4 GiB.
    case oneStoreOfHighRAM
    /// Bytes of RAM.
    case memory(UInt64)

    // The kernel lacks it.
    /// It is not at hand; says why.
    case kernel(String)
    /// images/kernels.yaml has no such name.
    case kernelName
    case probe(RequestKind, model: String)
    case driver([String], model: String)
}
