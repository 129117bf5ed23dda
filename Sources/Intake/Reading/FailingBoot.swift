extension Reading {
    /// Of several boots or machines in one paste keeps what is said of the failing one; what people say belongs to all.
    mutating func keepFailingBoot(_ sections: Sections, _ lines: [Pasted.Line]) {
        guard sections.sections.count > 1 else {
            if sections.sections.first?.works == true { setAsideWorkingCommandLines { _ in true } }
            return
        }
        var section: [Place: Int] = [:]
        for (index, line) in lines.enumerated() where line.isMachineText {
            section[line.place] = sections.numbers[index]
        }
        let telling = symptomPlaces.compactMap { section[$0] }
        let tables = sections.sections
        if telling.isEmpty, sections.areContrasted { return splitBoots(sections, section) }
        // What the reporter shows weighs more than what somebody else adds.
        let failing =
            telling.last { tables[$0].works != true && !tables[$0].isOfOther }
            ?? telling.first { tables[$0].works != true }
            ?? tables.indices.last { tables[$0].works == false }
            ?? tables.indices.last { tables[$0].isBoot && tables[$0].works == nil && !tables[$0].isOfOther }
            ?? tables.indices.last { tables[$0].isBoot && tables[$0].works == nil }
        guard let failing else {
            return setAsideWorkingCommandLines { place in section[place].map { tables[$0].works == true } ?? false }
        }
        setAsideWorkingAddresses { place in section[place].map { tables[$0].works == true } ?? false }
        let hasOther = tables.indices.contains { $0 != failing && (tables[$0].hasBanner || tables[$0].hasCommandLine) }
        guard hasOther else { return }
        boots = tables.count { $0.hasBanner || $0.hasCommandLine || $0.works != nil }
        claimWorkingBoots(tables, section)
        for index in facts.indices {
            let place = facts[index].place
            guard let number = section[place], number != failing, Self.isOfBoot(facts[index].fact) else { continue }
            let isOther = tables[number].hasBanner || tables[number].hasCommandLine || tables[number].works != nil
            if isOther { facts[index].fact = "of another boot: " + facts[index].fact }
        }
        keep {
            section[$0].map {
                $0 == failing || !tables[$0].hasBanner && !tables[$0].hasCommandLine && tables[$0].works == nil
            } ?? true
        }
    }

    private mutating func setAsideWorkingAddresses(_ works: (Place) -> Bool) {
        workingIOVAs = iovas.filter { works($0.place) }
        iovas.removeAll { works($0.place) }
        for noted in workingIOVAs {
            for index in facts.indices where facts[index].line == noted.line && facts[index].fact.hasPrefix("IOVA:") {
                facts[index].fact = "IOVA with which it works:" + facts[index].fact.dropFirst(5)
            }
        }
    }

    /// Facts that differ from one boot to the next.
    private static func isOfBoot(_ fact: String) -> Bool {
        ["kernel:", "command line:", "IOMMU:", "default domain", "group type", "IOVA:"].contains { fact.hasPrefix($0) }
    }

    /// Several boots are shown, with an option and without, and no line tells which fails: each fact stays its boot's.
    private mutating func splitBoots(_ sections: Sections, _ section: [Place: Int]) {
        isSplit = true
        boots = 1 + sections.sections.count(where: \.isContrast)
        for index in facts.indices {
            let place = facts[index].place
            guard section[place] != nil, Self.isOfBoot(facts[index].fact), !facts[index].fact.hasPrefix("kernel")
            else { continue }
            facts[index].fact = "of one of the boots: " + facts[index].fact
        }
        commandLines.removeAll { !$0.value.options.isEmpty }
        iommus.removeAll { section[$0.place] != nil }
        domains.removeAll { section[$0.place] != nil }
    }

    /// "This solves it:" above a command line: its options are what helps, and not what the failing boot has.
    private mutating func setAsideWorkingCommandLines(_ works: (Place) -> Bool) {
        for noted in commandLines {
            guard !noted.value.options.isEmpty, works(noted.place) else { continue }
            let claim = Claim(option: noted.value.text, isRemoval: false, polarity: .helps)
            claims.append(noted.with(claim))
            let fact = "command line: \(noted.value.told)"
            for index in facts.indices where facts[index].fact == fact && facts[index].line == noted.line {
                facts[index].fact = "command line that works: \(noted.value.told)"
            }
        }
        commandLines.removeAll {
            !$0.value.options.isEmpty && works($0.place)
        }
    }

    /// Lines that tell of a refusal or a fault.
    var symptomPlaces: [Place] {
        let places =
            full.map(\.place) + overflows.map(\.place)
            + inactive.map(\.place)
            + virtioRefusals.map(\.place)
            + faults.map(\.place)
            + failedAllocations.map(\.place)
            + troubles.map(\.place)
            + failureLines.filter { !$0.value.isTitle }.map(\.place)
        return places.sorted { ($0.file, $0.line) < ($1.file, $1.line) }
    }

    /// The command line of a boot that works is a claim: with its options it works.
    private mutating func claimWorkingBoots(_ tables: [Sections.Section], _ section: [Place: Int]) {
        for noted in commandLines {
            // That somebody else's boot works helped nobody here.
            guard let number = section[noted.place], tables[number].works == true, !tables[number].isOfOther else {
                continue
            }
            workingBoots.append(noted)
        }
    }

    mutating func keep(_ isKept: (Place) -> Bool) {
        func filter<Value>(_ values: inout [Noted<Value>]) {
            values.removeAll {
                let place = $0.place
                guard !isKept(place) else { return false }
                asideLines.insert(place)
                return true
            }
        }
        let before = kernels
        filter(&kernels)
        asideKernels = before.filter { !kernels.contains($0) && $0.value.weight >= 3 }.map(\.value)
        filter(&commandLines)
        filter(&platforms)
        filter(&vendors)
        filter(&encryptions)
        filter(&bitPositions)
        filter(&memory)
        filter(&highMemory)
        filter(&iommus)
        filter(&wordedIOMMUs)
        filter(&domains)
        filter(&pools)
        filter(&full)
        filter(&overflows)
        filter(&faults)
        filter(&inactive)
        filter(&virtioRefusals)
        filter(&virtioDevices)
        filter(&bounces)
        filter(&failedAllocations)
        filter(&masks)
        filter(&crashKernels)
        filter(&troubles)
        filter(&poolRanges)
        filter(&poolWarnings)
        filter(&unknownOptions)
        filter(&worlds)
        filter(&machines)
    }
}
