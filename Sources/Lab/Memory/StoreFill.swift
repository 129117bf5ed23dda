import Glibc
import RouteModel

/// Random bytes for a guest's encrypted store before its first instruction: on hardware, memory that was never written
/// through the address bit decrypts to noise, and code that relies on zeroes there fails.
///
/// The first touch of a page costs some 10 µs, so that all of a gibibyte would cost 2.5 s a boot, and each look at RAM
/// 0.15 s more. What is filled is what boot takes memory from: everything below 16 MiB and a little above, where the
/// DMA zone and the kernel lie, and the top of low RAM, from where early allocations descend (memblock is top-down),
/// the bounce pool among them. The rest starts as zeroes.
enum StoreFill {
    static let bottom: UInt64 = 32 << 20
    static let top: UInt64 = 96 << 20

    /// Pieces of low RAM that are filled.
    static func ranges(lowEnd: UInt64) -> [Range<UInt64>] {
        guard lowEnd > bottom + top else { return [0..<lowEnd] }
        return [0..<bottom, (lowEnd - top)..<lowEnd]
    }

    static func fill(_ memory: MemoryFile, lowEnd: UInt64) throws(LabError) {
        guard let noise = SmallFile.read("/dev/urandom", limit: 2 * piece), noise.count == 2 * piece else {
            throw SmallFile.failure("read", "/dev/urandom")
        }
        for range in ranges(lowEnd: lowEnd) {
            var at = range.lowerBound
            while at < range.upperBound {
                let count = Int(min(UInt64(piece), range.upperBound - at))
                // Another window of the noise each time: equal pages would hide that one is taken for another.
                let from = Int.random(in: 0...piece)
                let written = noise.withUnsafeBytes { noise in
                    memory.write(UnsafeRawBufferPointer(rebasing: noise[from..<from + count]), at: at)
                }
                guard written else { throw SmallFile.failure("fill", "the guest's encrypted store") }
                at += UInt64(count)
            }
        }
    }

    private static let piece = 1 << 20
}
