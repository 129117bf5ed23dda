import RouteModel

/// Chooses cells of a plan by text.
///
/// Terms stand apart by commas and must all hold. A term is `key=value` or `key!=value`; several values stand apart by
/// `|`, and one of them must (for `!=`: none may) match; `*` stands for any text, also none. Keys are those of a
/// config's exclude (``CellField``), and `cell` and `boot` for the first digits of an id or key. A value with a comma or
/// `|` in it stands in double quotes. An allocation has the place `none`.
///
///     kernel=linux-6.1,viommu=intel,kind=map-*,cmdline!=*swiotlb=force*
public struct Filter: Sendable {
    let terms: [FilterTerm]

    /// - Throws: What cannot be read; its `file` is `--filter`.
    public init(_ text: String) throws(ConfigError) {
        terms = try FilterReader.read(text)
    }

    /// Whether a cell is chosen.
    public func matches(_ cell: Cell, of boot: PlannedBoot) -> Bool {
        terms.allSatisfy { $0.matches($0.key.text(of: cell, boot)) }
    }
}

extension Plan {
    /// The plan of the cells that a filter chooses.
    ///
    /// - Throws: Where a term alone, or all together, choose nothing.
    public func filtered(by filter: Filter) throws(ConfigError) -> Plan {
        for term in filter.terms {
            let texts = Set(boots.flatMap { boot in boot.cells.map { term.key.text(of: $0, boot) } })
            guard !texts.contains(where: term.matches) else { continue }
            throw ConfigError(
                term.at, "no cell of the plan has \(term.text)", hint: term.key.hint(term.firstValue, texts.sorted()))
        }
        let kept = boots.compactMap { boot in boot.keeping { filter.matches($0, of: boot) } }
        guard !kept.isEmpty else {
            throw ConfigError(
                Position(file: "--filter", line: 1, column: 1), "no cell of the plan has all of this together",
                hint: "leave out a term, or see the cells with: dmaroute plan")
        }
        return Plan(name: name, boots: kept, leftOut: leftOut, policy: policy, isolation: isolation)
    }
}

/// What a filter can ask for.
enum FilterKey: Sendable {
    case field(CellField)
    case cell
    case boot

    static let names = ["cell", "boot"] + CellField.keys

    /// Whether its values are known by their first digits.
    var isDigits: Bool {
        switch self {
        case .cell, .boot: true
        case .field: false
        }
    }

    init?(_ name: String) {
        switch name {
        case "cell": self = .cell
        case "boot": self = .boot
        default:
            guard let field = CellField(name) else { return nil }
            self = .field(field)
        }
    }

    func text(of cell: Cell, _ boot: PlannedBoot) -> String {
        switch self {
        case .cell: cell.id
        case .boot: boot.key
        case .field(let field): field.text(of: cell)
        }
    }

    func hint(_ word: String, _ known: [String]) -> String {
        switch self {
        case .cell, .boot: "see ids and keys with: dmaroute plan --format json"
        case .field: NearestWord.hint(for: word, among: Array(known.prefix(30)))
        }
    }
}
