public import Evidence
public import RouteModel

/// Holds an observation against a prediction.
///
/// A verdict names the first of these that applies: facts of the boot or device that are not as predicted, what could not be asked or
/// predicted, what a side could not show, sides that contradict each other, a route that is not allowed, bytes that did not arrive.
/// Only then it agrees.
public struct Judge {
    /// Policy that predicts what observations are held against.
    public let policy: Policy

    public init(policy: Policy) { self.policy = policy }

    /// - Parameters:
    ///   - facts: What only this boot could tell, for the prediction to be conditioned on.
    ///   - mismatches: Predicted facts of the boot or device that were seen to be otherwise.
    public func judge(
        _ point: Point, _ observation: Observation, facts: Facts, mismatches: [Reason] = []
    ) -> Judgement {
        let outcomes = policy.predict(point, facts: facts)
        var judgement = Judgement(
            verdict: .agree, sides: 0, predicted: outcomes.map(Judgement.Alternative.init),
            guest: told(observation.guest), device: told(observation.device),
            conditional: outcomes.count > 1 || outcomes.contains { !$0.given.isEmpty }
        )
        let allowed = outcomes.compactMap(\.allowed).flatMap { $0 }
        if !mismatches.isEmpty {
            judgement.conclude(.forbidden, .prediction, mismatches)
        } else if let why = observation.notAsked {
            judgement.conclude(.error, .harness, [.note(why)])
        } else if outcomes.contains(where: { $0.allowed == nil }) || allowed.isEmpty {
            judgement.conclude(.unmodelled, nil, [silence(point.boot)])
        } else if !silent(observation, &judgement) {
            compare(point, observation, facts, outcomes, &judgement)
        }
        return judgement
    }

    /// That the policy makes no prediction.
    func silence(_ boot: Boot) -> Reason {
        let option = boot.optionBeyond.map { ": \($0) on the command line changes what it takes for fixed" } ?? ""
        return .note("policy \(policy.name) does not say what happens here\(option)")
    }

    /// Concludes where a side has nothing to show; false where both have.
    private func silent(_ observation: Observation, _ judgement: inout Judgement) -> Bool {
        let sides = [(SideName.guest, observation.guest), (.device, observation.device)]
        judgement.sides = sides.count { $0.1.view != nil }
        for (name, side) in sides {
            if case .lost(let why) = side {
                judgement.conclude(.traceLost, nil, [.side(name, .told(why))])
                return true
            }
        }
        for (name, side) in sides {
            if case .missing(let why) = side {
                judgement.conclude(
                    .absent, .kernel, [.note("the \(name.rawValue) side worked and the DMA is not there: \(why)")])
                return true
            }
        }
        let blind = sides.compactMap { name, side -> Reason? in
            if case .notWorking(let why) = side { return .side(name, .told(why)) }
            return nil
        }
        guard !blind.isEmpty else { return false }
        judgement.conclude(.vacuous, nil, blind)
        return true
    }

    private func compare(
        _ point: Point, _ observation: Observation, _ facts: Facts, _ outcomes: [Outcome],
        _ judgement: inout Judgement
    ) {
        let allowed = outcomes.compactMap(\.allowed).flatMap { $0 }
        // Where there is no device side, what the guest's contradicts is all there is to contradict.
        guard let guest = observation.guest.view, let device = observation.device.view ?? observation.guest.view
        else { return }
        if let why = observation.oneStore, allowed.contains(where: \.restsOnTwoStores) {
            judgement.conclude(
                .forbidden, .harness, [.note("\(why), and the prediction rests on what tells them apart")])
            return
        }
        if point.request.address == .physical, strayed(point, guest, device, observation.data, allowed, &judgement) {
            return
        }
        // One side cannot contradict itself, not even where it saw no route that can be.
        if observation.device.view != nil, let why = Match.contradiction(guest, device) {
            judgement.conclude(.sidesDisagree, .harness, [.note(why)])
            return
        }
        if let route = Match.route(of: guest, device, among: allowed) {
            judgement.route = route
            if let seen = observation.data.portion, seen != route.brings {
                let told = Reason.side(
                    teller(of: point), .told("\(seen.rawValue) came across, not \(route.brings.rawValue)"))
                let others = suspects(point, guest, device, facts, outcomes, bringing: seen)
                judgement.conclude(.forbidden, .prediction, [told] + others)
                return
            }
            weigh(observation.data, on: route, outcomes, &judgement)
            // Where anything went another way than predicted, the registers tell no more: they may hold an earlier transfer.
            if judgement.verdict == .agree, observation.device.view != nil, let why = observation.differing {
                judgement.conclude(.sidesDisagree, .harness, [.note(why)])
            }
            return
        }
        let reasons = contradictions(observation, guest, device, allowed)
        judgement.conclude(
            .forbidden, .prediction, reasons + suspects(point, guest, device, facts, outcomes))
    }

    /// What each side has against what is allowed.
    private func contradictions(
        _ observation: Observation, _ guest: SideView, _ device: SideView, _ allowed: [Route]
    ) -> [Reason] {
        var reasons: [Reason] = []
        let seen = [(SideName.guest, guest), (.device, device)]
        let views = observation.device.view == nil ? Array(seen.prefix(1)) : seen
        for (name, view) in views {
            for path in view.others where !allowed.contains(where: { $0.path == path }) {
                reasons.append(.side(name, .segment(path, says: view.says)))
            }
        }
        for route in allowed {
            for (name, view) in views {
                guard let why = Match.contradiction(view, route) else { continue }
                reasons.append(.side(name, why))
            }
        }
        return reasons
    }

    /// The side that tells how much came across: what the device read shows from outside, what it wrote the CPU finds.
    private func teller(of point: Point) -> SideName {
        point.request.direction == .toDevice && point.request.moved != .backwards ? .device : .guest
    }

    /// The bytes' fate is a part of the prediction: on a route by which they cannot arrive they must not.
    private func weigh(_ data: DataCheck, on route: Route, _ outcomes: [Outcome], _ judgement: inout Judgement) {
        switch route.path {
        case .refused: judgement.cause = refusal(route, outcomes)
        case .noDriver: judgement.cause = "no driver binds the device" + because(route, outcomes, \.unbinding)
        default: break
        }
        switch (data, route.arrives) {
        case (.failed(let why), _) where route.path == .refused:
            judgement.cause = [judgement.cause, why].compactMap { $0 }.joined(separator: "; ")
        case (.corrupted(let why), true), (.lost(let why), true), (.failed(let why), true):
            judgement.cause = why
            judgement.conclude(.corrupted, .kernel, [.note("the route is as predicted, the bytes are not: \(why)")])
        case (.lost(let why), false): judgement.cause = why
        case (.corrupted(let why), false), (.failed(let why), false):
            judgement.cause = why
            judgement.conclude(
                .corrupted, .kernel,
                [.note("by this route all bytes are lost, and that is not what became of them: \(why)")])
        case (.intact, false):
            judgement.conclude(
                .forbidden, .harness,
                [.note("the bytes arrived by a route that cannot bring them, so the two stores are one")])
        case (.portion(_, let why), _): judgement.cause = why
        case (.intact, true), (.nothingMoved, _): return
        }
    }

    /// What in the prediction's chain decided on a refusal, and what the kernel said, in one sentence.
    private func refusal(_ route: Route, _ outcomes: [Outcome]) -> String {
        let said = route.message.map { $0 == .silent ? "and says nothing" : "and says \($0.rawValue)" } ?? ""
        return "the kernel refuses \(said)" + because(route, outcomes, \.refusal)
    }

    private func because(_ route: Route, _ outcomes: [Outcome], _ deciding: (Chain) -> [Rule]) -> String {
        let outcome = outcomes.first { $0.allowed?.contains(route) == true }
        let reasons = (outcome.map { deciding($0.because) } ?? []).map { clause($0.says) }.joined(separator: ", and ")
        return reasons.isEmpty ? "" : ", because \(reasons)"
    }

    /// A rule's sentence as a part of another.
    private func clause(_ sentence: String) -> String {
        let rest = sentence.dropFirst()
        let isName = rest.first.map { $0.isUppercase } ?? false
        let first = isName ? String(sentence.prefix(1)) : sentence.prefix(1).lowercased()
        return first + (rest.last == "." ? rest.dropLast() : rest)
    }

    /// Concludes on a driver that handed its device an address that the DMA API did not give; false where it is the
    /// same address all the same.
    private func strayed(
        _ point: Point, _ guest: SideView, _ device: SideView, _ data: DataCheck, _ allowed: [Route],
        _ judgement: inout Judgement
    ) -> Bool {
        guard let route = allowed.first(where: { Match.contradiction(guest, $0) == nil }), route.path != .refused,
            guest.addressBit != device.addressBit || Set(guest.paths).isDisjoint(with: device.paths)
        else { return false }
        judgement.route = route
        let bit = guest.addressBit == .none ? "" : ", without the \(point.boot.addressBit?.name ?? "")"
        let fault = "the driver handed the device the physical address\(bit), and not the dma_addr_t"
        switch data {
        case .corrupted(let why), .lost(let why), .failed(let why):
            judgement.cause = "\(fault): \(why)"
            judgement.conclude(.corrupted, .driver, [.note("\(fault): \(why)")])
        case .intact, .nothingMoved, .portion:
            judgement.conclude(
                .forbidden, .harness,
                [.note("\(fault), and the bytes arrived all the same, so the two stores are one")])
        }
        return true
    }

    /// The rules that are wrong if only one is: those whose opposite would allow what was seen.
    /// - Parameter portion: of the bytes, where it is what differs.
    func suspects(
        _ point: Point, _ guest: SideView, _ device: SideView, _ facts: Facts, _ outcomes: [Outcome],
        bringing portion: Portion? = nil
    ) -> [Reason] {
        var seen: Set<String> = []
        let chain = outcomes.flatMap(\.because.rules).filter { seen.insert($0.id).inserted }
        let suspects = chain.filter { rule in
            let routes = policy.negating(rule.id)?.predict(point, facts: facts).compactMap(\.allowed).flatMap { $0 }
            let brought = routes?.filter { portion == nil || $0.brings == portion }
            return brought.flatMap { Match.route(of: guest, device, among: $0) } != nil
        }
        return suspects.isEmpty ? chain.map { Reason($0) } : suspects.map { Reason($0, opposite: .allows) }
    }

    /// Whether both sides saw a route that the policy allows.
    public func allows(_ observation: Observation, at point: Point, _ facts: Facts) -> Bool {
        guard let guest = observation.guest.view, let device = observation.device.view ?? observation.guest.view
        else { return false }
        let allowed = policy.predict(point, facts: facts).compactMap(\.allowed).flatMap { $0 }
        return Match.route(of: guest, device, among: allowed) != nil
    }

    private func told(_ side: Side) -> String {
        switch side {
        case .saw(let view): view.says
        case .missing(let why), .lost(let why), .notWorking(let why), .unseen(let why): why
        }
    }
}

extension Judgement {
    /// Sets what the observation comes to.
    public mutating func conclude(_ verdict: Verdict, _ wrong: Wrong?, _ reasons: [Reason]) {
        self.verdict = verdict
        self.wrong = wrong
        self.reasons = reasons
    }
}

extension Judgement.Alternative {
    /// Takes the facts, the routes and the rules in their order from one outcome of a prediction.
    public init(_ outcome: Outcome) {
        self.init(
            given: Dictionary(outcome.given.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first }),
            allowed: outcome.allowed,
            because: outcome.because.rules.map(Step.init))
    }
}
