public import RouteModel

/// A duty broken by one root cause: what it does to a user, where it stands in the source, and which kernels have it.
public struct KernelFault: Sendable {
    /// Where in a kernel's source it goes wrong.
    public struct Place: Hashable, Sendable {
        /// Such as `7.3`; of a proposal `mail`.
        public let release: String
        /// Such as `drivers/iommu/dma-iommu.c`.
        public let file: String
        /// Such as `iommu_dma_alloc`.
        public let function: String
        /// The rule that says what the kernel does there.
        public let rule: Rule

        init(_ rule: Rule) {
            let parts = rule.cite.split(separator: ":", maxSplits: 2).map(String.init)
            release = parts.first ?? ""
            file = parts.count > 1 ? parts[1] : ""
            function = parts.count > 2 ? parts[2] : ""
            self.rule = rule
        }
    }

    /// What makes it one fault.
    public let cause: RootCause
    /// The gravest of what it comes to for a user.
    public let kind: FaultClass
    /// Other duties that the same answer breaks.
    public let also: [Duty]
    /// The newest kernel that has it, by name.
    public let newest: String
    /// Kernels that have it, by name, and those that do not; where nobody can say a kernel is in neither.
    public let with: [String]
    public let without: [String]
    /// Proposals that have it.
    public let proposals: [String]
    /// What the machines are to the kernel, with their encryption, such as `guest sev`.
    public let platforms: [String]
    /// IOMMUs of the machines.
    public let viommus: [String]
    /// Devices that met it, as their configs call them.
    public let devices: [String]
    /// Models of real devices whose drivers meet it with the same call.
    public let drivers: [String]
    /// Whole ids of the cells that show it.
    public let cells: [String]
    /// Cells in which it was seen, and cells or configurations in which it is predicted.
    public let observed: Int
    public let predicted: Int
    /// Calls that met it.
    public let calls: [RequestKind]
    /// Which ways bytes are lost; empty where none are.
    public let directions: [Direction]
    /// The configuration that differs in the fewest values from the usual one.
    public let smallest: Point
    /// The route there; nil where there is none.
    public let route: Route?
    /// Where it goes wrong, in the newest kernel that has it.
    public let place: Place?
    /// The rule that answered the question, where that is not the place: a message stands elsewhere than its cause.
    public let decides: Rule?
    /// The answers that led there, in the newest kernel that has it.
    public let because: [Rule]
    /// Statements that cells with it break.
    public let statements: [String]

    /// Twelve hexadecimal digits, the same every night.
    public var id: String { cause.id }
    /// The duty that is broken.
    public var duty: Duty { cause.duty }
}

extension KernelFault {
    /// Worst first: by class, then by how often it was seen.
    public static func isWorse(_ one: KernelFault, _ other: KernelFault) -> Bool {
        let ranks = [one, other].map { ($0.kind, -$0.observed, -$0.predicted, $0.id) }
        return ranks[0] < ranks[1]
    }
}
