/// The words of a command line as a kernel takes them apart: a quoted value is one word.
enum CommandLineWords {
    /// - Parameter text: from the marker on, such as `grub_cmdline_linux='iommu=pt quiet'`.
    static func split(_ text: ReportText) -> [ReportText] {
        var words: [ReportText] = []
        for word in parts(unwrapped(text)) {
            if word.elementsEqual("--".utf8) { break }
            words.append(ReportText(Array(word)))
            // A value of another option may hold spaces and options; it is that option's.
            if words.count >= 512 { break }
        }
        return words
    }

    /// Without the name and the quotes of a shell around the whole: `GRUB_CMDLINE_LINUX="…"`, `-append '…'`.
    private static func unwrapped(_ text: ReportText) -> ArraySlice<UInt8> {
        let bytes = text.bytes
        let wrappers: [StaticString] = [
            "grub_cmdline_linux_default=", "grub_cmdline_linux=", "-append ", "bootargs=", "cmdline=", "<cmdline>",
        ]
        guard let wrapper = wrappers.first(where: { text.starts($0) }) else { return bytes[...] }
        let start = text.skipSpaces(wrapper.utf8CodeUnitCount)
        guard let quote = text[start], "\"'".utf8.contains(quote) else { return bytes[min(start, bytes.count)...] }
        let end = bytes[(start + 1)...].lastIndex(of: quote) ?? bytes.count
        return bytes[(start + 1)..<end]
    }

    private static func parts(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        let quote = UInt8(ascii: "\"")
        guard bytes.count(where: { $0 == quote }).isMultiple(of: 2) else { return bytes.split(separator: 32) }
        var parts: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        var isQuoted = false
        for index in bytes.indices {
            if bytes[index] == quote { isQuoted.toggle() }
            guard bytes[index] == 32, !isQuoted else { continue }
            if index > start { parts.append(bytes[start..<index]) }
            start = index + 1
        }
        if start < bytes.endIndex { parts.append(bytes[start...]) }
        return parts
    }
}
