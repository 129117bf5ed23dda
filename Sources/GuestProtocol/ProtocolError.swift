/// Why a frame or a ring could not be used; everything that arrives from the other end may be hostile.
public enum ProtocolError: Error, Hashable, Sendable {
    /// The frame ends before the value at this byte offset does.
    case truncated(offset: Int, needed: Int, have: Int)
    /// The value at this byte offset is none that the field can have.
    case badValue(field: String, value: UInt64, offset: Int)
    /// The message ended, the frame did not.
    case trailing(bytes: Int)
    /// A frame longer than ``Ring/maximumFrame``.
    case frameTooLong(bytes: UInt64)
    /// The ring's header is not what ``Ring/format(at:bytes:)`` writes.
    case badHeader(field: String, value: UInt64)
    /// The other end's index moved backwards or past what can be in the ring.
    case badIndex(write: UInt64, read: UInt64, capacity: Int)
    /// The other end took nothing out of a full ring for as long as the caller was willing to wait.
    case full(frame: Int)
}

extension ProtocolError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .truncated(let offset, let needed, let have):
            "guest channel: message cut off at byte \(offset): \(needed) bytes needed, \(have) there; "
                + "\(Self.mismatched)"
        case .badValue(let field, let value, let offset):
            "guest channel: \(field) at byte \(offset) cannot be \(value); \(Self.mismatched)"
        case .trailing(let bytes):
            "guest channel: \(bytes) bytes behind the end of a message; \(Self.mismatched)"
        case .frameTooLong(let bytes):
            "guest channel: a frame claims \(bytes) bytes, the limit is \(Ring.maximumFrame); \(Self.overwritten)"
        case .badHeader(let field, let value):
            "guest channel: the ring's \(field) is 0x\(String(value, radix: 16)); \(Self.overwritten)"
        case .badIndex(let write, let read, let capacity):
            "guest channel: indices \(write) (write) and \(read) (read) cannot be in a ring of \(capacity) bytes; "
                + "\(Self.overwritten)"
        case .full(let frame):
            "guest channel: no room for a frame of \(frame) bytes in the time given; the other end no longer reads: "
                + "look at the end of the console"
        }
    }

    private static var mismatched: String {
        "harness and agent are of different builds, or the guest is broken: rebuild the initramfs"
    }

    private static var overwritten: String {
        "the guest overwrote the channel, or it is not one: end this guest"
    }
}
