import RouteModel

extension Mapper {
    /// Bytes of the pool that a guest with encrypted memory asks for by its RAM.
    ///
    /// Source: arch/x86/mm/mem_encrypt.c, sev_setup_arch of 5.11 and later, and mem_encrypt_setup_arch of 6.9 and later,
    /// which counts for TDX too: 6 % of it, from 64 MiB to 1 GiB.
    private static func pool(byRAM bytes: UInt64) -> UInt64 {
        min(max(bytes / 100 * 6, 64 << 20), 1 << 30)
    }

    /// A pool that low memory has no room for, in so many bytes; what is smaller fits any machine.
    private static let large: UInt64 = 512 << 20

    /// Whether the reported kernel, where one is named, sizes the pool so.
    private var isSizedByRAM: Bool {
        let first: KernelVersion
        switch configuration.boot.encryption {
        case .none, .sme: return false
        case .tdx: first = KernelVersion(major: 6, minor: 9)
        case .sev, .sevES, .sevSNP: first = KernelVersion(major: 5, minor: 11)
        }
        return reported.map { $0.version >= first } ?? true
    }

    /// Why a guest with encrypted memory may work with less RAM and fail with more; nil where that explains nothing.
    var poolByMemory: String? {
        guard symptom == .failure, isSizedByRAM, configuration.boot.platform == .guest,
            let failing = reading.memory.map(\.value).max(), let working = reading.workingMemory.map(\.value).max(),
            working < failing
        else { return nil }
        let (asked, had) = (Self.pool(byRAM: failing), Self.pool(byRAM: working))
        guard asked >= Self.large, asked > had else { return nil }
        return
            "If no free block below 4 GiB is left for the pool, it would look like this: in a guest with encrypted memory all that devices reach is bounced, and the kernel asks for a pool by RAM (6 %, 1024 MiB at most). "
            + "With \(failing >> 20) MiB that is \(asked >> 20) MiB in one piece, with \(working >> 20) MiB, which works, \(had >> 20) MiB. "
            + "A smaller pool (swiotlb=SLOTS) asks for less, and a larger one makes it worse."
    }
}
