import Synchronization

/// One direction of the guest channel: frames in shared memory, one producer and one consumer, which may be two
/// machines. Whatever the other end writes into the memory, this end neither traps nor reads outside of it.
///
/// Layout: a header of 4,096 bytes, then the data. Header: magic at 0, version at 8, capacity at 16, bytes ever written
/// at 64, bytes ever read at 128, each a little-endian 64-bit word. A frame is a 32-bit length and that many bytes; it
/// becomes visible whole.
public struct Ring {
    /// Bytes of the largest frame.
    public static let maximumFrame = 512 * 1024

    private static let magic: UInt64 = 0x676e_6952_616d_4452
    private static let version: UInt64 = 1
    private static let headerBytes = 4096
    private static let writtenAt = 64
    private static let readAt = 128

    private let base: UnsafeMutableRawPointer
    private let capacity: Int
    private let produces: Bool
    private var written: UInt64 = 0
    private var read: UInt64 = 0

    /// Writes an empty ring into the memory; the harness does so before its guest starts.
    /// - Parameter bytes: header and data; a multiple of 4,096 that has room for more than ``maximumFrame``.
    public static func format(at base: UnsafeMutableRawPointer, bytes: Int) {
        for (offset, value) in [
            (0, magic), (8, version), (16, UInt64(bytes - headerBytes)), (writtenAt, 0), (readAt, 0),
        ] {
            base.storeBytes(of: value.littleEndian, toByteOffset: offset, as: UInt64.self)
        }
    }

    /// One end of a ring that ``format(at:bytes:)`` made and nobody has used yet.
    /// - Parameter produces: this end writes, the other reads.
    /// - Throws: ``ProtocolError/badHeader(field:value:)``.
    public init(at base: UnsafeMutableRawPointer, bytes: Int, produces: Bool) throws(ProtocolError) {
        self.base = base
        self.capacity = bytes - Self.headerBytes
        self.produces = produces
        for (name, offset, value) in [
            ("magic", 0, Self.magic), ("version", 8, Self.version), ("capacity", 16, UInt64(capacity)),
        ] {
            let found = UInt64(littleEndian: base.load(fromByteOffset: offset, as: UInt64.self))
            guard found == value else { throw .badHeader(field: name, value: found) }
        }
    }

    /// Puts a frame in if there is room.
    /// - Returns: whether there was.
    public mutating func send(_ frame: [UInt8]) throws(ProtocolError) -> Bool {
        guard frame.count <= Self.maximumFrame else { throw .frameTooLong(bytes: UInt64(frame.count)) }
        try refresh()
        let length = UInt32(frame.count)
        guard capacity - (try used()) >= 4 + frame.count else { return false }
        withUnsafeBytes(of: length.littleEndian) { copyIn($0, at: written) }
        frame.withUnsafeBytes { copyIn($0, at: written &+ 4) }
        written &+= 4 + UInt64(length)
        store(written, Self.writtenAt)
        return true
    }

    /// Puts a frame in, waiting for room.
    /// - Parameter pause: called between attempts; returns false to give up, which throws
    ///   ``ProtocolError/full(frame:)``.
    public mutating func send(_ frame: [UInt8], pause: () -> Bool) throws(ProtocolError) {
        while !(try send(frame)) {
            guard pause() else { throw .full(frame: frame.count) }
        }
    }

    /// The next frame, nil if there is none yet.
    public mutating func receive() throws(ProtocolError) -> [UInt8]? {
        try refresh()
        let available = try used()
        guard available > 0 else { return nil }
        guard available >= 4 else { throw impossible }
        var length: UInt32 = 0
        withUnsafeMutableBytes(of: &length) { copyOut($0, at: read) }
        length = UInt32(littleEndian: length)
        guard length <= Self.maximumFrame else { throw .frameTooLong(bytes: UInt64(length)) }
        guard available >= 4 + Int(length) else { throw impossible }
        let frame = [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
            copyOut(UnsafeMutableRawBufferPointer(buffer), at: read &+ 4)
            count = Int(length)
        }
        read &+= 4 + UInt64(length)
        store(read, Self.readAt)
        return frame
    }

    /// Whether there is a frame that was not received yet.
    public mutating func holdsFrame() throws(ProtocolError) -> Bool {
        try refresh()
        return try used() > 0
    }

    /// Takes over the other end's index; this end's own is never read back from memory that the other can write.
    private mutating func refresh() throws(ProtocolError) {
        let before = produces ? read : written
        let now = load(produces ? Self.readAt : Self.writtenAt)
        if produces { read = now } else { written = now }
        _ = try used()
        guard now >= before else { throw impossible }
    }

    private func used() throws(ProtocolError) -> Int {
        let used = written &- read
        guard read <= written, used <= UInt64(capacity) else { throw impossible }
        return Int(used)
    }

    private var impossible: ProtocolError { .badIndex(write: written, read: read, capacity: capacity) }

    private func load(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: word(offset).pointee.load(ordering: .acquiring))
    }

    private func store(_ value: UInt64, _ offset: Int) {
        word(offset).pointee.store(value.littleEndian, ordering: .releasing)
    }

    /// `Atomic` has the layout of its value, so a word of shared memory can be used as one in place.
    private func word(_ offset: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
        (base + offset).assumingMemoryBound(to: Atomic<UInt64>.self)
    }

    private func copyIn(_ source: UnsafeRawBufferPointer, at position: UInt64) {
        guard let from = source.baseAddress else { return }
        let start = Int(position % UInt64(capacity))
        let first = min(source.count, capacity - start)
        data(start).copyMemory(from: from, byteCount: first)
        if first < source.count { data(0).copyMemory(from: from + first, byteCount: source.count - first) }
    }

    private func copyOut(_ target: UnsafeMutableRawBufferPointer, at position: UInt64) {
        guard let to = target.baseAddress else { return }
        let start = Int(position % UInt64(capacity))
        let first = min(target.count, capacity - start)
        to.copyMemory(from: data(start), byteCount: first)
        if first < target.count { (to + first).copyMemory(from: data(0), byteCount: target.count - first) }
    }

    private func data(_ offset: Int) -> UnsafeMutableRawPointer {
        base + Self.headerBytes + offset
    }
}
