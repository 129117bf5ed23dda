import RouteModel

/// Which addresses a device was seen from outside to use: what its IOMMU translated for it, and what an emulated device
/// itself reports.
struct DeviceUse {
    private let translations: [DeviceTrace.Translation]
    /// Pages by the addresses that the device used.
    private let pages: Set<UInt64>

    var isWatched: Bool { !pages.isEmpty }

    init(_ trace: DeviceTrace, slot: String, isNVMe: Bool) {
        translations = trace.translations(slot: slot)
        pages = Set(translations.map { $0.iova >> 12 }).union(isNVMe ? trace.nvmePages : [])
    }

    /// Whether the device used any page of these.
    func touches(_ addresses: ClosedRange<UInt64>) -> Bool {
        let (first, last) = (addresses.lowerBound >> 12, addresses.upperBound >> 12)
        if last - first < UInt64(pages.count) { return (first...last).contains { pages.contains($0) } }
        return pages.contains { $0 >= first && $0 <= last }
    }

    /// What the IOMMU translated though no call of the trace asked for it, a sentence each.
    ///
    /// - Parameters:
    ///   - given: physical pages that calls put behind an I/O virtual one.
    ///   - bit: the address bit, which an entry may have; 0 where there is none.
    ///   - isIdentity: whether the device's domain is one in which every page stands for itself, and none is given.
    func strays(given: [UInt64: Set<UInt64>], bit: UInt64, isIdentity: Bool) -> [String] {
        var seen: Set<UInt64> = []
        var found: [String] = []
        for one in translations where found.count < 4 && !(isIdentity && one.isItself) {
            let page = one.iova >> 12
            let isGiven = (given[page] ?? []).contains { one.puts(page << 12, at: $0 << 12, bit: bit) }
            guard !isGiven, seen.insert(page).inserted else { continue }
            found.append(
                "the device used the IOVA \(hex(one.iova)), translated to \(hex(one.physical)), which no call of its "
                    + "driver's was given")
        }
        return found
    }
}
