import Synchronization

/// Set once, when the user wants out; looked at in every wait.
///
/// `cancel` takes no lock, so a signal handler may call it.
public final class Cancellation: Sendable {
    private let flag = Atomic<Bool>(false)

    public init() {}

    /// Ends every wait that looks at the flag; a second call changes nothing.
    public func cancel() { flag.store(true, ordering: .releasing) }

    /// Whether the user wants out.
    public var isCancelled: Bool { flag.load(ordering: .acquiring) }
}
