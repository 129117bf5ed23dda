import RouteModel

/// Something to try, with what is predicted of it.
public struct Action: Sendable {
    /// In words.
    public var attempt: String
    /// What the kernel's policy predicts then.
    public var predicted: String
    /// What a guest showed; nil where none was booted for it.
    public var booted: String?
    /// What it costs.
    public var cost: String
    /// The cell that would show it; nil where none stands for it.
    public var configuration: Configuration?
    /// Whether the report itself says that it helps.
    public var isClaimed: Bool
}

/// A claim of the prose, held against the model.
public struct JudgedClaim: Sendable {
    public var claim: Claim
    public var file: Int
    public var line: Int
    /// nil where the model says nothing of it.
    public var agrees: Bool?

    init(_ noted: Noted<Claim>, agrees: Bool?) {
        claim = noted.value
        file = noted.file
        line = noted.line
        self.agrees = agrees
    }
}

extension AnswerChooser {
    /// Every claim with whether the prediction agrees, and the command lines of boots that work.
    var judgedClaims: [JudgedClaim] {
        let claims = mapper.reading.claims.map { JudgedClaim($0, agrees: agrees($0.value)) }
        let working = mapper.reading.workingBoots.filter {
            !$0.value.text.isEmpty && $0.value.text != mapper.configuration.boot.cmdline
        }.map { noted in
            let claim = Claim(option: noted.value.text, isRemoval: false, polarity: .helps)
            return JudgedClaim(
                noted.with(claim),
                agrees: helps(mapper.configuration.with(.cmdline(noted.value.text))))
        }
        return claims + working
    }

    private func agrees(_ claim: Claim) -> Bool? {
        guard mapper.reading.worlds.isEmpty, claim.polarity == .helps || claim.polarity == .noHelp else { return nil }
        guard ![.largerPool, .atomicPool, .sentence].contains(claim.subject) else { return nil }
        // What it does depends on the kernel's age.
        let isOpen = mapper.symptom == .fault || mapper.symptom == .failure
        if claim.option == "iommu=soft", mapper.reported == nil, isOpen { return nil }
        if mapper.symptom == .failure, ownShows != true { return changesNothing(claim) ? false : nil }
        guard let helps = helps(changed(by: claim)) else { return nil }
        return helps == (claim.polarity == .helps)
    }

    /// Whether what is said to help an IOMMU's way leaves what is predicted as it is.
    private func changesNothing(_ claim: Claim) -> Bool {
        guard claim.polarity == .helps, !claim.isRemoval, claim.option == "iommu=soft",
            mapper.configuration.boot.viommu != .none, let policy = mapper.policy, let own
        else { return false }
        return SymptomPrediction(policy, changed(by: claim)).told == own.told
    }

    func changed(by claim: Claim) -> Configuration {
        var configuration = mapper.configuration
        switch claim.subject {
        case .iommu(let on):
            return configuration.with(.viommu(on ? mapper.vendorIOMMU : .none))
        case .identity(let on): return configuration.replacing(on ? "iommu=pt" : "iommu=nopt")
        case .option, .largerPool, .atomicPool, .sentence: break
        }
        if mapper.standsAside(claim) { configuration = configuration.with(.viommu(.none)) }
        for option in claim.option.split(separator: " ").map(String.init) {
            if option.hasPrefix("mem_encrypt") {
                let isOn = (option == "mem_encrypt=on") != claim.isRemoval
                configuration = configuration.with(.encryption(isOn ? .sme : .none))
            } else {
                configuration = claim.isRemoval ? configuration.removing(option) : configuration.replacing(option)
            }
        }
        return configuration
    }

    /// Whether what fails here would not there; nil where the model shows nothing of it here.
    private func helps(_ changed: Configuration) -> Bool? {
        guard let policy = mapper.policy else { return nil }
        let prediction = SymptomPrediction(policy, changed)
        if mapper.symptom == .fault {
            // What no device may do is blocked whatever is mapped.
            guard !mapper.reading.faults.contains(where: { $0.value.offence != nil }) else { return nil }
            // An IOMMU that lets all addresses through reports none.
            guard let routes = prediction.routes else { return nil }
            return routes.allSatisfy { $0.path != .translated && $0.path != .translatedBounce && $0.path != .refused }
        }
        if mapper.agedRemoval != nil {
            // An IOMMU that does not come up frees no pool.
            if changed.boot.viommu == .none { return prediction.arrives }
            return prediction.routes.map { $0.allSatisfy { $0.path == .translated } }
        }
        guard ownShows == true else { return nil }
        return prediction.shows(mapper.symptom).map { !$0 && prediction.arrives }
    }

    /// What to try for the failing cell, the best first.
    var actions: [Action] {
        guard mapper.reading.worlds.isEmpty, let policy = mapper.policy else { return worldActions }
        guard ownShows == true || mapper.symptom == .fault || mapper.agedRemoval != nil else { return [] }
        // Where the failing cell itself would report no fault, no other one is better.
        guard mapper.symptom != .fault || helps(mapper.configuration) == false else { return [] }
        var actions: [Action] = []
        for candidate in candidates {
            guard helps(candidate.configuration) == true, !isDenied(candidate) else { continue }
            let told = SymptomPrediction(policy, candidate.configuration).told
            let isClaimed = mapper.reading.claims.contains {
                $0.value.polarity == .helps && candidate.options.contains($0.value.text)
            }
            actions.append(
                Action(
                    attempt: candidate.attempt, predicted: told, booted: nil, cost: candidate.cost,
                    configuration: candidate.configuration, isClaimed: isClaimed))
        }
        let sorted = actions.filter(\.isClaimed) + actions.filter { !$0.isClaimed }
        return Array((otherDevices + sorted + otherKernels).prefix(4))
    }

    /// Another device, driver or slot of which the report says that it works.
    private var otherDevices: [Action] {
        let nouns = [" card", " adapter", " driver", " slot", " port", " nic", " controller"]
        let quoted = mapper.reading.claims.map(\.value).filter { claim in
            claim.subject == .sentence && claim.polarity == .helps
                && ["works", "work fine", "worked"].contains { claim.option.contains($0) }
                && nouns.contains { claim.option.contains($0) }
        }
        let wide = mapper.configuration.with(.masks(streaming: 64, coherent: 64))
        guard let policy = mapper.policy, mapper.configuration.device.dmaMask < 64, helps(wide) == true else {
            return []
        }
        return quoted.prefix(1).map { claim in
            Action(
                attempt: "what the report says works, which reaches 64 bits by what is assumed: \(claim.option)",
                predicted: SymptomPrediction(policy, wide).told, booted: nil, cost: "another device or driver",
                configuration: wide, isClaimed: true)
        }
    }

    private var worldActions: [Action] {
        guard mapper.symptom.isTooLarge else { return [] }
        return [
            Action(
                attempt: "ask the driver for pieces of 256 KiB at most (dma_max_mapping_size())",
                predicted: "not modelled",
                booted: nil, cost: "a change of the driver", configuration: nil, isClaimed: false)
        ]
    }

    /// Whether the report says that it did not help.
    private func isDenied(_ candidate: Candidate) -> Bool {
        mapper.reading.claims.map(\.value).contains { claim in
            switch claim.subject {
            // What fails so, or did not help, is no advice by its option's name either.
            case .identity(true) where [.noHelp, .inForce].contains(claim.polarity):
                candidate.options.contains("iommu=pt")
            case .iommu(on: false) where claim.polarity == .noHelp:
                candidate.options.contains { $0.hasSuffix("iommu=off") || $0 == claim.text }
            default: claim.polarity == .noHelp && candidate.options.contains(claim.text)
            }
        }
    }

    /// A kernel at hand that behaves otherwise.
    private var otherKernels: [Action] {
        mapper.kernels.filter { $0.name != mapper.configuration.boot.kernel }.compactMap { kernel in
            let changed = mapper.configuration.with(.kernel(kernel.name))
            guard let policy = Policy.named(kernel.name), ownShows == true else { return nil }
            let prediction = SymptomPrediction(policy, changed)
            guard prediction.shows(mapper.symptom) == false, prediction.arrives else { return nil }
            return Action(
                attempt: "another kernel: \(kernel.name)", predicted: prediction.told, booted: nil,
                cost: "another kernel", configuration: changed, isClaimed: false)
        }
    }
}

extension SymptomPrediction {
    /// Whether every route that is allowed brings the bytes.
    var arrives: Bool {
        routes.map { !$0.isEmpty && $0.allSatisfy { $0.arrives && $0.path != .refused && $0.path != .noDriver } }
            ?? false
    }
}

extension Configuration {
    /// With an option in place of those of the same name that it contradicts.
    func replacing(_ option: String) -> Configuration {
        let name = option.prefix { $0 != "=" }
        let isOff = option.hasSuffix("iommu=off")
        let kept = Self.options(boot.cmdline) {
            $0.prefix { $0 != "=" } == name && $0 != "iommu=soft" || isOff && $0.hasSuffix("iommu=off")
        }
        return with(.cmdline(kept.isEmpty ? option : kept + " " + option))
    }
}
