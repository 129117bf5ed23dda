public import RouteModel

/// What a node can run of the lab's machines.
public struct Capabilities: Hashable, Sendable {
    /// Kinds of memory encryption that are emulated there.
    public var emulates: Set<Encryption>
    /// Whether emulation has one store for both views, on purpose.
    public var aliasesStores: Bool
    /// The QEMUs at hand beside the installed one; nil where that is not known.
    public var emulators: Set<Emulator>?
    /// What the processor encrypts.
    public var hardware: HardwareEncryption
    /// The IOMMUs that the installed QEMU lacks, by QEMU's names of them.
    public var missingIOMMUs: [VIOMMU: String]
    /// Most bytes of RAM of a guest; nil where nobody set a bound.
    public var memory: UInt64?

    public init(
        emulates: Set<Encryption>, aliasesStores: Bool = false, emulators: Set<Emulator>?,
        hardware: HardwareEncryption = .none, missingIOMMUs: [VIOMMU: String] = [:], memory: UInt64? = nil
    ) {
        self.emulates = emulates
        self.aliasesStores = aliasesStores
        self.emulators = emulators
        self.hardware = hardware
        self.missingIOMMUs = missingIOMMUs
        self.memory = memory
    }

    /// What is known of the kernel of a cell.
    public enum Kernel: Hashable, Sendable {
        case ready(hasProbe: Bool)
        /// Says why.
        case unavailable(String)
        /// images/kernels.yaml does not name it.
        case unnamed
    }
}

extension Capabilities {
    /// Why a cell cannot be run there; nil where it can. It is never run as another one.
    /// - Parameter kernel: nil where it was not asked for.
    public func lack(of cell: Cell, kernel: Kernel?) -> Lack? {
        if let lack = lack(of: cell.boot) { return lack }
        switch kernel {
        case nil: return lack(of: cell.device, in: cell.boot)
        case .unavailable(let reason): return lack(of: cell.device, in: cell.boot) ?? .kernel(reason)
        case .unnamed: return lack(of: cell.device, in: cell.boot) ?? .kernelName
        case .ready(let hasProbe): return cell.lack(hasProbe: hasProbe)
        }
    }

    /// Why the machine of a boot cannot be had there; nil where it can.
    public func lack(of boot: Boot) -> Lack? {
        if boot.means == .hardware, boot.encryption == .sme { return .processorsSME }
        return boot.impossibility ?? boot.limits.lack(of: boot) ?? lackOfNode(boot)
    }

    /// Why no machine there can have a device in a boot; nil where one can.
    public func lack(of device: Device, in boot: Boot) -> Lack? { boot.limits.lack(of: device, in: boot) }

    /// Why a configuration cannot be run there, whatever its kernel; nil where it can.
    public func lack(of point: Point) -> Lack? { lack(of: point.boot) ?? lack(of: point.device, in: point.boot) }

    private func lackOfNode(_ boot: Boot) -> Lack? {
        if boot.emulator == nil, let name = missingIOMMUs[boot.viommu] { return .device(name) }
        if boot.means == .hardware, let lack = hardware.lack(of: boot) { return lack }
        if let emulators, let emulator = boot.emulator, !emulators.contains(emulator) { return .emulator(emulator) }
        if boot.means == .emulated {
            guard emulates.contains(boot.encryption) else { return .shim(boot.encryption) }
            if aliasesStores {
                if boot.encryption == .sev { return .oneStore }
                if boot.layout.end > RAMLayout.highStart { return .oneStoreOfHighRAM }
            }
        }
        return boot.ram > memory ?? .max ? .memory(boot.ram) : nil
    }
}
