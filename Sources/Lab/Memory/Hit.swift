public import GuestProtocol
public import RouteModel

/// Adjacent lines of one nonce and role, found in guest RAM, whose offsets in their buffer follow each other.
public struct Hit: Hashable, Sendable {
    /// Nonce that every line of the hit holds.
    public var nonce: UInt64
    /// nil where the byte names no role; such a hit is never intact.
    public var role: LineRole?
    /// Byte offset in the buffer of the first line.
    public var bufferOffset: UInt64
    /// Guest-physical address of the first line, without the address bit.
    public var physical: UInt64
    /// Bytes; a multiple of 64.
    public var length: UInt64
    /// Whether the check words of every line are right; lines that differ in this are never in one hit.
    public var intact: Bool
    /// Which of a guest's two stores holds it; nil where it has one memory only.
    public var store: Store?

    public init(
        nonce: UInt64, role: LineRole?, bufferOffset: UInt64, physical: UInt64, length: UInt64, intact: Bool,
        store: Store? = nil
    ) {
        self.nonce = nonce
        self.role = role
        self.bufferOffset = bufferOffset
        self.physical = physical
        self.length = length
        self.intact = intact
        self.store = store
    }

    /// Whether `next` is the line behind this hit; lengthens it if so.
    mutating func absorb(_ next: Hit) -> Bool {
        guard next.nonce == nonce, next.role == role, next.intact == intact, next.store == store,
            next.physical == physical &+ length, next.bufferOffset == bufferOffset &+ length
        else { return false }
        length &+= next.length
        return true
    }
}

/// One look at all of a guest's RAM.
public struct RAMScan: Hashable, Sendable {
    /// In order of guest-physical address, those of the plain store before those of the encrypted one.
    public var hits: [Hit]
    /// There were more than ``limit``; the rest was not looked for.
    public var truncated: Bool
    /// Bytes looked at: what the guest has ever touched.
    public var bytes: UInt64
    /// How long the look took.
    public var took: Duration

    /// A boot of this harness leaves some thousands; only a broken or hostile guest has more.
    public static let limit = 65_536
}
