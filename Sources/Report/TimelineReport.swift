/// A run's boots as a trace that Perfetto opens.
public struct TimelineReport {
    private let account: RunAccount

    public init(_ account: RunAccount) { self.account = account }

    public var text: String { "" }
}
