extension Reason {
    /// A reason of a journal that has sentences alone, as those had that dmaroute wrote before reasons were values. Nothing
    /// else reads English: a sentence that is none of a side or a rule is a note.
    init(told text: String) {
        self = Self.side(text) ?? Self.rule(text) ?? .note(text)
    }

    /// `guest side: saw direct where bounce is allowed: …`
    private static func side(_ text: String) -> Reason? {
        for side in [SideName.guest, .device, .kernel] {
            let prefix = "\(side.rawValue) side: "
            if text.hasPrefix(prefix) { return .side(side, .told(String(text.dropFirst(prefix.count)))) }
        }
        return nil
    }

    /// `rule swiotlb/pool-exists: There is a pool. (6.1:kernel/dma/swiotlb.c:swiotlb_init); its opposite would …`
    private static func rule(_ text: String) -> Reason? {
        var rest = text[...]
        let opposite = [Opposite.allows, .predicts].first { rest.hasSuffix($0.clause) }
        rest = rest.dropLast(opposite?.clause.count ?? 0)
        guard rest.hasPrefix("rule "), rest.last == ")", let open = rest.lastIndex(of: "(") else { return nil }
        let cite = rest[rest.index(after: open)...].dropLast()
        let sentence = rest[..<open].dropFirst("rule ".count)
        guard let colon = sentence.firstIndex(of: ":"), sentence[colon...].hasPrefix(": "), sentence.last == " " else {
            return nil
        }
        let says = sentence[colon...].dropFirst(2).dropLast()
        return .rule(id: String(sentence[..<colon]), says: String(says), cite: String(cite), opposite: opposite)
    }
}
