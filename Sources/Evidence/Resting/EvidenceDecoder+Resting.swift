import GuestProtocol
import RouteModel

extension EvidenceDecoder {
    /// What the verdict on a cell rests on of what was seen; nil for a cell that the probe was not asked for.
    /// - Parameters:
    ///   - isNumbered: whether places of the trace get the numbers of their lines, which takes a walk through it.
    public func resting(
        of cell: String, probe: [ProbeRecord], looks: [LookRecord], isNumbered: Bool = true
    ) -> Resting? {
        guard let request = boot.requests.last(where: { $0.cell == cell }) else { return nil }
        let records = RequestResting(
            request: request, boot: boot, space: space, isEncrypting: isEncrypting,
            isTranslated: translations.knows(slot: request.slot))
        let trace = TraceResting(
            index: index, request: request, numbers: isNumbered ? LineNumbers(index.text) : nil)
        var resting = Resting()
        resting.places = records.places(probe) + records.places(looks)
        if let oneStore = boot.oneStore { resting.places.append(EvidencePlace(.looks, oneStore)) }
        resting.places += facts.places(of: request, usesPages: trace.usesPages)
        if request.isTraced { resting.places += trace.places }
        resting.places += translated(request, isNumbered: isNumbered)
        if isNumbered { resting.none = trace.none + records.none }
        return resting
    }

    /// What QEMU's own trace says of the device's addresses.
    private func translated(_ request: RequestEvidence, isNumbered: Bool) -> [EvidencePlace] {
        let side = DeviceSide(request: request, boot: boot, translations: translations, space: space).side
        let told = (side.view?.lines ?? []).flatMap { line -> [EvidencePlace] in
            let read = DeviceTrace(Array(line.utf8))
            // The line is of the device's own address, and leads where its bytes were found.
            return read.translations.map {
                EvidencePlace(.deviceTrace, "translated its address, entry \(space.state($0.physical))")
            } + read.faults.map { EvidencePlace(.deviceTrace, "\($0.requester ?? 0) refused \(hex($0.address >> 12))") }
        }
        // Of a request that moved nothing nobody asks which addresses its device used.
        guard !request.moves.isEmpty else { return told }
        let knows = translations.knows(slot: request.slot)
        return told + [EvidencePlace(.deviceTrace, knows ? "translates for \(request.slot)" : "no word of its device")]
    }
}

extension GuestFacts {
    /// What the verdict on a request rests on; other keys no rule asks for.
    /// - Parameter usesPages: whether the trace tells of the buffer by its `struct page`.
    func places(of request: RequestEvidence, usesPages: Bool) -> [EvidencePlace] {
        let slot = request.slot
        var told = [
            "whole \(areWhole)", "release \(release ?? "not told")",
            "processors \(processors.map { "\($0)" } ?? "not told")", "an IOMMU \(!iommus.isEmpty)",
            "pool \(poolSlots.map { "of \($0) slots" } ?? (tellsOfPool ? "none" : "not told"))",
            "group \(groupTypes[slot] ?? "none")",
        ]
        if request.isTraced {
            told += ["tracing \(traceNotArmed ?? "armed")", "probes \(probes.sorted().joined(separator: " "))"]
        }
        if usesPages { told.append("struct pages \(hex(pageStructs ?? 0)) \(pageStructBytes ?? 0)") }
        if request.isUnbound {
            told.append("driver \(drivers[slot] ?? "none")")
        } else {
            let bits = [streamingBits[slot], coherentBits[slot]].map { $0.map { "\($0)" } ?? "not told" }
            told.append("mask bits \(bits.joined(separator: " "))")
        }
        return told.map { EvidencePlace(.facts, $0) }
    }
}

extension RequestEvidence {
    /// Whether the trace is asked: not of a device without driver, and not of pages that are none.
    fileprivate var isTraced: Bool { !(isUnbound && mapped?.outcome == .notLoaded) && mapped?.outcome != .noPages }
}
