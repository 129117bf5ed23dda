public import RouteModel

/// How a cell can part from its policy so that it can be declared; the verdict's words.
public enum Divergence: String, Sendable, CaseIterable {
    case forbidden, corrupted, absent
}

/// One declared divergence: of one cell, from one policy, for a reason that can be read up, until a day.
public struct KnownDivergence: Hashable, Sendable {
    /// The policy that the cell is judged by.
    public let policy: String
    /// The cell's whole id, 64 hexadecimal digits.
    public let cell: String
    /// What the cell is, for eyes; the id alone counts.
    public let what: String
    /// How the cell parts from the policy.
    public let verdict: Divergence
    /// Why the divergence may stand, in words.
    public let reason: String
    /// `https://…`, where it is discussed.
    public let link: String
    /// The last day on which it counts.
    public let expires: Day
    /// Where ``expires`` was written; nil for one that was written nowhere yet.
    let expiresAt: Position?

    public init(
        policy: String, cell: String, what: String, verdict: Divergence, reason: String, link: String, expires: Day
    ) {
        self.policy = policy
        self.cell = cell
        self.what = what
        self.verdict = verdict
        self.reason = reason
        self.link = link
        self.expires = expires
        expiresAt = nil
    }

    static let keys = ["policy", "cell", "what", "verdict", "reason", "link", "expires"]

    fileprivate init(_ tree: Tree, policies: [String]) throws(ConfigError) {
        let fields = try Fields(tree, "a declared divergence", keys: Self.keys)
        let name = try fields.required("policy")
        policy = try name.text("policy")
        guard policies.contains(policy) else {
            throw ConfigError(
                name.at, "there is no policy \(quoted(policy))", hint: NearestWord.hint(for: policy, among: policies))
        }
        cell = try Self.cell(fields.required("cell"))
        what = try Self.sentence(fields.required("what"), "what")
        verdict = try fields.required("verdict").word("verdict that can be declared", Divergence.self)
        reason = try Self.sentence(fields.required("reason"), "reason")
        link = try Self.link(fields.required("link"))
        let last = try fields.required("expires")
        expires = try Self.day(last)
        expiresAt = last.at
    }

    static func day(_ tree: Tree) throws(ConfigError) -> Day {
        guard let day = Day(try tree.text("expires")) else {
            throw ConfigError(
                tree.at, "expires must be a day of the calendar and is \(tree.whatItIs)",
                hint: "write YYYY-MM-DD, as in 2027-03-31")
        }
        return day
    }

    private static func cell(_ tree: Tree) throws(ConfigError) -> String {
        let text = try tree.text("cell")
        guard text.utf8.count == 64, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }) else {
            throw ConfigError(
                tree.at, "cell must be a cell's whole id, 64 hexadecimal digits, and is \(tree.whatItIs)",
                hint: "plan.json and journal.jsonl of a run have it, and dmaroute promote writes it; "
                    + "no pattern stands for several")
        }
        return text
    }

    static func sentence(_ tree: Tree, _ what: String) throws(ConfigError) -> String {
        let text = try tree.text(what)
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw ConfigError(tree.at, "\(what) is empty", hint: "say it in a sentence for who reads it later")
        }
        guard text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control || $0 == "\n" }) else {
            throw ConfigError(tree.at, "\(what) \(quoted(text)) has a control character")
        }
        return text
    }

    static func link(_ tree: Tree) throws(ConfigError) -> String {
        let text = try tree.text("link")
        guard isLink(text) else {
            throw ConfigError(
                tree.at, "link must be an address to read up and is \(tree.whatItIs)",
                hint: "write https://…, such as that of a mail in an archive or of a bug")
        }
        return text
    }

    /// Whether it is an address that can be read up.
    public static func isLink(_ text: String) -> Bool {
        guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else { return false }
        return text.utf8.count > scheme.utf8.count && text.utf8.allSatisfy { 0x21...0x7e ~= $0 }
    }
}

/// The declared divergences of a file: a list of them, or nothing but comments.
public struct KnownDivergences: Sendable {
    /// Declared divergences in the file's order.
    public let entries: [KnownDivergence]
    /// Declared faults in the file's order.
    public let faults: [FaultDeclaration]
    /// Of the last entry's line, how far it is indented.
    let indentation: Int

    /// - Parameters:
    ///   - file: The name that errors call it by.
    ///   - policies: Names of the model's policies.
    /// - Throws: The first thing that is wrong, with its line and column.
    public static func parse(text: String, file: String, policies: [String]) throws(ConfigError) -> KnownDivergences {
        guard let tree = try YAMLReader.readIfAny(text, file: file) else {
            return KnownDivergences(entries: [], faults: [], indentation: 0)
        }
        var entries: [KnownDivergence] = []
        var faults: [FaultDeclaration] = []
        var lines: [String: Int] = [:]
        for item in try tree.list("the file of declared divergences") {
            if FaultDeclaration.isOne(item) {
                let fault = try FaultDeclaration(item)
                if let line = lines.updateValue(item.at.line, forKey: fault.fault) {
                    throw ConfigError(
                        item.at, "this fault is declared already, in line \(line)", hint: "keep one of them")
                }
                faults.append(fault)
                continue
            }
            let entry = try KnownDivergence(item, policies: policies)
            if let line = lines.updateValue(item.at.line, forKey: entry.policy + " " + entry.cell) {
                throw ConfigError(
                    item.at, "this cell is declared already for \(entry.policy), in line \(line)",
                    hint: "keep one of them")
            }
            entries.append(entry)
        }
        // A block list's marks stand in the column of the list itself.
        return KnownDivergences(entries: entries, faults: faults, indentation: tree.at.column - 1)
    }

    /// Declared faults by id, without those whose last day has passed.
    public func faults(on today: Day) -> [String: FaultDeclaration] {
        Dictionary(
            faults.filter { today <= $0.expires }.map { ($0.fault, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Those that bear on a plan's verdicts, by cell.
    ///
    /// - Parameters:
    ///   - policy: What the plan is judged by; nil for each kernel's own.
    ///   - today: The day that it is for the caller.
    /// - Throws: Where one of them has expired, with its line and column.
    public func concerning(_ plan: Plan, policy: String?, today: Day) throws(ConfigError) -> [String: KnownDivergence] {
        guard !entries.isEmpty else { return [:] }
        var judges: [String: String] = [:]
        for cell in plan.cells { judges[cell.id] = policy ?? cell.boot.kernel }
        var found: [String: KnownDivergence] = [:]
        for entry in entries where judges[entry.cell] == entry.policy {
            guard today <= entry.expires else {
                throw ConfigError(
                    entry.expiresAt ?? Position(file: "", line: 1, column: 1),
                    "this declaration ended with \(entry.expires), and the run contains its cell "
                        + "\(entry.cell.prefix(12))",
                    hint: "see \(entry.link), then remove the entry or give it a later day; --known none goes without")
            }
            found[entry.cell] = entry
        }
        return found
    }
}
