/// The pool's own word for the state of its memory: the member `cc_shared` of the kernel's struct io_tlb_mem.
public enum PoolLabel: String, Hashable, Sendable {
    /// The kernel has no such member.
    case absent
    case clear
    case set

    /// - Parameter ccShared: nil where there is no such member.
    public init(_ ccShared: Bool?) {
        self = ccShared.map { $0 ? .set : .clear } ?? .absent
    }
}
