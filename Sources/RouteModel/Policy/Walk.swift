/// One way through a kernel for one situation: asks the policy's rules and notes their answers.
///
/// A question that an unknown fact decides is answered yes first; ``takeNextBranch()`` sets the next combination.
struct Walk {
    private let composition: Composition
    private let number: UInt8
    private let negated: SlotSet
    let situation: Situation
    private(set) var chain: Chain
    private var given: [GivenFact] = []
    /// Answers given to unknown facts, one bit each, and how many there are.
    private var branch: UInt32 = 0
    private var fixed = 0
    private var met = 0

    init(_ policy: Policy, _ machine: Machine, _ device: Device, _ request: Request, _ facts: Facts) {
        self.init(policy, Situation(machine, device, request, facts))
    }

    /// Begins anew in a situation of which no other walk makes use any more.
    init(_ policy: Policy, _ situation: Situation) {
        composition = policy.composition
        negated = policy.negated
        situation.found = Situation.Found()
        self.situation = situation
        number = policy.number
        chain = Chain(number: number, negated: negated)
    }

    /// Walks once, along the present branch.
    mutating func outcome() -> Outcome {
        let routes = route()
        return Outcome(given: given, allowed: routes, because: chain)
    }

    /// Sets the walk to the next combination of answers to unknown facts; false when all were taken.
    mutating func takeNextBranch() -> Bool {
        guard met > 0 else { return false }
        var last = met
        while last > 0, branch & (1 << UInt32(last - 1)) == 0 { last -= 1 }
        guard last > 0 else { return false }
        branch &= (1 << UInt32(last - 1)) - 1
        fixed = last
        met = 0
        situation.found = Situation.Found()
        given = []
        chain = Chain(number: number, negated: negated)
        return true
    }

    @inline(__always)
    private func isNegated(_ slot: Slot) -> Bool { negated.contains(slot) }

    func holds(_ slot: Slot) -> Bool {
        if case .absent = composition.bodies[Int(slot.rawValue)] { false } else { true }
    }

    /// Asks a yes-or-no rule; a second question in one walk gets the first answer. A rule that the policy does not
    /// hold answers no, and leaves no trace.
    mutating func ask(_ slot: Slot) -> Bool {
        if situation.found.asked.contains(slot) { return situation[slot] }
        let answer: Bool
        switch composition.bodies[Int(slot.rawValue)] {
        case .decision(let decide): answer = decide(situation) != isNegated(slot)
        case .judgement(let judge): answer = settle(judge(situation)) != isNegated(slot)
        case .absent, .quantity: return false
        }
        note(slot, answer)
        return answer
    }

    /// As ``ask(_:)``, for rules that add routes where they answer yes and change nothing where they answer no: a chain
    /// names them only where they did something.
    mutating func permits(_ slot: Slot) -> Bool {
        guard case .judgement(let judge) = composition.bodies[Int(slot.rawValue)] else { return false }
        let answer = settle(judge(situation)) != isNegated(slot)
        if answer { note(slot, answer) }
        return answer
    }

    /// As ``ask(_:)``, for rules that are worth a word only when they stop the walk.
    mutating func passes(_ slot: Slot) -> Bool {
        guard case .decision(let decide) = composition.bodies[Int(slot.rawValue)] else { return true }
        let answer = decide(situation) != isNegated(slot)
        if !answer { note(slot, answer) }
        return answer
    }

    /// As ``passes(_:)``, for several rules: they are named where they stop the walk, or where a fact decides.
    mutating func passes(_ question: (inout Walk) -> Bool) -> Bool {
        let (found, asked, facts) = (situation.found, chain, given.count)
        guard question(&self) else { return false }
        if given.count == facts { (situation.found, chain) = (found, asked) }
        return true
    }

    /// The value of a rule that gives a number.
    mutating func measure(_ slot: Slot) -> UInt64 {
        let value = value(slot)
        if !situation.found.asked.contains(slot) { note(slot, true) }
        return value
    }

    private func value(_ slot: Slot) -> UInt64 {
        guard case .quantity(let compute, let wrong) = composition.bodies[Int(slot.rawValue)] else { return 0 }
        let value = compute(situation)
        return isNegated(slot) ? wrong(situation, value) : value
    }

    @inline(__always)
    private mutating func note(_ slot: Slot, _ answer: Bool) {
        situation.found.asked.insert(slot)
        if answer { situation.found.answers.insert(slot) }
        chain.append(slot, answer)
    }

    private mutating func settle(_ judgement: RuleAnswer) -> Bool {
        switch judgement {
        case .yes: return true
        case .no: return false
        case .byFact(let fact, let answer):
            given.append(fact.given(answer))
            return answer
        case .open(let fact):
            let bit: UInt32 = 1 << UInt32(met)
            if met >= fixed {
                branch |= bit
                fixed = met + 1
            }
            met += 1
            let answer = branch & bit != 0
            given.append(fact.given(answer))
            return answer
        }
    }
}
