import RouteModel

/// The one place where an answer is held against what vouches for what it rests on: a firm word passes only where a
/// machine's own line shows what fails, and nothing that is assumed decides.
struct Gate {
    let judgement: AnswerChooser

    init(_ judgement: AnswerChooser) { self.judgement = judgement }

    private var reading: Reading { judgement.mapper.reading }

    /// - Parameter proposed: what the report and the predictions come to, and what is missing.
    func pass(_ proposed: (AnswerWord, missing: [String])) -> (AnswerWord, missing: [String]) {
        switch proposed.0 {
        case .routingFine:
            let open = leavesOpen
            return open.isEmpty ? proposed : (.cannotTell, proposed.missing + open)
        case .predictedOnly: return (judgement.conditions.isEmpty ? .predictedOnly : .possible, proposed.missing)
        case .possible where judgement.mapper.symptom == .fault: return (.possible, proposed.missing + unshown)
        case .cannotTell where judgement.mapper.symptom == .failure:
            return (.cannotTell, proposed.missing + architecture)
        default: return proposed
        }
    }

    private var architecture: [String] {
        reading.evidenceOfArchitecture == .assumed ? ["the machine's architecture"] : []
    }

    /// Whether machines' own lines give all that decides, so that a question without a symptom has an answer.
    private var isShownWhole: Bool {
        [Axis.kernel, .commandLine, .iommu].allSatisfy { judgement.mapper.basis[$0] == .machine }
    }

    /// Whether the prediction, and not the message by itself, says that all is well.
    private var isOfArchitecture: Bool {
        if case .trouble = judgement.mapper.symptom { return false }
        return judgement.mapper.symptom != .none
    }

    /// What shows that it is as somebody tells it.
    private var unshown: [String] {
        switch judgement.mapper.symptom {
        case .none: isShownWhole ? [] : ["a symptom: no line shows a refused or misrouted mapping"]
        case _ where reading.symptomEvidence == .machine: []
        case .fault: ["a line of the fault, with device, address and reason"]
        default: ["the messages of what fails, as the kernel or the driver printed them"]
        }
    }

    /// What must be known before the way of DMA is called fine.
    private var leavesOpen: [String] {
        var open = unshown
        // A blocked access explains no crash, so that what the report complains of was not read.
        if judgement.mapper.symptom == .fault, reading.toldTroubles.contains(.crash) {
            open.append("the messages of the crash")
        }
        if isOfArchitecture { open += architecture }
        return open + reading.unreadTrouble.prefix(2).map { "what this means: \"\($0)\"" }
    }
}

extension AnswerChooser {
    /// What must hold beside what the report gives for what is predicted to be what happened, each in a few words; empty
    /// where the prediction rests on a machine's own lines alone.
    var conditions: [String] {
        let reading = mapper.reading
        var open = mapper.isAssumed
        if reading.symptomEvidence < .machine, mapper.symptom.isRefusal {
            open.append("the refusal was as it is told here, which no line of a log shows")
        }
        if mapper.standsInForAbsence { open.append("there is no pool, as the kernel said at boot") }
        if mapper.symptom == .poolOutOfReach { open.append("the device was to be bounced") }
        if let crossing = mapper.crossing { open.append("that made no difference: \(crossing)") }
        return open + olderRules + decided
    }

    /// What is assumed, and decides: a value under which a refusal that a machine printed would not show is refuted by it.
    private var decided: [String] {
        if mapper.reading.symptomEvidence == .machine, mapper.symptom.isRefusal { return [] }
        return assumed.filter { $0.decides && !$0.isChoice }.map { "\($0.fact) is as assumed (\($0.value))" }
    }
}

extension Reading {
    /// Lines that look like trouble with DMA or an IOMMU, and that nobody here understands.
    var unreadTrouble: [String] {
        let open = failureLines.filter { noted in
            noted.value.topic.isOpen && noted.evidence == .machine && !isOfKnownTrouble(noted.place)
        }
        return unread.filter(\.value.isAlarming).map(\.value.text) + open.map(\.value.text)
    }

    /// Lines around a message that may tell of the same.
    private static let reach = 16

    /// Whether a warning of the kernel's that is understood stands so near that the line is the head of its trace.
    private func isOfKnownTrouble(_ place: Place) -> Bool {
        troubles.contains { $0.file == place.file && abs($0.line - place.line) <= Self.reach }
    }
}
