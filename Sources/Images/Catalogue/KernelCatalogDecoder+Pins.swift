import Digests
import Yams

extension KernelCatalogDecoder {
    /// The list under `pinned`.
    func pins(_ node: Node) throws(CatalogError) -> [PinnedPackage] {
        guard case .sequence(let items) = node, !items.isEmpty else {
            throw mistake(node, "a list of one or more is needed here", hint: Self.pinHint)
        }
        var found: [PinnedPackage] = []
        for item in items {
            let pin = try pin(item)
            if found.contains(where: { $0.name == pin.name }) { throw mistake(item, "\(pin.name) is pinned twice") }
            found.append(pin)
        }
        return found
    }

    /// Whether the pins are all that a kernel of the series needs.
    func check(_ pins: [PinnedPackage], series: String, _ node: Node) throws(CatalogError) {
        if case .failure(let reason) = KernelSelection.choose(series: series, pinned: pins) {
            throw mistake(
                node, reason.text, hint: "it needs a kernel's image, its headers, their common part and kbuild")
        }
    }

    private func pin(_ node: Node) throws(CatalogError) -> PinnedPackage {
        guard case .mapping(let fields) = node else { throw mistake(node, "a pin is needed here", hint: Self.pinHint) }
        var file: (text: String, node: Node)?
        var size: Int?
        var sum: Digest?
        for (field, content) in fields {
            switch field.string {
            case "file": file = (try word(content, "a file of a pool") { !$0.isEmpty }, content)
            case "size": size = Int(try word(content, "a number of bytes", Self.isSize))
            case "sha256": sum = Digest(hex: try word(content, "a SHA-256 sum") { Digest(hex: $0) != nil })
            default: throw mistake(field, "unknown key \"\(field.string ?? "?")\"", hint: "known: file, size, sha256")
            }
        }
        guard let file else { throw mistake(node, "the pin has no file", hint: Self.pinHint) }
        guard let size else { throw mistake(node, "the pin has no size", hint: "of the file, in bytes") }
        guard let sum else { throw mistake(node, "the pin has no sha256", hint: "64 hexadecimal digits") }
        guard let pin = PinnedPackage(file: file.text, size: size, sha256: sum) else {
            throw mistake(
                file.node, "\"\(file.text.prefix(160))\" is not a package's path in a pool", hint: Self.pinHint)
        }
        return pin
    }

    private static func isSize(_ text: String) -> Bool {
        Int(text).map { (1...PinnedPackage.largest).contains($0) } ?? false
    }

    private static let pinHint =
        "for example: {file: pool/main/l/linux/NAME_VERSION_\(DebianArchitecture.usual.name).deb, size: 1718032, sha256: 1b19…}"
}
