public import RouteModel

/// What stands in for what the machine does not have.
public struct Emulation: Hashable, Sendable {
    /// The shim's path; nil where it was not built.
    public var shim: String?
    /// Whether the two stores are one memory on purpose, so that a wrong route loses nothing: what rests on their
    /// difference must then fail.
    public var aliasesStores: Bool

    /// Paths of the QEMUs at hand beside the machine's own.
    public var emulators: [Emulator: String]

    public init(shim: String?, aliasesStores: Bool = false, emulators: [Emulator: String] = [:]) {
        self.shim = shim
        self.aliasesStores = aliasesStores
        self.emulators = emulators
    }
}
