/// Statements about what a guest with encrypted memory does with a request.
extension StatementJudge {
    /// A device that is trusted may reach private memory by right.
    var privateMemory: StatementFinding? {
        guard evidence.isGuest, evidence.isTranslated, let route = evidence.route,
            !(evidence.heedsTrust && evidence.device.tState)
        else { return nil }
        switch route.path {
        case .refused, .translatedBounce: return finding(.guest1, .satisfied, route.text)
        case .translated:
            guard let memory = route.memory else {
                return finding(.guest1, .notObservable, "no side tells the state of the memory that is mapped")
            }
            let verdict = memory == .encrypted ? StatementVerdict.violated : .satisfied
            return finding(.guest1, verdict, "\(route.text), and nothing is bounced")
        default: return nil
        }
    }

    /// What is said of devices that a guest trusts (TDISP, T=1): no kernel of the matrix can be told of one, and none is
    /// at hand; a policy may speak of them.
    private func trusted(
        _ id: Statement.ID, when bears: Bool, unheeded: StatementVerdict = .notObservable,
        _ judge: (TakenRoute) -> StatementFinding?
    ) -> StatementFinding? {
        guard evidence.isGuest, let route = evidence.route else { return nil }
        if evidence.heedsTrust { return evidence.device.tState ? judge(route) : nil }
        guard bears else { return nil }
        guard evidence.isPredicted else {
            return finding(id, .notObservable, "no device here is one that a guest trusts (TDISP)")
        }
        return finding(id, unheeded, "no rule asks whether a device is trusted: T=1 takes the same route as T=0")
    }

    var trustedBounce: StatementFinding? {
        trusted(.guest2, when: evidence.route?.isBounce == true) { route in
            guard evidence.isStreaming else { return nil }
            guard route.isBounce else { return finding(.guest2, .satisfied, "\(route.text), T=1") }
            return finding(
                .guest2, route.memory == .encrypted ? .satisfied : .violated, "\(route.text), T=1; \(evidence.masks)")
        }
    }

    var trustedForce: StatementFinding? {
        trusted(.guest3, when: evidence.isForced && evidence.saysForce) { route in
            guard evidence.isStreaming, evidence.saysForce, evidence.isForced else { return nil }
            return finding(
                .guest3, route.isBounce && route.memory != .encrypted ? .violated : .satisfied, "\(route.text), T=1")
        }
    }

    var trustSettled: StatementFinding? {
        trusted(.guest4, when: evidence.isStreaming, unheeded: .notImplemented) { route in
            finding(.guest4, .satisfied, "T decides: \(route.text) with T=1")
        }
    }
}
