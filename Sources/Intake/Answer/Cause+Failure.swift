import RouteModel

/// What can be said where no message tells of a refused DMA.
extension Cause {
    var failure: String {
        guard reading.worlds.isEmpty else {
            return mapper.symptom == .allocationFails
                ? ([allocation] + [quoted].compactMap(\.self)).joined(separator: " ")
                : mapper.symptom == .none ? "" : told
        }
        switch answer {
        case .cannotTell: return open
        case .routingFine: return fine
        case .notModelled: return told
        default:
            if let contrast = mapper.poolByMemory { return contrast }
            if mapper.largePool != nil, judgement.ownShows != true {
                return "The pool that is asked for may not fit: without it, what must be bounced is refused."
            }
            if judgement.ownShows == true {
                return "\(kernel) predicts \(predicted): " + (judgement.own?.reason ?? "a DMA does not arrive.")
            }
            return byProposal
        }
    }

    private var allocation: String {
        "A coherent allocation failed: what is short is memory in the device's reach, or so large a block of it."
    }

    /// The message that no form fits, in its own words, and what its nouns say.
    private var quoted: String? {
        guard let line = reading.leadingFailure else { return nil }
        let error = line.errorName.map { " Error -\(line.error) is \($0)." } ?? ""
        return
            (line.isTitle
            ? "The report says, and no line shows" : "What fails is told in words that are read by their nouns alone")
            + ": \"\(line.text)\".\(error) \(line.topic.says)"
    }

    /// What fails by the report's words.
    private var told: String {
        let troubles = reading.toldTroubles.prefix(3).map(\.rawValue)
        if let quoted {
            return (troubles.isEmpty ? "" : "The report tells of \(troubles.joined(separator: ", and of ")). ") + quoted
        }
        let what = troubles.isEmpty ? "something that fails" : troubles.joined(separator: ", and of ")
        return "The report tells of \(what), and no message in it shows a refused or misrouted DMA."
    }

    private var open: String {
        let lost =
            judgement.own.map { $0.routes != nil && !$0.arrives } == true
            ? " For what is read \(kernel) predicts \(predicted), so that nothing may be called fine." : ""
        if mapper.symptom == .allocationFails, let quoted { return quoted + lost }
        guard mapper.symptom != .none else {
            let none = noIOMMU + "No message of a refused or misrouted DMA stands in the report"
            return judgement.own?.arrives == true
                ? "\(none); for what is read \(kernel) predicts \(predicted)."
                : "\(none), and what it tells of the configuration does not decide whether a DMA arrives." + lost
        }
        let part =
            reading.routingRemedies.isEmpty
            ? " Whether routing has a part in it is not to be told without what is missing."
            : isAtOddsWithModel
                ? " What helps would say that the IOMMU or the way of DMA has a part in it, and the model does not agree: \(kernel) predicts \(predicted) with it as without it."
                : " What helps says that the IOMMU or the way of DMA has a part in it: \(kernel) predicts \(predicted) without that. What it reported is missing."
        return told + part + lost
    }

    /// Whether nothing that is said to help changes what is predicted.
    private var isAtOddsWithModel: Bool {
        let helping = judgement.judgedClaims.filter { reading.routingRemedies.contains($0.claim) }
        return !helping.isEmpty && helping.allSatisfy { $0.agrees == false }
    }

    private var fine: String {
        if mapper.symptom == .allocationFails {
            return
                "Routing refuses no such allocation: \(kernel) predicts \(predicted) under every value of what the report leaves open. "
                + "What is short is memory in the device's reach, or so large a block of it."
        }
        let told = mapper.symptom == .none ? "" : self.told + " "
        return noIOMMU + told
            + "Nothing in the report shows a refused or misrouted mapping, and under every value of what it leaves open \(kernel) lets a DMA to RAM arrive (here: \(predicted)). "
            + (mapper.symptom == .none ? "" : "The fault lies elsewhere, as in the driver or the device. ")
            + "An IO_PAGE_FAULT, an overflow line or a narrow mask with no pool would change that."
    }

    private var noIOMMU: String {
        mapper.configuration.boot.viommu == .none && mapper.knowsIOMMU ? "No IOMMU is active. " : ""
    }

    private var byProposal: String {
        let proposals = Policy.proposals.map(\.name)
        let showing = judgement.policies.filter { $0.shows == true && proposals.contains($0.name) }.map(\.name)
        let why =
            Policy.named(showing.first ?? "").flatMap { SymptomPrediction($0, mapper.configuration).reason } ?? ""
        let patches =
            reading.patched.isEmpty ? "" : " The reported kernel has patches on top, so that may be its rule."
        return
            "Not as released: \(kernel) predicts \(predicted)\(newer). By the policy \(showing.joined(separator: ", ")) it is refused: \(why)\(patches)"
    }

    /// The releases after the reported one that predict the same.
    private var newer: String {
        let releases = Policy.releases.map(\.name)
        let later = releases.drop { $0 != kernel }.dropFirst().filter { name in
            Policy.named(name).map { SymptomPrediction($0, mapper.configuration).told } == predicted
        }
        return later.isEmpty ? "" : ", and so does " + later.joined(separator: ", ")
    }

    /// What is known of things that the report names.
    var knowledge: [String] {
        var notes: [String] = []
        if reading.worlds.isEmpty, !reading.faults.isEmpty || mapper.symptom == .failure, reading.kernels.isEmpty,
            reading.routingRemedies.contains(where: { $0.option == "iommu=soft" })
        {
            notes.append("Before 5.19 iommu=soft also kept hardware IOMMUs from being used, and it does not since.")
        }
        let boot = mapper.configuration.boot
        if reading.worlds.isEmpty, boot.encryption != .none, boot.platform == .guest, bouncesAreTold {
            notes.append("In a guest with encrypted memory whatever a device reaches is bounced through the pool.")
        }
        if reading.isReservationNamed {
            notes.append(
                "Firmware reserves a region of memory for the device (RMRR), and VT-d's driver gives no such device to a guest."
            )
        }
        if let slots = reading.smallPoolNamed {
            notes.append(
                "swiotlb= counts slots of 2 KiB: swiotlb=\(slots) is a pool of \(slots * 2) KiB, less than what a kernel has by itself (64 MiB)."
            )
        }
        if mapper.symptom == .fault, reading.toldTroubles.contains(.crash) {
            notes.append("The report tells of a crash as well, which a blocked access alone does not explain.")
        }
        if reading.namesAtomicPool, mapper.symptom != .trouble(.atomicPool) {
            notes.append(
                "coherent_pool= sizes the pool for coherent allocations that may not sleep, which is another one than SWIOTLB's."
            )
        }
        if reading.isWidthNamed {
            notes.append(
                "aw-bits sets how wide the addresses of QEMU's virtual VT-d are: what lies beyond cannot be mapped through it."
            )
        }
        if reading.deniesDynamicPool, mapper.symptom == .exhausted {
            notes.append(
                "The kernel is said to be built without CONFIG_SWIOTLB_DYNAMIC (6.6 and later), with which a pool that is used up grows."
            )
        }
        return notes + ofOthers
    }

    /// What is known of hosts, of pools and of several boots.
    private var ofOthers: [String] {
        var notes: [String] = []
        if reading.isOwnershipNamed, !reading.faults.contains(where: { $0.value.offence == .ownership }) {
            notes.append("A fault of the RMP is the processor's check of who owns a page, and no IOMMU's fault.")
        }
        notes += ofThePool
        if reading.isSplit {
            notes.append(
                "The report shows several boots, with an option and without, and no line tells which of them fails: what is read of each stays its own."
            )
        }
        if let works = reading.workingIOVAs.last?.value, let fails = reading.iovas.last?.value, works != fails {
            notes.append(
                "In the run that works the IOMMU gave address 0x\(String(works, radix: 16)), and in the one that fails 0x\(String(fails, radix: 16)): of what is read, that differs."
            )
        }
        if let words = reading.unreadLanguage?.value {
            notes.append(
                "A part is in a language that is not read here, and names what this is about (\"\(words)\"): what it says of that is open."
            )
        }
        if reading.worlds.first?.value == .vfio {
            notes += reading.hostErrors.compactMap { HostError.ofVFIO($0.value) }.prefix(1)
        }
        return notes
    }

    /// Whether it is worth a word that an encrypted guest bounces.
    private var bouncesAreTold: Bool {
        switch mapper.symptom {
        case .failure: reading.virtioDevices.isEmpty
        case .tooLarge, .exhausted, .fullForNoReason: true
        default: false
        }
    }

    /// What the report says of anything but options, each in a sentence.
    var sayings: [String] { claimsOfOthers + works + wordsOnCause }

    /// Why it fails by the report itself, where no message decides that.
    private var wordsOnCause: [String] {
        switch mapper.symptom {
        case .fault, .failure, .trouble, .none, .allocationFails, .refused: reading.wordsOnCause
        default: reading.worlds.isEmpty ? [] : reading.wordsOnCause
        }
    }

    /// With what else it is said to work, where nothing here explains what fails.
    private var works: [String] {
        switch mapper.symptom {
        case .fault, .failure, .trouble, .none: break
        default: return []
        }
        let kernels = reading.workingKernels.prefix(2).map { "The report says that it works with kernel \($0)." }
        guard mapper.poolByMemory == nil else { return kernels }
        return kernels
            + reading.workingMemory.prefix(1).map {
                "The report says that it works with \($0.value >> 20) MiB of RAM."
            }
    }

    private var claimsOfOthers: [String] {
        reading.claims.map(\.value).filter { $0.subject != .option && $0.subject != .sentence }.compactMap { claim in
            switch claim.polarity {
            case .helps: "The report says that it works with \(claim.option)."
            case .inForce: "The report says that it fails with \(claim.option)."
            case .noHelp: "The report says that \(claim.option) does not help."
            case .absent, .unknown: nil
            }
        }
    }
}
