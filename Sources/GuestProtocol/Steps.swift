/// One part of a mapping that its device moves in one transfer.
public struct Move: Hashable, Sendable {
    /// Number of the transfer, from 0; those of a device that writes what it has read before go on behind all that read.
    public var step: UInt16
    /// Offset into the buffer in bytes; a multiple of 64.
    public var offset: UInt32
    /// Bytes; never more than ``Steps/largest``.
    public var length: UInt32
    /// Whether the device writes it.
    public var writes: Bool

    public init(step: UInt16, offset: UInt32, length: UInt32, writes: Bool = true) {
        self.step = step
        self.offset = offset
        self.length = length
        self.writes = writes
    }
}

/// Which parts of a mapping its device moves. An `edu` transfer takes 100 ms, so a large mapping is not moved whole.
public enum Steps {
    /// Bytes of the largest transfer. `edu`'s buffer holds 4,096, but QEMU 7.2 ends itself when a transfer reaches the
    /// buffer's last byte (hw/misc/edu.c, edu_check_range), so a page takes two.
    public static let largest: UInt32 = 4032

    static let page: UInt32 = 4096

    /// Entries of the longest list that the probe takes.
    public static let maximumSegments: UInt16 = 1024

    /// Bytes of the largest buffer that the probe takes. Memory of a streaming request is contiguous in each segment,
    /// so there it gets no buffer for segments above 4 MiB.
    public static let maximumSize: UInt32 = 1 << 30

    /// Transfers in one direction that a mapping takes at most.
    public static let most: UInt16 = 32

    /// One more than the largest step there is.
    public static let count: UInt16 = 2 * most

    /// Transfers whose bytes a device can store side by side, so that they are found in RAM; then they are looked at.
    public static let storedAtOnce: UInt16 = 3

    /// Bytes of registers that a device reaches; see ``GuestChannel/registers(device:)``.
    public static let maximumRegisters = UInt32(GuestChannel.registerBytes)

    /// Whether the probe takes an order of this shape: whole lines, for `map-sg` in every segment too.
    public static func isValid(kind: CallKind, size: UInt32, segments: UInt16, uneven: Bool = false) -> Bool {
        let line = UInt32(MemoryLine.size)
        guard size > 0, size <= maximumSize, size % line == 0, segments > 0, segments <= maximumSegments else {
            return false
        }
        guard kind == .mapSG else {
            return segments == 1 && !uneven && (kind != .mapResource || size <= maximumRegisters)
        }
        let parts = parts(segments, uneven)
        return size % parts == 0 && size / parts % line == 0
    }

    /// Equal parts that the segments of a list are made of.
    private static func parts(_ segments: UInt16, _ uneven: Bool) -> UInt32 {
        uneven ? UInt32(segments) * (UInt32(segments) + 1) / 2 : UInt32(segments)
    }

    /// Offset and length of a segment.
    static func segment(_ index: UInt32, size: UInt32, segments: UInt16, uneven: Bool) -> (UInt32, UInt32) {
        let part = size / parts(segments, uneven)
        return uneven ? (index * (index + 1) / 2 * part, (index + 1) * part) : (index * part, part)
    }

    static func samples(kind: CallKind, size: UInt32, segments: UInt16, uneven: Bool) -> [Move] {
        kind == .mapSG ? scattered(size: size, segments: segments, uneven: uneven) : contiguous(size: size)
    }

    private static func contiguous(size: UInt32) -> [Move] {
        var moves = [Move(step: 0, offset: 0, length: min(size, largest))]
        if size > 2 * page { moves.append(Move(step: 1, offset: size / 2 / page * page, length: largest)) }
        if size > page { moves.append(Move(step: 2, offset: size - largest, length: largest)) }
        return moves
    }

    private static func scattered(size: UInt32, segments: UInt16, uneven: Bool) -> [Move] {
        let last = UInt32(segments) - 1
        var steps: [(UInt16, UInt32)] = [(0, 0)]
        if last > 1 { steps.append((1, UInt32(segments) / 2)) }
        if last > 0 { steps.append((2, last)) }
        return steps.map { step, index in
            let (offset, length) = segment(index, size: size, segments: segments, uneven: uneven)
            return Move(step: step, offset: offset, length: min(length, largest))
        }
    }
}

extension MapOrder {
    /// The parts that this order's mapping moves, by step. Where two overlap the later one counts. Where the device may
    /// do both it reads all, and then writes all.
    ///
    /// Wholly covered: parts of 4,032 bytes one after the other; of more than 64 KiB the first two, one from the page at
    /// the middle on, and the last; of a list every segment so, or of too long a list the first, middle and last segment
    /// from their first bytes to their last. Empty for an order that the probe refuses (see
    /// ``Steps/isValid(kind:size:segments:uneven:)``).
    public var moves: [Move] {
        guard Steps.isValid(kind: kind, size: size, segments: segments, uneven: uneven) else { return [] }
        let parts: [Move]
        let writesFrom: UInt16
        switch coverage {
        case .samples:
            parts = Steps.samples(kind: kind, size: size, segments: segments, uneven: uneven)
            writesFrom = 3
        case .whole:
            let whole = Steps.whole(kind: kind, size: size, segments: segments, uneven: uneven)
            parts = zip(UInt16(0)..., whole).map { Move(step: $0, offset: $1.offset, length: $1.length) }
            writesFrom = UInt16(parts.count)
        }
        let reading = direction.reads ? parts : []
        let writing = direction.writes ? parts : []
        return reading.map { Move(step: $0.step, offset: $0.offset, length: $0.length, writes: false) }
            + writing.map {
                Move(step: $0.step + (direction.reads ? writesFrom : 0), offset: $0.offset, length: $0.length)
            }
    }

    /// The step before which a device that has read is loaded anew with what it writes; nil for one that does not do both.
    public var reload: UInt16? { direction.reads ? moves.first(where: \.writes)?.step : nil }
}
