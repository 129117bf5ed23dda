/// How much of a mapping its device moves.
public enum MoveCoverage: UInt8, Codable, Sendable, CaseIterable {
    /// At most 4,032 bytes of its first, middle and last part; runs before guest protocol 7 moved no more.
    case samples
    /// Every byte of up to 64 KiB, and of what is larger the first two parts, the middle one and the last.
    case whole
}

extension Steps {
    /// Bytes up to which a mapping is moved whole.
    public static let largestWhole: UInt32 = 1 << 16

    static func whole(kind: CallKind, size: UInt32, segments: UInt16, uneven: Bool) -> [(
        offset: UInt32, length: UInt32
    )] {
        guard kind == .mapSG else { return parts(of: size) }
        let all = (0..<UInt32(segments)).map { segment($0, size: size, segments: segments, uneven: uneven) }
        let whole = all.flatMap { offset, length in parts(of: length).map { (offset + $0.offset, $0.length) } }
        if size <= largestWhole, whole.count <= Int(most) { return whole }
        // A list of many segments: its first, middle and last one, each from its first to its last byte.
        let chosen = Set([0, all.count / 2, all.count - 1]).sorted()
        return chosen.flatMap { index in
            ends(of: all[index].1).map { (all[index].0 + $0.offset, $0.length) }
        }
    }

    /// Parts of contiguous bytes: all, or the first two, the middle one and the last.
    private static func parts(of size: UInt32) -> [(offset: UInt32, length: UInt32)] {
        guard size > largestWhole else {
            return stride(from: UInt32(0), to: size, by: Int(largest)).map { offset in
                (offset, min(size - offset, largest))
            }
        }
        return [0, largest, size / 2 / page * page, size - largest].map { ($0, largest) }
    }

    /// The first and the last part of contiguous bytes, which never overlap.
    private static func ends(of size: UInt32) -> [(offset: UInt32, length: UInt32)] {
        let first = min(size, largest)
        let last = min(size - first, largest)
        let ends: [(offset: UInt32, length: UInt32)] = [(0, first), (size - last, last)]
        return ends.filter { $0.length > 0 }
    }
}
