/// What a report's prose says of an option, or of something else that was changed.
public struct Claim: Hashable, Sendable {
    /// What is said of it; what is not understood is unknown, never guessed.
    public enum Polarity: String, Sendable {
        case helps
        case noHelp = "no-help"
        /// The boot that fails had it.
        case inForce = "in-force"
        case absent
        case unknown
    }

    /// What kind of thing is spoken of.
    enum Subject: Hashable, Sendable {
        /// An option of the kernel.
        case option
        /// Whether the machine's IOMMU works, as by firmware's set-up.
        case iommu(on: Bool)
        /// Whether the IOMMU lets addresses through.
        case identity(Bool)
        /// SWIOTLB's pool, by no number.
        case largerPool
        /// The pool for atomic allocations, by no number.
        case atomicPool
        /// A sentence that is quoted.
        case sentence
    }

    /// Such as `iommu=pt`, `a larger pool` or a quoted sentence.
    public var option: String
    /// Whether the claim is about taking the option away.
    public var isRemoval: Bool
    public var polarity: Polarity
    var subject = Subject.option

    init(option: String, isRemoval: Bool, polarity: Polarity, subject: Subject = .option) {
        self.option = option
        self.isRemoval = isRemoval
        self.polarity = polarity
        self.subject = subject
    }

    /// The option, with what was done with it.
    public var text: String { (isRemoval ? "without " : "") + option }
}
