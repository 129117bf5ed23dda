/// Text by its scalars, for who looks for what delimits.
///
/// Characters are no way to that: a `'` that carries a combining mark or a joiner is another character to Swift, and so is
/// the `\n` of a `\r\n`, but a shell, QEMU, a browser and a file system part text at bytes.
extension StringProtocol {
    /// The text with some scalars replaced.
    public func escaped(_ table: [Unicode.Scalar: String]) -> String {
        var result = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if let safe = table[scalar] {
                result.append(contentsOf: safe.unicodeScalars)
            } else {
                result.append(scalar)
            }
        }
        return String(result)
    }

    /// What stands before, between and behind a scalar, empty parts too.
    public func parts(at delimiter: Unicode.Scalar) -> [String] {
        String(self).unicodeScalars.split(separator: delimiter, omittingEmptySubsequences: false).map { String($0) }
    }

    /// Whether these bytes stand in it, one behind the other.
    public func holds(_ mark: StaticString) -> Bool {
        let wanted = Array(mark.description.utf8)
        let bytes = Array(utf8)
        return bytes.indices.contains(where: { at in bytes[at...].starts(with: wanted) })
    }
}
