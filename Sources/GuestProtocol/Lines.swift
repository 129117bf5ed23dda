/// Who wrote a line of memory, and when.
public enum LineRole: UInt8, Sendable, CaseIterable {
    /// The original buffer as filled before the map.
    case original = 1
    /// The original buffer as the CPU overwrote it after the map; memory of an allocation as first filled.
    case overwritten = 2
    /// Loaded into the device before a from-device request: what the device then writes.
    case fromDevice = 3
    /// Loaded into the device before a to-device request: must not survive the transfer.
    case beforeToDevice = 4
    /// Control DMA at set-up.
    case controlAtSetUp = 5
    /// Control DMA at the end.
    case controlAtFinish = 6
    /// The original buffer as the CPU wrote it after the map, for `dma_sync_*_for_device()` to bring to the device.
    case synced = 7
}

/// A 64-byte line that says where it came from, so that a copy of it is known wherever it is found.
///
/// Bytes, all little-endian: magic, nonce, tag (role in the top byte, byte offset in the buffer below), then five
/// check words. `images/probe/dmaroute_probe.h` writes the same lines in the guest.
public struct MemoryLine: Hashable, Sendable {
    /// Bytes a line takes.
    public static let size = 64

    /// Number of the boot, so that no line of another boot is taken for one of this.
    public var magic: UInt64
    /// Number of the request that the line belongs to.
    public var nonce: UInt64
    /// Who wrote the line, and what for.
    public var role: LineRole
    /// Byte offset of the line in its buffer; 56 bits.
    public var offset: UInt64

    public init(magic: UInt64, nonce: UInt64, role: LineRole, offset: UInt64) {
        self.magic = magic
        self.nonce = nonce
        self.role = role
        self.offset = offset
    }

    /// Nonce of the control DMA of a device, which belongs to no request.
    public static func controlNonce(device: UInt8) -> UInt64 {
        UInt64(device)
    }

    /// The line as it stands in memory, little-endian.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        for word in words { writer.put(word) }
        return writer.bytes
    }

    /// The line at the start of `bytes`; nil unless all 64 bytes are those of a line with this magic.
    public init?(_ bytes: UnsafeRawBufferPointer, magic: UInt64) {
        guard bytes.count >= Self.size else { return nil }
        func word(_ index: Int) -> UInt64 {
            UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
        }
        let tag = word(2)
        guard word(0) == magic, let role = LineRole(rawValue: UInt8(tag >> 56)) else { return nil }
        self.init(magic: magic, nonce: word(1), role: role, offset: tag & Self.offsetMask)
        for index in 0..<5 where word(3 + index) != check(index) { return nil }
    }

    private static let offsetMask: UInt64 = (1 << 56) - 1

    private var tag: UInt64 { UInt64(role.rawValue) << 56 | offset & Self.offsetMask }

    private var words: [UInt64] { [magic, nonce, tag] + (0..<5).map(check) }

    private func check(_ index: Int) -> UInt64 {
        // Every byte differs from role to role, so that none that is lost is as the one before.
        var mixed = nonce ^ tag ^ magic
        mixed = (mixed ^ mixed >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        mixed ^= mixed >> 31
        let turn = UInt64(7 * index + 1)
        return mixed << turn | mixed >> (64 - turn)
    }
}
