extension Reading {
    /// Of several boots or machines in one paste keeps what is said of the failing one; what people say belongs to all.
    mutating func keepFailingBoot(_ sections: Sections, _ lines: [Pasted.Line]) {
        guard sections.sections.count > 1 else { return }
        var section: [Place: Int] = [:]
        for (index, line) in lines.enumerated() where line.isMachineText {
            section[Place(file: line.file, line: line.number)] = sections.numbers[index]
        }
        let telling = symptomPlaces.compactMap { section[$0] }
        let tables = sections.sections
        let failing =
            telling.last { tables[$0].works != true }
            ?? tables.indices.last { tables[$0].works == false }
            ?? tables.indices.last { tables[$0].works == nil && (tables[$0].hasBanner || tables[$0].hasCommandLine) }
        guard let failing else { return }
        let hasOther = tables.indices.contains { $0 != failing && (tables[$0].hasBanner || tables[$0].hasCommandLine) }
        guard hasOther else { return }
        boots = tables.count { $0.hasBanner || $0.hasCommandLine || $0.works != nil }
        claimWorkingBoots(tables, section)
        keep {
            section[$0].map {
                $0 == failing || !tables[$0].hasBanner && !tables[$0].hasCommandLine && tables[$0].works == nil
            } ?? true
        }
    }

    /// Lines that tell of a refusal or a fault.
    private var symptomPlaces: [Place] {
        let places =
            full.map { Place(file: $0.file, line: $0.line) } + overflows.map { Place(file: $0.file, line: $0.line) }
            + inactive.map { Place(file: $0.file, line: $0.line) }
            + virtioRefusals.map { Place(file: $0.file, line: $0.line) }
            + faults.map { Place(file: $0.file, line: $0.line) }
            + failedAllocations.map { Place(file: $0.file, line: $0.line) }
            + troubles.map { Place(file: $0.file, line: $0.line) }
        return places.sorted { ($0.file, $0.line) < ($1.file, $1.line) }
    }

    /// The command line of a boot that works is a claim: with its options it works.
    private mutating func claimWorkingBoots(_ tables: [Sections.Section], _ section: [Place: Int]) {
        for noted in commandLines {
            guard let number = section[Place(file: noted.file, line: noted.line)], tables[number].works == true else {
                continue
            }
            workingBoots.append(noted)
        }
    }

    private mutating func keep(_ isKept: (Place) -> Bool) {
        func filter<Value>(_ values: inout [Noted<Value>]) {
            values.removeAll {
                let place = Place(file: $0.file, line: $0.line)
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
    }
}
