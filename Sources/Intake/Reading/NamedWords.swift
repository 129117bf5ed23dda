extension Reading {
    /// Words of this field, as an answer names them.
    private static let words: [(StaticString, String)] = [
        ("iommu", "an IOMMU"), ("swiotlb", "SWIOTLB"), ("dma", "DMA"), ("kernel", "a kernel"),
        ("bounce buffer", "bounce buffers"), ("vt-d", "VT-d"),
    ]
    private static let encryptions: [(StaticString, String)] = [
        ("sev-snp", "SEV-SNP"), ("snp", "SEV-SNP"), ("sev", "SEV"), ("sev-es", "SEV-ES"), ("tdx", "TDX"),
        ("#vc", "an encrypted guest's exception"),
    ]
    /// Lines that are looked at.
    private static let mostLooked = 2048
    /// Lines of prose whose language is looked at.
    private static let mostOfLanguage = 64

    /// Notes which words of this field stand in a line, and whether it is in a language that is read.
    mutating func noteNamed(_ line: Pasted.Line) {
        guard line.number <= Self.mostLooked else { return }
        for (word, name) in Self.words where !named.contains(name) && line.text.hasWord(word) { named.insert(name) }
        if namedEncryption == nil, !line.text.starts("config_"),
            !line.text.hasAny(["kvm_amd", "ccp", "psp", "asid", "api:"])
        {
            namedEncryption = Self.encryptions.first { line.text.hasWord($0.0) }?.1
        }
        guard !line.isMachineText, sentences.read + sentences.foreign < Self.mostOfLanguage else { return }
        let words = Words(line.text)
        guard words.all.count > 5 else { return }
        if words.isForeign { sentences.foreign += 1 } else { sentences.read += 1 }
    }

    /// What is said where nothing was read.
    var causeOfNothing: String {
        if sentences.foreign > sentences.read {
            return "What it tells is in a language that is not read here, and no message of a refused DMA stands in it."
        }
        let names = Self.words.map(\.1).filter(named.contains)
        guard !names.isEmpty else { return "Nothing in it tells of a kernel, its options or its DMA." }
        return
            "It speaks of \(names.joined(separator: ", ")), and no message of a refused DMA, no setting and no release could be read in it."
    }
}
