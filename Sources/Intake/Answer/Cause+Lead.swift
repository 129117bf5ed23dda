import RouteModel

extension Cause {
    /// The kernel that stands in, with what it stands in for.
    var standing: String {
        guard let reported = mapper.reported, KernelVersion(kernel: kernel) != reported.version else { return kernel }
        return "\(kernel), in place of \(reported.text),"
    }

    /// What is responsible, in the first sentence.
    var lead: String {
        if let world = reading.worlds.first?.value {
            let options =
                mapper.ignoredOptions.isEmpty
                ? "" : " \(mapper.ignoredOptions.joined(separator: " ")) does nothing there and explains nothing."
            return world.says + options
        }
        if let removal = mapper.agedRemoval {
            return
                "The likely reason is the kernel's age: \(removal). No policy here has that rule, and \(kernel) keeps the pool and predicts \(predicted)."
        }
        if mapper.lacksPoolSinceBoot {
            return
                "At boot the kernel got no pool, and said so: it found no free block of its size below 4 GiB."
        }
        if let assumption = mapper.isAssumed.first, answer == .possible {
            let others = mapper.alternatives.isEmpty ? "" : " (\(mapper.alternatives.joined(separator: "; ")))"
            return "If \(assumption), it would look like this\(others)."
        }
        if mapper.symptom == .fault, answer == .possible, let way = wayThatHelps { return way }
        if case .trouble = mapper.symptom, answer == .possible, let remedy = reading.routingRemedies.first {
            return
                "If it is the IOMMU that is at fault here, it would look like this: the report says that it works \(remedy.isRemoval ? "" : "with ")\(remedy.text)."
        }
        if answer == .possible, mapper.crossing == nil, !mapper.lacksPoolSinceBoot, mapper.symptom != .poolOutOfReach,
            let condition = judgement.conditions.first
        {
            return "If \(condition), it would look like this."
                + (responsible.map { " \($0) is responsible\(effect($0))." } ?? "")
        }
        guard judgement.ownShows == true else { return "" }
        return responsible.map { "\($0) is responsible\(effect($0))." } ?? ""
    }

    /// By what another way than translation helps, the one that the model agrees with first.
    private var wayThatHelps: String? {
        let helping = judgement.judgedClaims.filter { $0.claim.polarity == .helps && $0.claim.subject != .sentence }
        guard
            let claim =
                (helping.first { $0.agrees == true } ?? helping.first { reading.routingRemedies.contains($0.claim) })
        else { return nil }
        let with = claim.claim.isRemoval ? claim.claim.text : "with \(claim.claim.text)"
        let model =
            claim.agrees == true ? ", and the model agrees: no IOMMU translates for the device then" : ""
        return
            "If the device needs what it reaches for, translation is what fails it: the report says that it works \(with)\(model)."
    }

    /// The option without which the symptom would not show.
    private var responsible: String? {
        let options = mapper.configuration.boot.cmdline.split(separator: " ").map(String.init)
        guard let policy = mapper.policy else { return nil }
        return options.first { option in
            guard !(mapper.symptom == .exhausted && option.hasPrefix("swiotlb=")) else { return false }
            let less = Configuration.options(mapper.configuration.boot.cmdline) { $0 == option }
            return SymptomPrediction(policy, mapper.configuration.with(.cmdline(less))).shows(mapper.symptom) == false
        }
    }

    private func effect(_ option: String) -> String {
        switch option {
        case "iommu=off": ": it removes the pool as well as the IOMMU"
        case "swiotlb=noforce": ": it removes the pool"
        case "iommu=pt", "iommu.passthrough=1": ": it sends the device the direct way"
        case "swiotlb=force": ": it makes every mapping bounce"
        default: ""
        }
    }

    /// What else the facts tell, each in a sentence.
    var notes: [String] {
        var notes: [String] = []
        if let overflow = mapper.nearest(reading.overflows)?.value, overflow.isShifted, let bus = overflow.bus {
            notes.append(
                "The bus limit \(String(bus, radix: 16)) passes the mask: a DMA window with an offset lies between, so the address is one of the bus and proves no RAM above 4 GiB."
            )
        }
        if mapper.isPluggedIn {
            notes.append(
                "The refused buffer lies in RAM that was plugged in after boot, and a pool is made at boot alone.")
        }
        if mapper.configuration.device.untrusted, mapper.symptom.isDirect {
            notes.append(
                "The kernel does not trust the device: behind the IOMMU it bounces what does not fill its pages.")
        }
        let isModelled = reading.worlds.isEmpty
        if isModelled, mapper.mayBeFreedByAge {
            notes.append(
                "Before 5.19 there is another explanation: an IOMMU driver that came up could free the pool, and iommu=soft kept that driver away; \(kernel) has neither rule."
            )
        }
        if isModelled, let crossing = mapper.crossing, mapper.agedRemoval == nil {
            notes.append("Not the same on the reported kernel: \(crossing).")
        }
        if let bytes = mapper.largePool {
            notes.append(
                "A pool of \(bytes >> 20) MiB must be one free block below 4 GiB: with RAM of 4 GiB and more some 2 to 3 GiB lie there, so that it fits only where firmware, kernel and crash kernel leave so much in one piece; else there is no pool at all."
            )
        }
        for option in reading.unknownOptions.map(\.value) {
            notes.append("\(option) holds a keyword of no policy here: the kernel has a patch.")
        }
        if mapper.symptom == .fault, !reading.crashKernels.isEmpty {
            notes.append(
                "A crash kernel finds devices that still work for the kernel that crashed: what they reach is no longer mapped."
            )
        }
        if reading.isConfidential, reading.virtioDevices.contains(where: \.value) {
            notes.append(
                "With confidential-guest-support QEMU 6.0 and later demands the DMA API of every virtio device (iommu_platform=on, disable-legacy=on), so that what it maps is bounced."
            )
        }
        if !reading.poolWarnings.isEmpty, ![.warnedAtBoot, .noPool, .directOverflow].contains(mapper.symptom) {
            notes.append("At boot the kernel got no pool below 4 GiB, and said so.")
        }
        return notes + knowledge + sayings + workingBoots
    }

    /// What is predicted of the boots that are said to work.
    private var workingBoots: [String] {
        reading.workingBoots.prefix(2).compactMap { noted in
            guard let policy = mapper.policy else { return nil }
            let changed = mapper.configuration.with(.cmdline(noted.value.text))
            if mapper.symptom == .fault, noted.value.text == mapper.configuration.boot.cmdline {
                return
                    "The boot that works has the same options, so that its kernel, its driver or the machine differs."
            }
            let prediction = SymptomPrediction(policy, changed)
            let agrees = prediction.shows(mapper.symptom) == false
            return
                "For the boot that works (\(noted.value.text.isEmpty ? "no option that decides" : noted.value.text)) \(kernel) predicts \(prediction.told)"
                + (agrees ? ", which agrees." : ", which does not agree.")
        }
    }

    var poolOutOfReach: String {
        guard let range = reading.poolRanges.last?.value, let bits = reading.masks.last?.value else { return own }
        return
            "The pool lies at \(range.lowerBound >> 30) GiB, out of reach of a device of \(bits) bits: its bounce is refused (swiotlb addr overflow). Here a narrower mask and a pool below 4 GiB stand in for that."
    }

    var unreadable: String {
        let lines = reading.unread.filter(\.value.isAlarming).prefix(2).map { "\"\($0.value.text)\"" }
        return
            "A line that tells of a refused DMA could not be read, as it is damaged or cut off: \(lines.joined(separator: ", ")). Without them nothing is called fine."
    }

    var warnedAtBoot: String {
        "No mapping was refused: the kernel said at boot that it got no pool below 4 GiB, which matters only to devices that need bouncing. Whether one does cannot be told from this."
    }
}

extension Mapper {
    /// Bytes of a pool so large that low memory may not hold it; nil where none is asked for.
    var largePool: UInt64? {
        let options =
            configuration.boot.cmdline.split(separator: " ")
            + (reading.wordedOptions.flatMap { $0.value.options }).map { $0[...] }
        let slots = options.compactMap {
            $0.hasPrefix("swiotlb=") ? UInt64($0.dropFirst(8).prefix { $0.isNumber }) : nil
        }.max()
        guard let slots, slots >= 1 << 18, slots < 1 << 40 else { return nil }
        return slots << 11
    }
}
