import RouteModel

/// Where a byte of a guest's memory lies in the file of its memory backend.
struct RAMFile: Hashable, Sendable {
    /// Bytes in all.
    let size: UInt64
    /// Bytes of the piece at guest-physical 0.
    let low: UInt64

    /// The RAM's file holds the RAM below 4 GiB and, right behind it, the RAM above (QEMU hw/i386/pc.c,
    /// pc_memory_init, which makes both aliases of one memory region).
    init(size: UInt64) {
        self.size = size
        low = RAMLayout(ram: size).lowEnd
    }

    /// The second store's file is one piece: its offsets are the addresses without the address bit.
    init(flat size: UInt64) {
        self.size = size
        low = size
    }

    /// Guest-physical address of a byte of the file; nil beyond its end.
    func physical(offset: UInt64) -> UInt64? {
        guard offset < size else { return nil }
        return offset < low ? offset : RAMLayout.highStart &+ (offset - low)
    }

    /// Place in the file of a guest-physical address; nil where there is no memory.
    func offset(physical: UInt64) -> UInt64? {
        if physical < low { return physical }
        guard physical >= RAMLayout.highStart, physical - RAMLayout.highStart < size - low else { return nil }
        return low + (physical - RAMLayout.highStart)
    }

    /// How many bytes from an offset on have addresses that follow each other.
    func run(from offset: UInt64) -> UInt64 { offset < low ? low - offset : size - min(offset, size) }
}
