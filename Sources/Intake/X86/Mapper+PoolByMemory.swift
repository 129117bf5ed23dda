import RouteModel

extension Mapper {
    /// Bytes of the pool that a guest with encrypted memory asks for by its RAM.
    ///
    /// Source: arch/x86/mm/mem_encrypt.c, mem_encrypt_setup_arch (5.11 and later): 6 % of it, from 64 MiB to 1 GiB.
    private static func pool(byRAM bytes: UInt64) -> UInt64 {
        min(max(bytes / 100 * 6, 64 << 20), 1 << 30)
    }

    /// A pool that low memory has no room for, in so many bytes; what is smaller fits any machine.
    private static let large: UInt64 = 512 << 20

    /// Why a guest with encrypted memory may work with less RAM and fail with more; nil where that explains nothing.
    var poolByMemory: String? {
        guard symptom == .failure, configuration.boot.encryption != .none, configuration.boot.platform == .guest,
            let failing = reading.memory.map(\.value).max(), let working = reading.workingMemory.map(\.value).max(),
            working < failing
        else { return nil }
        let (asked, had) = (Self.pool(byRAM: failing), Self.pool(byRAM: working))
        guard asked >= Self.large, asked > had else { return nil }
        return
            "If no free block below 4 GiB is left for the pool, it would look like this: in a guest with encrypted memory all that devices reach is bounced, and the kernel asks for a pool by RAM (6 %, 1024 MiB at most; 5.11 and later). "
            + "With \(failing >> 20) MiB that is \(asked >> 20) MiB in one piece, with \(working >> 20) MiB, which works, \(had >> 20) MiB. "
            + "A smaller pool (swiotlb=SLOTS) asks for less, and a larger one makes it worse."
    }
}
