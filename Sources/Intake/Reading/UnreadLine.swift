/// A line that looks like DMA and of which nothing was read.
struct UnreadLine: Equatable, Sendable {
    /// Printable ASCII, in small letters, cut.
    var text: String
    /// Whether it looks like a refusal or a fault, so that nothing may be called fine beside it.
    var isAlarming: Bool
}

extension Reading {
    /// Letters of a line that are shown.
    private static let shown = 200
    private static let most = 12

    private static let vocabulary: [StaticString] = [
        "swiotlb", "iommu", "dmar", "amd-vi", "dma addr", "dma mask", "dma-api", "bounce", "sw-iommu", "bus limit",
        "software io tlb", "pci-dma", "dma_map", "dma_direct", "device mask", "overflow (mask",
    ]
    private static let alarms: [StaticString] = [
        "overflow", "is full", "out of", "buffer is fu", "exhaust", "no space", "cannot map", "refus", "not reach",
        " fault", "_fault", "[fault", "faults",
        "overf", "too large", "buffer full",
    ]
    /// What every machine says.
    private static let usual: [StaticString] = [
        "adding to iommu group", "remapping", "x2apic", "drhd base", "rmrr base", "atsr flags", "host address width",
        "iommu group", "dmar0: ", "ecap", "qi_", "queued invalidation", "acpi: dmar", "acpi: ivrs", "config_",
        "perf counter",
        "handling fault status", "dma-api: preallocated", "dma-api: debugging", "callbacks suppressed", "preserved",
        "domain tlb invalidation", "invalidation policy",
        "rhsa base", "no atsr found", "no satc found", "inconsistent", "disabling for graphics", "setting identity map",
        "ignoring identity", "dmar-ir", "software io tlb: area num", "irq remapping", "reserved at",
    ]

    mutating func readUnread(_ line: Pasted.Line, previous: Pasted.Line?) {
        let text = line.text
        guard unread.count < Self.most, Self.vocabulary.contains(where: { text.has($0) }),
            !Self.usual.contains(where: { text.has($0) }), !Self.isPlace(text)
        else { return }
        // The rest of a message that a mail program wrapped was read with its beginning.
        if !line.stamped, let previous, previous.number + 1 == line.number,
            previous.text.hasAny([
                "swiotlb buffer is full", " overflow 0x", "dma addr 0x", "swiotlb addr 0x", "fault addr",
            ])
        {
            return
        }
        let isMessage =
            line.isMachineText
            || text.hasAny([
                "overflow (mask", "dma addr", "bus limit", "swiotlb addr", "device mask", "of dma mask", "bus mask",
            ])
        guard isMessage || text.hasAny(["swiotlb", "bounce"]) else { return }
        let isAlarming =
            isMessage && Self.alarms.contains { text.has($0) } && !isAbbreviated(line) && !isTitle(line)
            || Self.isCutOff(text)
        let shown = Self.printable(text.bytes.prefix(Self.shown))
        unread.append(line.noted(UnreadLine(text: shown, isAlarming: isAlarming)))
    }

    /// Whether its writer left out what it does not say, as in a title: nothing of it is damaged.
    private func isAbbreviated(_ line: Pasted.Line) -> Bool {
        !line.stamped && line.text.hasAny(["...", "[..]", ".. ", "<snip>", "xxxx"])
    }

    /// A line whose words are told as a claim was read, but for what alarms.
    mutating func settleUnread(_ line: Pasted.Line) {
        unread.removeAll { $0.line == line.number && $0.file == line.file && !$0.value.isAlarming }
    }

    /// `the "swiotlb buffer is f`: the message ends in the midst of its words, and what it says is behind that.
    private static func isCutOff(_ text: ReportText) -> Bool {
        guard let at = text.find("swiotlb buffer is ") else { return false }
        let rest = text.count - at
        return rest < 22 && text.from(at + 18).bytes.elementsEqual("full".utf8.prefix(rest - 18))
    }

    /// "iommu: enable by default": a message that lost its numbers has at least the places of some.
    private func isTitle(_ line: Pasted.Line) -> Bool {
        !line.stamped && !line.text.bytes.contains(where: ReportText.isDigit)
    }

    /// A place in a call trace, such as `swiotlb_map+0x3a/0x200`.
    private static func isPlace(_ text: ReportText) -> Bool {
        guard let plus = text.find("+0x") else { return false }
        return text.find("/0x", from: plus) != nil
    }

    /// The letters of a line that mean nothing to a terminal, a shell or a page.
    static func printable(_ bytes: ArraySlice<UInt8>) -> String {
        String(
            decoding: bytes.map { ReportText.isName($0) || " -.:+()[],=/%".utf8.contains($0) ? $0 : UInt8(ascii: "?") },
            as: UTF8.self)
    }
}
