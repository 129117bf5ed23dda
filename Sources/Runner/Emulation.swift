/// What stands in for memory encryption that the machine does not have.
public struct Emulation: Hashable, Sendable {
    /// The shim's path; nil where it was not built.
    public var shim: String?
    /// Whether the two stores are one memory on purpose, so that a wrong route loses nothing: what rests on their
    /// difference must then fail.
    public var aliasesStores: Bool

    public init(shim: String?, aliasesStores: Bool = false) {
        self.shim = shim
        self.aliasesStores = aliasesStores
    }
}
