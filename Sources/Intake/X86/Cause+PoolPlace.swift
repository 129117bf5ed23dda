import RouteModel

extension Cause {
    /// What the place and the size of the pool that the kernel printed tell.
    var ofThePool: [String] {
        var notes: [String] = []
        if mapper.symptom.isTooLarge, reading.failedAllocations.contains(where: { $0.value != nil }) {
            notes.append(
                "What failed was a coherent allocation, which fell back to the pool until 4.20 and does so in no kernel here."
            )
        }
        // arch/x86/kernel/pci-dma.c of 6.1 to 7.3 gives SWIOTLB_ANY to Xen's guests alone.
        if reading.worlds.isEmpty, let range = reading.poolRanges.last?.value, range.lowerBound >= Reading.fourGiB {
            notes.append(
                "The pool lies above 4 GiB, where no release of x86 puts one: the kernel has a patch, and its rules may differ."
            )
        }
        let asked = reading.commandLines.flatMap(\.value.options).compactMap { option in
            option.hasPrefix("swiotlb=") ? UInt64(option.dropFirst(8).prefix { $0.isNumber }) : nil
        }.last
        let printed = reading.pools.compactMap { if case .mapped(let bytes) = $0.value { bytes } else { nil } }.last
        // kernel/dma/swiotlb.c rounds up to IO_TLB_SEGSIZE.
        if let asked, let printed, asked > 0, asked < 1 << 40, printed == (asked + 127) / 128 * 128 << 11 {
            notes.append("swiotlb=\(asked) took effect: the kernel printed a pool of \(printed >> 20) MiB.")
        }
        return notes
    }
}
