import RouteModel

extension Reason: CustomStringConvertible {
    /// The reason in English.
    public var description: String {
        switch self {
        case .side(let side, let contradiction): "\(side.rawValue) side: \(contradiction.text)"
        case .rule(let id, let says, let cite, let opposite): "rule \(id): \(says) (\(cite))\(opposite?.clause ?? "")"
        case .lack(let text), .note(let text): text
        }
    }
}

extension Reason.Opposite {
    /// What stands behind the rule's place in the source.
    var clause: String {
        switch self {
        case .allows: "; its opposite would allow what was seen"
        case .predicts: "; its opposite would predict what was seen"
        }
    }
}

extension Contradiction {
    var text: String {
        switch self {
        case .path(let seen, let allowed, let says):
            "saw \(Self.names(seen)) where \(allowed.rawValue) is allowed: \(says)"
        case .segment(let path, let says): "saw \(path.rawValue) in another segment of the list: \(says)"
        case .addressBit(let seen, let allowed, let says):
            "saw \(seen.text()) where \(allowed.rawValue) is allowed: \(says)"
        case .entryBit(let seen, let allowed, let says):
            "saw a page-table entry with \(seen.text()) where \(allowed.rawValue) is allowed: \(says)"
        case .memory(let seen, let allowed, let says):
            "saw \(seen.rawValue) memory where \(allowed.rawValue) is allowed: \(says)"
        case .store(let seen, let reached, let says):
            "saw the \(seen.rawValue) store where such an address reaches the \(reached.rawValue) one: \(says)"
        case .limit(let top, let allowed): "saw an address up to \(hex(top)), above the limit \(hex(allowed))"
        case .message(let seen, let allowed, let says):
            "heard \(seen.rawValue) where \(allowed.rawValue) is allowed: \(says)"
        case .fact(let name, let seen, let predicted): "\(name) is \(seen), predicted is \(predicted)"
        case .told(let text): text
        }
    }

    /// Paths in words.
    static func names(_ paths: [Path]) -> String {
        paths.isEmpty ? "no route at all" : paths.map(\.rawValue).joined(separator: " or ")
    }
}
