import Yams

extension KernelCatalog {
    /// Reads the text of kernels.yaml.
    ///
    /// - Parameter file: the name to tell in errors.
    /// - Throws: ``CatalogError`` for the first mistake.
    public init(yaml text: String, file: String) throws(CatalogError) {
        entries = try KernelCatalogDecoder(file: file).decode(text)
    }
}

/// From YAML nodes to entries, with the place of every mistake. The texts end up in apt's configuration and on command
/// lines, so each is held to the few characters that such names have.
struct KernelCatalogDecoder {
    let file: String

    func decode(_ text: String) throws(CatalogError) -> [KernelCatalog.Entry] {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw syntaxError(error)
        } catch {
            throw CatalogError(file: file, line: 1, column: 1, message: "\(error)", hint: nil)
        }
        guard let root, case .mapping(let kernels) = root, !kernels.isEmpty else {
            throw mistake(
                root, "names no kernels", hint: "write one as \"linux-6.1:\" with series, suites and libraries")
        }
        var entries: [KernelCatalog.Entry] = []
        for (key, value) in kernels {
            let name = try word(key, "a kernel's name", KernelCatalogWords.isName)
            if entries.contains(where: { $0.name == name }) { throw mistake(key, "\(name) stands here twice") }
            entries.append(try entry(name, key, value))
        }
        return entries
    }

    private func entry(_ name: String, _ key: Node, _ value: Node) throws(CatalogError) -> KernelCatalog.Entry {
        guard case .mapping(let fields) = value else {
            throw mistake(value, "\(name) has no fields", hint: "it needs series, suites and libraries")
        }
        var series: String?
        var suites: [String]?
        var libraries: [String]?
        var pinned: (pins: [PinnedPackage], node: Node)?
        for (field, content) in fields {
            switch field.string {
            case "series": series = try word(content, "a series", KernelCatalogWords.isSeries)
            case "suites": suites = try words(content, "a suite", KernelCatalogWords.isSuite)
            case "libraries": libraries = try words(content, "a package", KernelCatalogWords.isPackage)
            case "pinned": pinned = (try pins(content), content)
            default:
                throw mistake(
                    field, "unknown key \"\(field.string ?? "?")\"", hint: "known: series, suites, libraries, pinned")
            }
        }
        guard let series else { throw mistake(key, "\(name) has no series", hint: "for example: series: \"6.1\"") }
        guard let suites else { throw mistake(key, "\(name) has no suites", hint: "for example: suites: [bookworm]") }
        guard let libraries else { throw mistake(key, "\(name) has no libraries", hint: "at least [libc6]") }
        if let pinned { try check(pinned.pins, series: series, pinned.node) }
        return KernelCatalog.Entry(
            name: name, series: series, suites: suites, libraries: libraries, pinned: pinned?.pins ?? [])
    }

    private func words(
        _ node: Node, _ what: String, _ isRight: (String) -> Bool
    ) throws(CatalogError) -> [String] {
        guard case .sequence(let items) = node, !items.isEmpty else {
            throw mistake(node, "a list of one or more is needed here", hint: "write it as [one, two]")
        }
        var found: [String] = []
        for item in items { found.append(try word(item, what, isRight)) }
        return found
    }

    func word(_ node: Node, _ what: String, _ isRight: (String) -> Bool) throws(CatalogError) -> String {
        guard case .scalar(let scalar) = node else { throw mistake(node, "\(what) is needed here") }
        guard isRight(scalar.string) else {
            throw mistake(node, "\"\(scalar.string.prefix(80))\" is not \(what)", hint: KernelCatalogWords.hint)
        }
        return scalar.string
    }

    func mistake(_ node: Node?, _ message: String, hint: String? = nil) -> CatalogError {
        CatalogError(
            file: file, line: node?.mark?.line ?? 1, column: node?.mark?.column ?? 1, message: message, hint: hint)
    }

    private func syntaxError(_ error: YamlError) -> CatalogError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            CatalogError(file: file, line: mark.line, column: mark.column, message: problem, hint: nil)
        case .duplicatedKeysInMapping(let duplicates, let context):
            CatalogError(
                file: file, line: context.mark.line, column: context.mark.column,
                message: "a key stands here twice: \(duplicates.map { "\($0)" }.joined(separator: ", "))", hint: nil)
        default: CatalogError(file: file, line: 1, column: 1, message: "\(error)", hint: nil)
        }
    }
}
