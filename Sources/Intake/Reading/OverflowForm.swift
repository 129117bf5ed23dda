/// One form of the message that a device does not reach an address, with the releases that print it.
struct OverflowForm: Sendable {
    var form: Overflow.Form
    /// Stands before the address.
    var before: StaticString
    /// Stands before the mask, behind the size.
    var mask: StaticString
    var bus: StaticString
    /// Source: the function that prints it.
    var releases: String

    /// Every form, the most telling first.
    static let all: [OverflowForm] = [
        OverflowForm(
            form: .bounced, before: "swiotlb addr ", mask: "(mask ", bus: "bus limit ",
            releases: "5.7 and later: kernel/dma/swiotlb.c, swiotlb_map"),
        OverflowForm(
            form: .direct, before: "dma addr ", mask: "(mask ", bus: "bus limit ",
            releases: "5.5 and later: include/linux/dma-direct.h, dma_direct_map_phys"),
        OverflowForm(
            form: .old, before: "overflow ", mask: "of dma mask ", bus: "bus mask ",
            releases: "5.3 and 5.4: kernel/dma/direct.c, report_addr"),
        OverflowForm(
            form: .old, before: "overflow ", mask: "of device mask ", bus: "bus mask ",
            releases:
                "4.19 to 5.2: kernel/dma/direct.c, report_addr; 4.16 to 4.18 without bus mask; before that nommu_map_sg"
        ),
    ]

    /// `hwdev DMA mask = 0x…, dev_addr = 0x…`: a coherent allocation got a part of the pool that the device does not reach.
    ///
    /// Printed by 2.6.18 to 4.16: lib/swiotlb.c, swiotlb_alloc_coherent.
    static func readAllocation(_ text: ReportText) -> (overflow: Overflow, at: Int)? {
        guard let start = text.find("hwdev dma mask = "), let mask = text.hex(behind: "hwdev dma mask", from: start),
            let address = text.hex(behind: "dev_addr", from: start)
        else { return nil }
        return (Overflow(form: .bounced, address: address, size: nil, mask: mask, bus: nil, device: nil), start)
    }

    /// Whether a number that ends there was cut off, as the form goes on or somebody left out the rest.
    private static func isCut(_ text: ReportText, _ end: Int) -> Bool {
        let at = text.skipSpaces(end)
        return text.starts("[..", at: at) || text.starts("...", at: at) || text.starts("[cut", at: at)
            || text.starts("[snip", at: at) || text.starts("<snip", at: at)
    }

    /// What a line says in this form; nil where it is not of this form, or damaged.
    func read(_ text: ReportText) -> (overflow: Overflow, at: Int)? {
        var from = 0
        while let start = text.after(before, from: from) {
            from = start
            guard let (address, plus) = text.hex(at: text.skipSpaces(start)), text[plus] == UInt8(ascii: "+"),
                let (size, end) = text.decimal(at: plus + 1), let maskAt = text.after(mask, from: end),
                maskAt - end < 48, let (limit, behind) = text.hex(at: maskAt)
            else { continue }
            // A number that ends at a cut is not whole.
            guard !Self.isCut(text, behind) else {
                return (
                    Overflow(form: form, address: address, size: size, mask: nil, bus: nil, device: nil),
                    start - before.utf8CodeUnitCount
                )
            }
            let bus = text.after(self.bus, from: behind).flatMap { $0 - behind < 24 ? text.hex(at: $0)?.value : nil }
            let overflow = Overflow(form: form, address: address, size: size, mask: limit, bus: bus, device: nil)
            return (overflow, start - before.utf8CodeUnitCount)
        }
        return nil
    }
}
