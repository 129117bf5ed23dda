public import RouteModel

/// A fault that somebody has looked at, declared until a day.
public struct FaultDeclaration: Hashable, Codable, Sendable {
    /// Twelve hexadecimal digits.
    public let fault: String
    /// Why it may stand, in words.
    public let reason: String
    /// `https://…`, where it is discussed.
    public let link: String
    /// The last day on which it counts.
    public let expires: Day

    static let keys = ["fault", "reason", "link", "expires"]

    init(_ tree: Tree) throws(ConfigError) {
        let fields = try Fields(tree, "a declared fault", keys: Self.keys)
        let id = try fields.required("fault")
        fault = try id.text("fault")
        guard fault.utf8.count == 12, fault.utf8.allSatisfy({ 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }) else {
            throw ConfigError(
                id.at, "fault must be a fault's id, 12 hexadecimal digits, and is \(id.whatItIs)",
                hint: "dmaroute faults lists them")
        }
        reason = try KnownDivergence.sentence(fields.required("reason"), "reason")
        link = try KnownDivergence.link(fields.required("link"))
        expires = try KnownDivergence.day(fields.required("expires"))
    }

    /// Whether an item of the file declares a fault and no cell.
    static func isOne(_ tree: Tree) -> Bool {
        guard case .map(let pairs) = tree.content else { return false }
        return pairs.contains { $0.key.value == "fault" }
    }
}
