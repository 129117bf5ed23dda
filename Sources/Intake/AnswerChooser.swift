import RouteModel

/// Chooses the answer for what was mapped.
struct AnswerChooser {
    let mapper: Mapper
    let assumed: [WeighedAssumption]
    let policies: [(name: String, shows: Bool?)]
    /// The kernel's own prediction.
    let own: SymptomPrediction?
    let ownShows: Bool?

    init(_ mapper: Mapper) {
        self.mapper = mapper
        assumed = mapper.weighed()
        policies = Policy.all.map { ($0.name, SymptomPrediction($0, mapper.configuration).shows(mapper.symptom)) }
        own = mapper.policy.map { SymptomPrediction($0, mapper.configuration) }
        ownShows = own?.shows(mapper.symptom) ?? nil
    }

    func reproduction() -> Reproduction {
        let (answer, missing) = Gate(self).pass(decide())
        let cause = Cause(self, answer: answer)
        let open = answer == .cannotTell ? mapper.openAxes : []
        let facts = mapper.reading.facts.map {
            (fact: ($0.evidence == .hearsay ? "somebody else says: " : "") + $0.fact, file: $0.file, line: $0.line)
        }
        return Reproduction(
            answer: answer, configuration: mapper.configuration, read: facts, inferred: mapper.inferred,
            assumed: assumed,
            missing: unique(mapper.missing + missing + open), contradictions: mapper.contradictions, cause: cause.text,
            policies: policies, predicted: own?.told, symptom: toldSymptom, claims: judgedClaims,
            // What explains nothing mends nothing.
            actions: answer == .cannotTell && mapper.reading.isLaunchAlone ? [] : actions,
            unread: mapper.reading.unread.map { ($0.value.text, $0.file, $0.line) }, ungrounded: ungrounded,
            reportedKernel: mapper.reported?.text,
            reportedDevice: mapper.reading.devices.last { !$0.value.listed }?.value.name,
            open: open, sought: mapper.symptom)
    }

    /// In words; a message of no known form in its own.
    private var toldSymptom: String? {
        guard mapper.symptom == .failure, let line = mapper.reading.leadingFailure else { return mapper.symptom.told }
        return "\"\(line.text)\", read by its nouns alone"
    }

    private func unique(_ texts: [String]) -> [String] {
        texts.enumerated().filter { index, text in !texts[..<index].contains(text) }.map(\.element)
    }

    /// What the report and the predictions come to, before it is held against what vouches for them.
    private func decide() -> (AnswerWord, missing: [String]) {
        // Two machines' lines in one boot tell of neither.
        guard mapper.reading.architectures.isEmpty else {
            return (.cannotTell, ["which of the two machines fails, each one's lines apart"])
        }
        // A word at boot refuses no mapping, whatever the world: nothing needs a model for that.
        guard mapper.reading.worlds.isEmpty || mapper.symptom == .warnedAtBoot else { return (.notModelled, []) }
        if mapper.agedRemoval != nil {
            return (.possible, ["a kernel of the reported age: no policy here has its rules"])
        }
        let (answer, known) = decideByReport()
        return (answer, answer == .cannotTell && mapper.symptom == .failure ? withMessages(known) : known)
    }

    /// What would tell whether routing has a part in it: a kernel's release alone does not.
    private func withMessages(_ missing: [String]) -> [String] {
        missing.contains { $0.contains("messages") || $0.contains("the words with which") }
            ? missing : missing + ["the kernel's messages about DMA, SWIOTLB and IOMMU"]
    }

    private func decideByReport() -> (AnswerWord, missing: [String]) {
        switch mapper.symptom {
        case .fullForNoReason(let missing): return (.cannotTell, missing)
        case .directOverflow, .poolOverflow:
            let known = mapper.reading.overflows.contains { $0.value.mask != nil }
            return known ? decideByKernel() : (.cannotTell, ["the device's DMA mask"])
        case .noPool, .tooLarge, .exhausted, .bounceInactive, .virtioRefused: return decideByKernel()
        case .poolOutOfReach: return (.predictedOnly, [])
        case .unreadable:
            return (
                .cannotTell,
                mapper.reading.unread.filter(\.value.isAlarming).prefix(3).map {
                    "the damaged line in full: \"\($0.value.text)\""
                }
            )
        case .warnedAtBoot: return (.cannotTell, ["a symptom: no line shows a refused or misrouted mapping"])
        case .refused: return decideRefusal()
        case .trouble(let trouble): return decide(trouble)
        case .allocationFails, .failure, .fault, .none: return decideFailure()
        }
    }

    private func decide(_ trouble: Trouble) -> (AnswerWord, missing: [String]) {
        switch trouble {
        case .mask: (.cannotTell, ["which DMA mask the driver asks for"] + lacking)
        case .addressSpace, .atomicPool: (.notModelled, [])
        // What takes the IOMMU out of the way ends it, so that the way is a part of it.
        default: (mapper.reading.routingRemedies.isEmpty ? .routingFine : .possible, [])
        }
    }

    /// The report itself shows the refusal; only which kernel refused may be open.
    private func decideByKernel() -> (AnswerWord, missing: [String]) {
        // The report itself tells why there is no pool.
        if mapper.lacksPoolSinceBoot { return (.possible, []) }
        let open = assumed.filter { $0.decides && $0.isChoice }
        guard open.isEmpty else { return (.cannotTell, open.map { "\($0.fact) it was" }) }
        guard policies.contains(where: { $0.shows == true }) else {
            return (.cannotTell, ["what explains the message: no policy here shows it for what is known"])
        }
        return (.predictedOnly, [])
    }

    /// A driver tells of a refusal, and only a prediction can say why.
    private func decideRefusal() -> (AnswerWord, missing: [String]) {
        if ownShows == true, knowsEnough { return (.predictedOnly, []) }
        let why = "the kernel's message about the refusal (\"swiotlb buffer is full\" or \"DMA addr ... overflow\")"
        return (.cannotTell, lacking + [why, "the device's DMA mask"])
    }

    /// Nothing in the report shows a refusal, so a prediction must.
    private func decideFailure() -> (AnswerWord, missing: [String]) {
        let missing = mapper.symptom == .none ? ["a symptom: no line shows a refused or misrouted mapping"] : []
        if mapper.symptom == .fault { return decideFault() }
        let topic = mapper.reading.leadingFailure?.topic
        if let topic, topic.isWorld, mapper.symptom == .failure { return (.notModelled, []) }
        if mapper.largePool != nil || mapper.poolByMemory != nil, mapper.symptom == .failure {
            return (.possible, missing)
        }
        // A program or a guest that does not start says in its own words why.
        if mapper.symptom == .failure, mapper.reading.isLaunchAlone {
            return (.cannotTell, ["the words with which it does not start"] + lacking)
        }
        guard knowsEnough else { return (.cannotTell, missing + lacking) }
        guard let ownShows else { return (.cannotTell, missing + ["a configuration that a policy speaks about"]) }
        if ownShows { return (.predictedOnly, []) }
        if isAboutRouting, policies.contains(where: { $0.shows == true }) { return (.predictedOnly, missing) }
        let deciding = assumed.filter(\.decides).map {
            "\($0.fact): with another value than \($0.value) the symptom would show"
        }
        if !deciding.isEmpty { return (.cannotTell, deciding) }
        if let unexplained { return (.cannotTell, [unexplained] + lacking) }
        // Nothing is fine where what is read says that bytes are lost.
        guard own?.arrives == true else { return (.cannotTell, missing + lacking) }
        if mapper.combinations().contains(where: { mapper.shows($0) }) {
            return (.cannotTell, mapper.assumed.filter { !$0.others.isEmpty }.map(\.fact))
        }
        return (.routingFine, missing)
    }

    /// An IOMMU's fault is no refusal under any kernel; where another way than translation helps, the way is a part of it.
    private func decideFault() -> (AnswerWord, missing: [String]) {
        let refuses = mapper.combinations().contains { mapper.shows($0) }
        guard !refuses else { return (.cannotTell, lacking) }
        let missing = mapper.reading.kernels.isEmpty ? ["the kernel's version"] : []
        return (mapper.reading.routingRemedies.isEmpty ? .routingFine : .possible, missing)
    }

    /// That an option helps which decides routing, and of which no policy says that it does.
    private var unexplained: String? {
        guard mapper.symptom == .failure, let what = helping else { return nil }
        return
            "the kernel's messages about DMA, SWIOTLB and IOMMU: that it works \(what) says that routing has a part in it, and no policy here says which"
    }

    /// What helps, of all that decides routing.
    private var helping: String? {
        if let remedy = mapper.reading.remedies.map(\.value).first(where: \.helps) {
            return "\(remedy.added ? "with" : "without") \(remedy.option)"
        }
        return mapper.reading.routingRemedies.first.map { "with \($0.text)" }
    }

    /// An option that decides routing changes it, or the kernel has patches that do.
    private var isAboutRouting: Bool {
        mapper.symptom == .failure
            && (mapper.reading.remedies.contains { $0.value.helps } || !mapper.reading.patched.isEmpty)
    }

    private var knowsEnough: Bool { mapper.reading.kernels.contains { !$0.value.isInferred } && knowsRouting }

    private var knowsRouting: Bool {
        let reading = mapper.reading
        return !reading.commandLines.isEmpty || !reading.wordedOptions.isEmpty
            || !reading.encryptions.isEmpty && mapper.configuration.boot.encryption != .none
            || !reading.iommus.isEmpty || !reading.pools.isEmpty || !reading.faults.isEmpty
            || !reading.domains.isEmpty || !reading.bounces.isEmpty
    }

    private var lacking: [String] {
        (mapper.reading.kernels.isEmpty ? ["the kernel's version"] : [])
            + (knowsRouting ? [] : ["the kernel's command line", "the kernel's messages about DMA, SWIOTLB and IOMMU"])
    }
}

extension Symptom {
    /// In words; nil where there is none.
    var told: String? {
        switch self {
        case .poolOutOfReach: "a pool beyond the device's reach"
        case .unreadable: "a line about DMA that could not be read"
        case .warnedAtBoot: "a word at boot that there is no pool"
        case .noPool: "a mapping refused, with no pool to bounce it"
        case .tooLarge(let also): "a bounce larger than any pool takes" + (also ? ", of a pool nearly used up" : "")
        case .exhausted: "a pool used up"
        case .fullForNoReason: "a pool said to be full"
        case .directOverflow: "a mapping refused: DMA addr overflow"
        case .poolOverflow: "a bounce refused: swiotlb addr overflow"
        case .bounceInactive: "a mapping of parts of pages refused: bounce buffers inactive"
        case .virtioRefused: "a virtio device refused"
        case .allocationFails: "a coherent allocation refused"
        case .fault: "an access that an IOMMU does not translate"
        case .refused: "a mapping refused, with no message why"
        case .failure: "something fails, and no message says that a DMA was refused"
        case .trouble(let trouble): trouble.rawValue
        case .none: nil
        }
    }
}
