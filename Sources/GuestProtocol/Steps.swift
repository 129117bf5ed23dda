/// One page that a mapping moves.
public struct Move: Hashable, Sendable {
    /// 0 is the first page, 1 the middle one, 2 the last.
    public var step: UInt16
    /// Offset into the buffer in bytes; a multiple of 64.
    public var offset: UInt32
    /// Bytes; never more than ``Steps/largest``.
    public var length: UInt32

    public init(step: UInt16, offset: UInt32, length: UInt32) {
        self.step = step
        self.offset = offset
        self.length = length
    }
}

/// Which parts of a mapping its device moves. An `edu` transfer takes 100 ms, so a large mapping is not moved whole.
public enum Steps {
    /// Bytes of the largest transfer. `edu`'s buffer holds 4,096, but QEMU 7.2 ends itself when a transfer reaches the
    /// buffer's last byte (hw/misc/edu.c, edu_check_range), so the last line of a page stays where it is.
    public static let largest: UInt32 = 4032

    private static let page: UInt32 = 4096

    /// Entries of the longest list that the probe takes.
    public static let maximumSegments: UInt16 = 1024

    /// Bytes of the largest buffer that the probe takes. Memory of a streaming request is contiguous in each segment,
    /// so there it gets no buffer for segments above 4 MiB.
    public static let maximumSize: UInt32 = 1 << 30

    /// One more than the largest step there is.
    public static let count: UInt16 = 3

    /// The pages that a mapping moves, by step. The last may overlap the one before: then the later one counts.
    ///
    /// Contiguous: the first 4,032 bytes; if there are more than 4,096 the last 4,032; if there are more than 8,192
    /// also 4,032 from the page at the middle on. Scattered: the starts of the first, middle and last segment. Empty
    /// for an order that the probe refuses (see ``isValid(kind:size:segments:)``).
    public static func moves(kind: CallKind, size: UInt32, segments: UInt16) -> [Move] {
        guard isValid(kind: kind, size: size, segments: segments) else { return [] }
        return kind == .mapSG ? scattered(size: size, segments: UInt32(segments)) : contiguous(size: size)
    }

    /// Whether the probe takes an order of this shape: whole lines, for `map-sg` in every segment too.
    public static func isValid(kind: CallKind, size: UInt32, segments: UInt16) -> Bool {
        let line = UInt32(MemoryLine.size)
        guard size > 0, size <= maximumSize, size % line == 0, segments > 0, segments <= maximumSegments else {
            return false
        }
        guard kind == .mapSG else { return segments == 1 }
        return size % UInt32(segments) == 0 && size / UInt32(segments) % line == 0
    }

    private static func contiguous(size: UInt32) -> [Move] {
        var moves = [Move(step: 0, offset: 0, length: min(size, largest))]
        if size > 2 * page { moves.append(Move(step: 1, offset: size / 2 / page * page, length: largest)) }
        if size > page { moves.append(Move(step: 2, offset: size - largest, length: largest)) }
        return moves
    }

    private static func scattered(size: UInt32, segments: UInt32) -> [Move] {
        let each = size / segments
        let length = min(each, largest)
        var moves = [Move(step: 0, offset: 0, length: length)]
        if segments > 2 { moves.append(Move(step: 1, offset: segments / 2 * each, length: length)) }
        if segments > 1 { moves.append(Move(step: 2, offset: (segments - 1) * each, length: length)) }
        return moves
    }
}

extension MapOrder {
    /// The pages that this order's mapping moves.
    public var moves: [Move] { Steps.moves(kind: kind, size: size, segments: segments) }
}
