import RouteModel

/// The cause in a sentence or two.
struct Cause {
    let judgement: AnswerChooser
    let answer: AnswerWord

    init(_ judgement: AnswerChooser, answer: AnswerWord) {
        self.judgement = judgement
        self.answer = answer
    }

    var mapper: Mapper { judgement.mapper }
    var reading: Reading { mapper.reading }
    var kernel: String { mapper.configuration.boot.kernel }
    var predicted: String { judgement.own?.told ?? "nothing" }

    var text: String {
        let first = mapper.symptom == .warnedAtBoot ? [main, lead] : [lead, main]
        return (first + notes + remedies).filter { !$0.isEmpty }.joined(separator: " ")
    }

    private var main: String {
        switch mapper.symptom {
        case .trouble(let trouble): trouble.says
        case .noPool: noPool
        case .tooLarge(let also): tooLarge(also)
        case .exhausted: exhausted
        case .fullForNoReason: fullForNoReason
        case .directOverflow: directOverflow
        case .poolOverflow:
            "The device was to be bounced, and the pool itself lies beyond its mask of \(mask): a bounce cannot help it. \(own)"
        case .poolOutOfReach: poolOutOfReach
        case .unreadable: unreadable
        case .warnedAtBoot: warnedAtBoot
        case .bounceInactive:
            "An IOMMU translates for a device that the kernel does not trust, so parts of pages are bounced, and there is no pool for that. \(own)"
        case .virtioRefused:
            "A guest with encrypted memory takes no virtio device that goes around the DMA API: it lacks VIRTIO_F_ACCESS_PLATFORM (iommu_platform=on). \(own)"
        case .fault: fault
        case .refused: refused
        case .allocationFails, .failure, .none: failure
        }
    }

    var mask: String {
        let overflow = mapper.nearest(reading.overflows)?.value
        if let overflow, overflow.isLimitedByBus, let bus = overflow.bus, let mask = overflow.mask {
            return
                "\(64 - mask.leadingZeroBitCount) bits, of which a bus on the way passes \(64 - bus.leadingZeroBitCount)"
        }
        let reported =
            overflow?.mask.map { 64 - $0.leadingZeroBitCount }
            ?? mapper.nearest(reading.masks)?.value
        return "\(reported ?? mapper.configuration.device.dmaMask) bits"
    }

    /// Whether the kernel's own policy shows it.
    var own: String {
        guard reading.worlds.isEmpty else { return "" }
        if mapper.lacksPoolSinceBoot, judgement.ownShows != true { return "" }
        return switch judgement.ownShows {
        case true?: "\(standing) predicts the same."
        case false?: "\(standing) predicts otherwise: \(predicted)."
        case nil: "No policy of \(kernel) speaks of this."
        }
    }

    private var directOverflow: String {
        let boot = mapper.configuration.boot
        guard reading.worlds.isEmpty else {
            return
                "A buffer lies beyond the device's mask of \(mask), and it was not bounced; what removed the pool is not told."
        }
        guard mapper.agedRemoval == nil else {
            return "A buffer lies beyond the device's mask of \(mask), and it was not bounced."
        }
        let what =
            switch boot.encryption {
            case .none: "A buffer lies beyond the device's mask of \(mask)"
            case .sme:
                "With the \(boot.addressBit?.name ?? "") the buffer's address passes the device's mask of \(mask)"
            default: "In a guest with encrypted memory what the device reaches must be bounced"
            }
        guard judgement.ownShows == true, let reason = judgement.own?.reason else {
            return "\(what), and the kernel found no pool to bounce it. \(own)"
        }
        return "\(what), and it is not bounced: \(reason.prefix(1).lowercased() + reason.dropFirst()) \(own)"
    }

    private var refused: String {
        guard reading.worlds.isEmpty else {
            return "A driver's mapping was refused, and what would say why is missing."
        }
        if answer == .predictedOnly {
            return "\(kernel) predicts \(predicted): " + (judgement.own?.reason ?? "the mapping is refused.")
        }
        return
            "A driver's mapping was refused, and what would say why is missing: \(kernel) predicts \(predicted) for what is known."
    }

    private func changed(by remedy: Remedy) -> Configuration {
        let configuration = mapper.configuration
        if remedy.option.hasPrefix("mem_encrypt") {
            let isOn = (remedy.option == "mem_encrypt=on") == remedy.added
            return isOn ? configuration : configuration.with(.encryption(.none))
        }
        return remedy.added ? configuration.replacing(remedy.option) : configuration.removing(remedy.option)
    }

    /// What was tried where no policy shows a refusal, as of an IOMMU's faults.
    private func worded(_ noted: Noted<Remedy>) -> String? {
        let remedy = noted.value
        let judged = judgement.judgedClaims.first {
            $0.line == noted.line && $0.claim.option == remedy.option && $0.claim.isRemoval != remedy.added
        }
        return judged?.agrees.map {
            "That it \(remedy.helps ? "works" : "fails too") \(remedy.added ? "with" : "without") \(remedy.option) "
                + ($0 ? "agrees with the model." : "is not what the model predicts.")
        }
    }

    /// Whether what was tried agrees with the model.
    private var remedies: [String] {
        reading.remedies.prefix(3).compactMap { noted in
            let remedy = noted.value
            let changed = changed(by: remedy)
            let showing = judgement.policies.filter { $0.shows == true }.compactMap { Policy.named($0.name) }
            let judge = judgement.ownShows == true ? mapper.policy.map { [$0] } ?? [] : showing
            guard !judge.isEmpty else { return worded(noted) }
            let stillShows = judge.contains { SymptomPrediction($0, changed).shows(mapper.symptom) == true }
            let how = (remedy.added ? "with " : "without ") + remedy.option
            return "That it \(remedy.helps ? "works" : "fails too") \(how) "
                + (stillShows != remedy.helps ? "agrees with the model." : "is not what the model predicts.")
        }
    }
}
