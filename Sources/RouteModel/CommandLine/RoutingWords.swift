extension Boot {
    /// Of a running kernel's whole command line the parameters that decide routing, in their order.
    ///
    /// What else stands there is passed over, also what moves memory or leaves out devices: of a running machine both are
    /// seen.
    public static func routingWords(of line: String) -> String {
        var reader = ParameterReader(Array(line.utf8))
        var words: [String] = []
        while let (name, value) = reader.next() {
            guard OptionParser.routing.contains(where: { Text.sameName(name, $0) }) else { continue }
            // A value with a space in it is none that any of them knows.
            let parts = ([name] + (value.map { [$0] } ?? [])).map { String(decoding: $0, as: UTF8.self) }
            if parts.allSatisfy({ $0.utf8.allSatisfy { 0x21...0x7e ~= $0 } }) {
                words.append(parts.joined(separator: "="))
            }
        }
        return words.joined(separator: " ")
    }
}
