/// Reads a report, line by line.
enum Reader {
    /// Lines into which one message may have been wrapped.
    static let wrapped = 3

    static func read(_ pasted: Pasted) -> Reading {
        var reading = Reading()
        let lines = pasted.lines
        var taken: Set<Int> = []
        let sections = Sections(lines)
        let source = SourceLines.of(lines)
        for index in lines.indices {
            let line = lines[index]
            reading.section = sections.numbers[index]
            let next = lines[(index + 1)...].prefix(8)
            reading.isTaken = false
            reading.noteNamed(line)
            guard !source.contains(index) else {
                reading.readWorld(line)
                continue
            }
            reading.readKernel(line)
            if !taken.contains(index) {
                let count = reading.readCommandLine(
                    line, next: next, proposed: ProposedLine.polarity(index, lines),
                    isHeaded: OptionBlock.isHeaded(index, lines))
                taken.formUnion(index..<(index + count))
            }
            reading.readMachine(line, next: next)
            let isRead = reading.isTaken
            let refusals = reading.refusedMappings.count
            reading.readComplaint(line)
            reading.isTaken = false
            // What prose quotes, and what a line of another architecture complains of, is no less a message.
            if !isRead || !line.isMachineText || reading.isWorldAlone, refusals == reading.refusedMappings.count {
                reading.readFailure(line)
            }
            if !isRead, !reading.isTaken, refusals == reading.refusedMappings.count {
                reading.readUnread(line, previous: index > 0 ? lines[index - 1] : nil)
            }
        }
        reading.settle(lines, taken: taken.union(source), sections)
        return reading
    }

    /// The line and what may be its rest: a mail program wraps long ones, and the rest has no time before it.
    static func whole(_ line: Pasted.Line, _ next: ArraySlice<Pasted.Line>) -> ReportText {
        var bytes = line.text.bytes
        for more in next.prefix(wrapped - 1) {
            guard !more.stamped, bytes.count < Pasted.longestLine else { break }
            bytes += [32] + more.text.bytes
        }
        return ReportText(bytes)
    }
}

extension Reading {
    /// What is known when every line was read.
    /// - Parameter taken: positions of the lines that are no prose.
    fileprivate mutating func settle(_ lines: [Pasted.Line], taken: Set<Int>, _ sections: Sections) {
        readTitle(lines)
        remedyItems = RemedyList.of(lines)
        var store = SentenceStore(lines, taken: taken)
        readClaims(&store)
        settleStandings(&store)
        preferFirstHand()
        setAsideOtherMachines(lines)
        setAsideOtherParty(lines)
        tellAge(lines)
        keepFailingBoot(sections, lines)
        settleIOMMUs()
        settlePools()
        settleWorlds()
    }

    /// Everything but the kernel, its options and what fails.
    fileprivate mutating func readMachine(_ line: Pasted.Line, next: ArraySlice<Pasted.Line>) {
        readEncryption(line)
        // What machine it is does not tell what the line says.
        let taken = isTaken
        readPlatform(line)
        isTaken = taken
        let known = worlds.count
        readWorld(line)
        isWorldAlone =
            !taken && isTaken && worlds.count > known && ![.vfio, .launch, .xen].contains(worlds.last?.value)
        readHostError(line)
        readMemory(line)
        readIOMMU(line, next: next)
        if line.text.hasAny([
            "swiotlb", "overflow", "fault", "software io tlb", "sw-iommu", "dma", "virtio_f_", "coherent",
            "suitable pool", "cma:", "mapping start", "invalid sizes", "bios is broken", "smmu", "out of iommu space",
            "tlb structure", "iova", "iommu", "amd-vi",
            "intr-remap",
            "ivrs", "invalid_device", "event logged", "ivhd", "i/o virtualisation",
        ]) {
            let whole = Reader.whole(line, next)
            readPool(line, whole: whole)
            readMessage(line, whole: whole)
            readTrouble(line)
        }
        readDevice(line)
    }
}
