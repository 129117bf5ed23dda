/// `default_nslabs` and `default_nareas` of kernel/dma/swiotlb.c as the `swiotlb=` options leave them.
struct SlabCount: Hashable, Sendable {
    /// IO_TLB_SEGSIZE: slabs that one mapping can have at most.
    static let segment: UInt64 = 128
    /// IO_TLB_SIZE, bytes.
    static let slab: UInt64 = 2048
    /// More than any machine has; stands for numbers whose rounding overflows.
    static let absurd: UInt64 = 1 << 52

    /// 64 MiB (IO_TLB_DEFAULT_SIZE; CONFIG_SWIOTLB_DEFAULT_SIZE_MB of 7.3).
    static let usual: UInt64 = (64 << 20) / slab

    var slabs = SlabCount.usual
    /// 0: not set yet, the number of possible processors decides.
    var areas: UInt64 = 0

    /// `ALIGN(number, IO_TLB_SEGSIZE)` in setup_io_tlb_npages(): wraps as there.
    mutating func set(_ number: UInt64) {
        slabs = (number &+ (Self.segment - 1)) & ~(Self.segment - 1)
    }

    /// `swiotlb_adjust_size()`: an architecture's own size, which any other number on the command line keeps out.
    mutating func adjust(to bytes: UInt64) {
        guard slabs == Self.usual else { return }
        set(bytes / Self.slab + (bytes % Self.slab == 0 ? 0 : 1))
        roundUp()
    }

    /// `swiotlb_adjust_nareas()`, which takes an unsigned int.
    mutating func adjustAreas(_ number: UInt64) {
        let wanted = UInt64(UInt32(truncatingIfNeeded: number))
        let rounded = wanted == 0 ? 1 : Self.powerOfTwo(atLeast: wanted)
        areas = UInt64(UInt32(truncatingIfNeeded: rounded))
        roundUp()
    }

    /// `round_up_default_nslabs()`.
    private mutating func roundUp() {
        guard areas != 0 else { return }
        let least = Self.segment * areas
        slabs = Self.powerOfTwo(atLeast: max(slabs, least))
    }

    /// What `swiotlb_init_remap()` starts from, on a machine with this many possible processors.
    func atInit(possibleCPUs: UInt64) -> SlabCount {
        var count = self
        if count.areas == 0 { count.adjustAreas(possibleCPUs) }
        return count
    }

    /// `limit_nareas()`.
    var limitedAreas: UInt64 {
        slabs < areas &* Self.segment ? slabs / Self.segment : areas
    }

    private static func powerOfTwo(atLeast number: UInt64) -> UInt64 {
        guard number > 1 else { return 1 }
        guard number <= absurd else { return absurd }
        return 1 << (64 - (number - 1).leadingZeroBitCount)
    }
}
