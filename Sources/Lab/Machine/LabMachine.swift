public import Plan
public import RouteModel

/// A machine that the lab can build, in QEMU's and libvirt's words: all that differs between architectures.
public struct LabMachine: Sendable {
    /// What it can be, whatever node it is on.
    public let limits: MachineLimits
    /// libvirt's name of its architecture.
    let architecture: String
    /// QEMU's machine type.
    var type: String
    /// The QEMU that Debian installs, absolute.
    public let program: String
    /// Debian's package of it.
    public let package: String
    /// What a kernel as distributed is called.
    let packedKernel: String
    let slots: PCISlots
    let iommus: [VIOMMU: IOMMUDevice]
    /// What the guest's serial console is, to libvirt.
    let serial: XML
    /// What every guest's kernel gets to boot fast under TCG; none of it takes part in DMA routing.
    let kernelWords: [String]
    /// What the kernel's command line needs for an encryption to be used.
    public let encryptionWords: [Encryption: String]
    let trial: TrialProgram
    let words: Words

    /// Words that depend on the guest.
    struct Words: Sendable {
        /// The machine type that a guest needs instead of the usual one; nil where it needs none.
        let type: @Sendable (GuestSpec) -> String?
        /// QEMU's `-cpu`; nil where the guest gets what its accelerator has.
        let processor: @Sendable (GuestSpec) -> String?
        /// QEMU's device that shows the second store.
        let store: @Sendable (SecondStore, PCISlots) -> String
        /// What the shim is told, before the kernel's own command line.
        let shim: @Sendable (GuestSpec) -> String
        /// libvirt's `<features>`.
        let features: @Sendable (GuestSpec) -> [XML]
        /// How the processor's own encryption is asked for; nil where it is not.
        let launch: @Sendable (GuestSpec) -> LaunchSecurity?
        /// An ACPI table that marks the root ports in these slots as facing outside.
        let externalPorts: @Sendable ([Int]) -> [UInt8]
        /// The kinds of encryption that KVM starts on this node.
        let encryptionOfKVM: @Sendable () -> [Encryption]
        /// What of these kinds libvirt can describe, by its `<domainCapabilities>`.
        let described: @Sendable ([Encryption], String) -> HardwareEncryption
    }
}

extension LabMachine {
    /// The machine of a boot.
    public static func of(_ boot: Boot) -> LabMachine { .usual }

    /// The IOMMUs that a QEMU lacks, by its names of them.
    /// - Parameter devices: names of the devices that it has.
    public func missingIOMMUs(among devices: some Collection<String>) -> [VIOMMU: String] {
        iommus.mapValues(\.name).filter { !devices.contains($0.value) }
    }

    /// Kernel modules of an IOMMU's driver, where it has any.
    public func modules(of viommu: VIOMMU) -> [String] { iommus[viommu]?.modules ?? [] }
}

/// The slots of bus 0.
struct PCISlots: Hashable, Sendable {
    /// For devices that the kernel's own drivers drive.
    let driven: ClosedRange<Int>
    let iommu: Int
    /// For the second store.
    let store: Int
    let edu: ClosedRange<Int>
    let channel: Int
}

/// How a machine is given one kind of IOMMU.
struct IOMMUDevice: Sendable {
    /// QEMU's name of the device, as `-device help` lists it.
    let name: String
    /// libvirt's element; nil where QEMU alone is told.
    var element: XML?
    /// For QEMU's command line.
    /// - Parameters: the guest, and what ``options`` found.
    let arguments: @Sendable (GuestSpec, [String]) -> [String]
    /// QEMU's trace events that tell what it did.
    let traceEvents: [String]
    /// What makes it translate, by QEMU's help of the device; empty where nothing does. nil where every QEMU's does as it
    /// is.
    var options: (@Sendable (_ help: String) -> [String])?
    /// Whether one with these options knows a device below a root port.
    var knowsPorts: @Sendable ([String]) -> Bool = { _ in true }
    /// Kernel modules of its driver.
    var modules: [String] = []
}

/// A guest of a hundred bytes that shows whether an accelerator runs instructions.
struct TrialProgram: Sendable {
    let bytes: [UInt8]
    /// QEMU's status where it came to its last instruction.
    let lastWord: Int32
    /// Has QEMU start it from a file.
    let arguments: @Sendable (_ image: String) -> [String]
}

/// How libvirt has QEMU encrypt a guest by the processor.
struct LaunchSecurity: Hashable, Sendable {
    var element: XML
    /// Whether KVM keeps the guest's pages where they are, as much as QEMU may lock.
    var pinsPages: Bool
}
