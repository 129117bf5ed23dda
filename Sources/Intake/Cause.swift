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

    private var fault: String {
        let facts = reading.faults.compactMap(\.value.says).first.map { $0 + " " } ?? ""
        return facts + faultByRouting
    }

    private var faultByRouting: String {
        guard reading.worlds.isEmpty else {
            return
                "An IOMMU blocked an access to an address that was not mapped for the device at that moment: a driver that unmaps too early or never maps, or the device itself. No mapping was refused."
        }
        guard let fault = reading.faults.last?.value else { return faultOfOwnDriver }
        if fault.offence != nil {
            return "No mapping was refused or sent another way: \(kernel) predicts \(predicted)."
        }
        guard fault.hasNoTable else { return faultOfOwnDriver }
        return
            "The device works before a driver has attached it (for firmware, or for a kernel that ran before), or under a requester id that is not its own, as of a function that is not there. "
            + "No mapping was refused or sent another way: \(kernel) predicts \(predicted)."
    }

    private var faultOfOwnDriver: String {
        let routes = judgement.own?.routes ?? []
        let what =
            if !routes.isEmpty, routes.allSatisfy({ $0.path == .identity }) {
                "The device's domain should pass addresses through, and the IOMMU blocked this one all the same: the device was given to a guest or has a domain of its own, or the address is none of RAM. "
            } else if reading.faults.last?.value.isMapped == true {
                "An IOMMU translates for the device, and the device did with a page what it is not mapped for, as to write what it may only read: a driver that maps for the wrong direction, or the device itself. "
            } else {
                "An IOMMU translates for the device, and the device used an address that was not mapped for it at that moment: a driver that unmaps too early or never maps, or the device itself. "
            }
        return what + "No mapping was refused or sent another way: \(kernel) predicts \(predicted)."
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

    private var failure: String {
        guard reading.worlds.isEmpty else {
            return mapper.symptom == .allocationFails
                ? "A coherent allocation failed: what is short is memory in the device's reach, or so large a block of it."
                : ""
        }
        let proposals = Policy.proposals.map(\.name)
        let showing = judgement.policies.filter { $0.shows == true && proposals.contains($0.name) }.map(\.name)
        switch answer {
        case .cannotTell:
            return mapper.symptom == .none
                ? "The report shows no symptom and too little of the configuration."
                : "The report lacks what decides whether a DMA was refused."
        case .routingFine:
            if mapper.symptom == .allocationFails {
                return
                    "Routing refuses no such allocation: \(kernel) predicts \(predicted) under every value of what the report leaves open. "
                    + "What is short is memory in the device's reach, or so large a block of it."
            }
            let none = mapper.configuration.boot.viommu == .none && mapper.knowsIOMMU ? "No IOMMU is active. " : ""
            return none
                + "Nothing in the report shows a refused or misrouted mapping, and under every value of what it leaves open \(kernel) lets DMA arrive (here: \(predicted)). "
                + (mapper.symptom == .none ? "" : "The fault lies elsewhere, as in the driver or the device. ")
                + "An IO_PAGE_FAULT, an overflow line or a narrow mask with no pool would change that."
        default:
            if mapper.largePool != nil, judgement.ownShows != true {
                return "The pool that is asked for may not fit: without it, what must be bounced is refused."
            }
            if judgement.ownShows == true {
                return "\(kernel) predicts \(predicted): " + (judgement.own?.reason ?? "a DMA does not arrive.")
            }
            let why =
                Policy.named(showing.first ?? "").flatMap { SymptomPrediction($0, mapper.configuration).reason } ?? ""
            let patches =
                reading.patched.isEmpty ? "" : " The reported kernel has patches on top, so that may be its rule."
            return
                "Not as released: \(kernel) predicts \(predicted)\(newer). By the policy \(showing.joined(separator: ", ")) it is refused: \(why)\(patches)"
        }
    }

    private func changed(by remedy: Remedy) -> Configuration {
        let configuration = mapper.configuration
        if remedy.option.hasPrefix("mem_encrypt") {
            let isOn = (remedy.option == "mem_encrypt=on") == remedy.added
            return isOn ? configuration : configuration.with(.encryption(.none))
        }
        return remedy.added ? configuration.replacing(remedy.option) : configuration.removing(remedy.option)
    }

    /// The releases after the reported one that predict the same.
    private var newer: String {
        let releases = Policy.releases.map(\.name)
        let later = releases.drop { $0 != kernel }.dropFirst().filter { name in
            Policy.named(name).map { SymptomPrediction($0, mapper.configuration).told } == predicted
        }
        return later.isEmpty ? "" : ", and so does " + later.joined(separator: ", ")
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
