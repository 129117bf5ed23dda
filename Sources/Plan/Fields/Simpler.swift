public import RouteModel

/// Something made simpler in one value, which is the usual one or nearer to it.
public struct Simpler<Root: Sendable>: Sendable {
    /// What was changed, as in `without the option iommu=pt`.
    public let says: String
    /// What the original became by the change.
    public let result: Root

    init(_ root: Root, _ says: String, _ change: (inout Root) -> Void) {
        var result = root
        change(&result)
        self.says = says
        self.result = result
    }
}

/// What of a boot is made simpler together, in the order in which a reduction tries.
public enum BootPart: CaseIterable, Sendable {
    case encryption, platform, viommu, commandLine, memory, processor
}

extension Described {
    /// Cuts that change something, the boldest first.
    fileprivate func cuts(_ fields: [Field<Self>]) -> [Simpler<Self>] {
        fields.flatMap { $0.cuts(self) }.filter { $0.result != self }
    }
}

extension Boot {
    /// Amounts of RAM that a boot is cut down to, the smallest first.
    public static let memories: [UInt64] = [512 << 20, 1 << 30, 2 << 30, 5 << 30]

    /// What makes one part of it simpler, the boldest first; what then says nothing goes too.
    public func cuts(of part: BootPart) -> [Simpler<Boot>] {
        cuts(Self.sorted(by: \.cuts).filter { $0.part == part }).map { cut in
            Simpler(cut.result, cut.says) { $0 = $0.normalised() }
        }
    }
}

extension Device {
    /// What makes it simpler, the boldest first. A driver of the kernel's own sets the masks that it wants.
    public var cuts: [Simpler<Device>] { cuts(Self.sorted(by: \.cuts).filter { $0.forms.contains(form) }) }
}

extension Request {
    /// What makes it simpler, the boldest first.
    public var cuts: [Simpler<Request>] { form == .driven ? [] : cuts(Self.sorted(by: \.cuts)) }
}
