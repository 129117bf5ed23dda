/// What a report's prose says of an option.
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

    /// Such as `iommu=pt`.
    public var option: String
    /// Whether the claim is about taking the option away.
    public var isRemoval: Bool
    public var polarity: Polarity

    /// The option, with what was done with it.
    public var text: String { (isRemoval ? "without " : "") + option }
}
