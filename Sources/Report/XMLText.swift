/// Text inside an XML document. What XML cannot hold at all is ``PlainText``'s to replace.
enum XMLText {
    static func content(_ text: String) -> String { PlainText.escaped(text, table) }
    static func attribute(_ text: String) -> String { PlainText.escaped(text, table.merging(["\"": "&quot;"]) { $1 }) }

    private static let table: [Unicode.Scalar: String] = ["&": "&amp;", "<": "&lt;", ">": "&gt;"]
}
