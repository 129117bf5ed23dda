/// What an answer of a rule does to a request or its device.
///
/// A chain looks here for the cause of a refusal, so a rule that refuses names it.
enum Effect: Hashable, Sendable {
    /// The answer decides on the way, and ends nothing.
    case none
    /// The request is refused, whatever else was answered.
    case refuses(when: Bool)
    /// The buffer must be copied.
    case asksForCopy(when: Bool)
    /// The buffer cannot be copied: what must be copied is refused.
    case forbidsCopy(when: Bool)
    /// The device is left without driver.
    case unbinds(when: Bool)
}
