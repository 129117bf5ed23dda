/// What QEMU's own trace says of its IOMMU: which I/O virtual page of which device stood for which guest page.
///
/// The lines are those of hw/i386/trace-events: `vtd_dmar_translate`, `vtd_iotlb_page_hit`, `vtd_iotlb_page_update`,
/// `vtd_dmar_fault`, `amdvi_translation_result`, `amdvi_iotlb_hit`; and of hw/virtio/trace-events:
/// `virtio_iommu_translate_out`.
public struct DeviceTrace: Sendable {
    /// One page that the IOMMU translated for a device.
    public struct Translation: Hashable, Sendable {
        /// Bus and devfn of who asked, as PCI Express counts requesters.
        public var requester: UInt16
        /// I/O virtual address that the device used.
        public var iova: UInt64
        /// Guest-physical address as the IOMMU puts it out: with the address bit where its page-table entry has it.
        public var physical: UInt64
        /// Low bits that the page leaves as they are: 0xfff for 4 KiB, 0x1fffff for 2 MiB. Where QEMU does not tell, as
        /// many as the largest page there could have.
        public var mask: UInt64
        /// Whether a page of a smaller size is as possible.
        public var isLargest = false
        /// The line of QEMU's trace that tells of the translation.
        public var line: String

        /// Whether the page stands for itself, as all do in an identity domain: QEMU's amd-iommu tells of those too.
        var isItself: Bool { iova >> 12 == physical >> 12 }

        func puts(_ address: UInt64, at physical: UInt64, bit: UInt64) -> Bool {
            var within = mask
            repeat {
                if (self.physical & ~within & ~bit) | (address & within) == physical { return true }
                within >>= 1
            } while isLargest && within >= 0xfff
            return false
        }
    }

    /// An address that the IOMMU did not translate, and so a transfer that it stopped.
    public struct Fault: Hashable, Sendable {
        /// nil where QEMU does not tell who asked.
        public var requester: UInt16?
        /// Address that the device used, an I/O virtual one.
        public var address: UInt64
        /// The line of QEMU's trace that tells of the fault.
        public var line: String
    }

    /// Translations that the IOMMU made, in the order of the trace.
    public private(set) var translations: [Translation] = []
    /// Of faults one behind the other in one page, the first.
    public private(set) var faults: [Fault] = []
    /// Pages of the addresses that emulated NVMe drives say they use (hw/nvme/trace-events: `pci_nvme_map_prp` and
    /// others with an address), since the last time that one was set up.
    private(set) var nvmePages: Set<UInt64> = []

    /// A trace without a line.
    public init() {}

    /// - Parameter limit: Lines kept of each sort; a trace may be endless.
    public init(_ text: [UInt8], limit: Int = 1 << 20) {
        text.withUnsafeBufferPointer { bytes in
            var lines = ByteScanner(bytes)
            while !lines.isAtEnd {
                let start = lines.position
                let end = lines.skip(past: UInt8(ascii: "\n")) ? lines.position - 1 : bytes.count
                if translations.count < limit, faults.count < limit, nvmePages.count < limit {
                    read(ByteScanner(bytes, from: start, to: end))
                }
                if end == bytes.count { break }
            }
        }
    }

    private mutating func read(_ line: ByteScanner) {
        var scanner = line
        // The log backend may put a thread id and a time before the event's name.
        while !scanner.isAtEnd {
            if scanner.take("vtd_dmar_translate ") { return translated(&scanner, line) }
            if scanner.take("vtd_iotlb_page_hit ") || scanner.take("vtd_iotlb_page_update ") {
                return cached(&scanner, line)
            }
            if scanner.take("amdvi_translation_result ") || scanner.take("amdvi_iotlb_hit ") {
                return byAMD(&scanner, line)
            }
            if scanner.take("virtio_iommu_translate_out ") { return byVirtio(&scanner, line) }
            if scanner.take("vtd_dmar_fault ") { return refusedByIntel(&scanner, line) }
            if scanner.take("pci_nvme_") { return byNVMe(&scanner) }
            if scanner.take("amdvi_page_fault ") { return refusedByAMD(&scanner, line) }
            if scanner.take("virtio_iommu_report_fault ") { return refusedByVirtio(&scanner, line) }
            scanner.skipWord()
        }
    }

    private mutating func translated(_ scanner: inout ByteScanner, _ line: ByteScanner) {
        guard scanner.skip(to: "dev "), let bus = scanner.hexadecimal(), scanner.take(":"),
            let slot = scanner.hexadecimal(), scanner.take("."), let function = scanner.hexadecimal(),
            scanner.skip(to: "iova "), let iova = scanner.hexadecimal(), scanner.skip(to: "gpa "),
            let physical = scanner.hexadecimal(), scanner.skip(to: "mask "), let mask = scanner.hexadecimal(),
            mask & (mask &+ 1) == 0
        else { return }
        let requester = UInt16(truncatingIfNeeded: bus << 8 | slot << 3 | function)
        add(requester, iova, physical, mask, line)
    }

    private mutating func cached(_ scanner: inout ByteScanner, _ line: ByteScanner) {
        guard scanner.skip(to: "sid "), let requester = scanner.hexadecimal(), scanner.skip(to: "iova "),
            let iova = scanner.hexadecimal(), scanner.skip(to: "slpte "), let entry = scanner.hexadecimal()
        else { return }
        // Bits 51 to 12 of a second-level entry are the page's address, bit 7 says that it is a large one (VT-d
        // specification, 9.8). QEMU does not print its level; Linux uses 2 MiB at the most where memory is not huge.
        add(
            UInt16(truncatingIfNeeded: requester), iova, entry & 0x000f_ffff_ffff_f000,
            entry & 0x80 == 0 ? 0xfff : 0x1f_ffff, line)
    }

    private mutating func byAMD(_ scanner: inout ByteScanner, _ line: ByteScanner) {
        guard scanner.skip(to: "devid") else { return }
        _ = scanner.take(":")
        guard scanner.take(" "), let bus = scanner.hexadecimal(), scanner.take(":"),
            let slot = scanner.hexadecimal(), scanner.take("."), let function = scanner.hexadecimal(),
            scanner.skip(to: "gpa "), let iova = scanner.hexadecimal(), scanner.skip(to: "hpa "),
            let physical = scanner.hexadecimal()
        else { return }
        let requester = UInt16(truncatingIfNeeded: bus << 8 | slot << 3 | function)
        // What no entry maps comes out as it went in, as zero and without permissions (hw/i386/amd_iommu.c,
        // amdvi_translate); Linux never gives page 0 to a device.
        guard physical != 0 else { return refuse(requester, iova, line) }
        // QEMU prints the first address of the page, whatever its size: up to 1 GiB, as far as it is aligned.
        let alignment = min(max(physical.trailingZeroBitCount, 12), 30)
        add(requester, iova, physical, (1 << alignment) - 1, line, isLargest: true)
    }

    private mutating func refusedByIntel(_ scanner: inout ByteScanner, _ line: ByteScanner) {
        guard scanner.skip(to: "sid "), let requester = scanner.hexadecimal(), scanner.skip(to: "addr "),
            let address = scanner.hexadecimal()
        else { return }
        refuse(UInt16(truncatingIfNeeded: requester), address, line)
    }

    private mutating func refusedByAMD(_ scanner: inout ByteScanner, _ line: ByteScanner) {
        guard scanner.skip(to: "address "), let address = scanner.hexadecimal() else { return }
        refuse(nil, address, line)
    }

    private mutating func refusedByVirtio(_ scanner: inout ByteScanner, _ line: ByteScanner) {
        guard scanner.skip(to: "endpoint="), let requester = scanner.decimal(), scanner.skip(to: "address ="),
            let address = scanner.hexadecimal()
        else { return }
        refuse(UInt16(truncatingIfNeeded: requester), address, line)
    }

    private mutating func refuse(_ requester: UInt16?, _ address: UInt64, _ line: ByteScanner) {
        if let last = faults.last, last.requester == requester, last.address >> 12 == address >> 12 { return }
        faults.append(Fault(requester: requester, address: address, line: line.text(line.position..<line.end)))
    }

    /// The first fault of one requester, `0000:00:10.0`, in the pages of these bytes.
    func fault(at address: UInt64, length: UInt64, slot: String) -> Fault? {
        guard let requester = Self.requester(slot) else { return nil }
        let (last, overflowed) = address.addingReportingOverflow(max(length, 1) - 1)
        guard !overflowed else { return nil }
        return faults.first {
            ($0.requester ?? requester) == requester && address >> 12 <= $0.address >> 12
                && $0.address >> 12 <= last >> 12
        }
    }

    private mutating func byVirtio(_ scanner: inout ByteScanner, _ line: ByteScanner) {
        guard let iova = scanner.hexadecimal(), scanner.skip(to: "-> "), let physical = scanner.hexadecimal(),
            scanner.skip(to: "sid="), let requester = scanner.decimal()
        else { return }
        add(UInt16(truncatingIfNeeded: requester), iova, physical, 0xfff, line)
    }

    private mutating func byNVMe(_ scanner: inout ByteScanner) {
        // Firmware used a drive before; who sets it up anew starts with the queue for its administration.
        if scanner.take("mmio_asqaddr ") { nvmePages = [] }
        for key in ["addr ", "addr=", "address=", "new_address=", "prp1 ", "prp2 "] as [StaticString] {
            var rest = scanner
            // A second entry may be the address of a list of them; the controller reads that too.
            guard rest.skip(to: key), let address = rest.hexadecimal(), address != 0 else { continue }
            nvmePages.insert(address >> 12)
        }
    }

    private mutating func add(
        _ requester: UInt16, _ iova: UInt64, _ physical: UInt64, _ mask: UInt64, _ line: ByteScanner,
        isLargest: Bool = false
    ) {
        translations.append(
            Translation(
                requester: requester, iova: iova, physical: physical, mask: mask, isLargest: isLargest,
                line: line.text(line.position..<line.end)))
    }

    /// The last translation of `address` to `physical` for one requester, `0000:00:10.0`.
    ///
    /// - Parameter bit: the address bit, which `physical` has not and an entry may have; 0 where there is none.
    public func translation(of address: UInt64, to physical: UInt64, slot: String, bit: UInt64 = 0) -> Translation? {
        guard let requester = Self.requester(slot) else { return nil }
        return translations.last {
            $0.requester == requester && $0.iova & ~$0.mask == address & ~$0.mask
                && $0.puts(address, at: physical, bit: bit)
        }
    }

    /// The last translation of `address` for one requester, whatever it came to.
    func last(of address: UInt64, slot: String) -> Translation? {
        guard let requester = Self.requester(slot) else { return nil }
        return translations.last { $0.requester == requester && $0.iova & ~$0.mask == address & ~$0.mask }
    }

    /// All translations for one requester.
    func translations(slot: String) -> [Translation] {
        guard let requester = Self.requester(slot) else { return [] }
        return translations.filter { $0.requester == requester }
    }

    /// Whether any translation was made or refused for this requester.
    func knows(slot: String) -> Bool {
        guard let requester = Self.requester(slot) else { return false }
        return translations.contains { $0.requester == requester } || faults.contains { $0.requester == requester }
    }

    /// Whether a page of this requester's did not stand for itself.
    func translatesElsewhere(slot: String) -> Bool {
        guard let requester = Self.requester(slot) else { return false }
        return translations.contains { $0.requester == requester && !$0.isItself }
    }

    static func requester(_ slot: String) -> UInt16? {
        let parts = slot.split(whereSeparator: { $0 == ":" || $0 == "." })
        guard parts.count == 4, let bus = UInt16(parts[1], radix: 16), let device = UInt16(parts[2], radix: 16),
            let function = UInt16(parts[3], radix: 16), bus < 256, device < 32, function < 8
        else { return nil }
        return bus << 8 | device << 3 | function
    }
}
