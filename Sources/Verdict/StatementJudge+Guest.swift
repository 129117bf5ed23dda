import RouteModel

/// Statements about what a guest with encrypted memory does with a request.
extension StatementJudge {
    var privateMemory: StatementFinding? {
        guard evidence.isGuest, evidence.isTranslated, let route = evidence.route else { return nil }
        switch route.path {
        case .refused, .translatedBounce: return StatementFinding(.guest1, .satisfied, route.text)
        case .translated:
            guard let memory = route.memory else {
                return StatementFinding(.guest1, .notObservable, "no side tells the state of the memory that is mapped")
            }
            let verdict = memory == .encrypted ? StatementVerdict.violated : .satisfied
            return StatementFinding(.guest1, verdict, "\(route.text), and nothing is bounced")
        default: return nil
        }
    }

    /// What is said of devices that a guest trusts: no kernel of the matrix can be told of one.
    func trusted(_ id: Statement.ID, when bears: Bool) -> StatementFinding? {
        guard evidence.isGuest, bears, evidence.route != nil else { return nil }
        return StatementFinding(id, .notObservable, "no device here is one that a guest trusts (TDISP)")
    }
}
