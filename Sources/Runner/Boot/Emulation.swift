public import Images
public import Plan
public import RouteModel

/// What stands in for what the machine does not have.
public struct Emulation: Hashable, Sendable {
    /// The shim's path; nil where it was not built.
    public var shim: String?
    /// Whether the two stores are one memory on purpose, so that a wrong route loses nothing: what rests on their
    /// difference must then fail.
    public var aliasesStores: Bool

    /// The QEMUs at hand beside the machine's own.
    public var emulators: [Emulator: EmulatorImage]

    public init(shim: String?, aliasesStores: Bool = false, emulators: [Emulator: EmulatorImage] = [:]) {
        self.shim = shim
        self.aliasesStores = aliasesStores
        self.emulators = emulators
    }
}

extension Capabilities {
    /// What a node can run by what is emulated there.
    /// - Parameters:
    ///   - hardware: the memory encryption of its processor.
    ///   - missingIOMMUs: those that its QEMU lacks, by QEMU's names of them.
    public init(
        _ emulation: Emulation, hardware: HardwareEncryption = .none, missingIOMMUs: [VIOMMU: String] = [:]
    ) {
        self.init(
            emulates: emulation.shim == nil ? [] : Set(MachineLimits.usual.emulates),
            aliasesStores: emulation.aliasesStores, emulators: Set(emulation.emulators.keys), hardware: hardware,
            missingIOMMUs: missingIOMMUs)
    }
}

extension Capabilities.Kernel {
    init(_ availability: Availability?) {
        switch availability {
        case .ready(let image): self = .ready(hasProbe: image.probe != nil)
        case .unavailable(let reason): self = .unavailable(reason)
        case nil: self = .unnamed
        }
    }
}
