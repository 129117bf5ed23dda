/// A run as one self-contained page.
public struct HTMLReport {
    private let account: RunAccount

    public init(_ account: RunAccount) { self.account = account }

    public var text: String { "" }
}
