import GuestProtocol
import RouteModel

/// What the verdict on one of the probe's requests rests on: what was ordered and reported of it, every look at its lines and
/// registers, every line of the trace between its marks, and what shows that both sides work.
struct RequestResting {
    let request: RequestEvidence
    let boot: BootEvidence
    let space: AddressSpace
    /// Whether the kernel says that it encrypts memory.
    let isEncrypting: Bool
    /// Whether an IOMMU translates for the device.
    let isTranslated: Bool

    private var number: UInt32 { request.order.request }

    /// What of its records no verdict rests on, and why.
    var none: [EvidencePlace] {
        var told = [
            EvidencePlace(.probe, "magic: lines in RAM were looked for by it when they were looked for"),
            EvidencePlace(.probe, "errno: not every call of the DMA API has one; the outcome tells"),
            EvidencePlace(.probe, "log: of a message only which one it is; addresses in it are the trace's to tell"),
            EvidencePlace(.probe, "control: the looks tell whether the control DMA arrived"),
            EvidencePlace(.trace, "virtual addresses of allocations: where the CPU finds memory decides no route"),
            EvidencePlace(.trace, "times of lines within the order that they give, and what a task is called"),
        ]
        if request.atRest != nil, !request.isUnbound {
            told.append(EvidencePlace(.looks, "source and count at rest: of the transfer that loaded the device"))
        }
        if space.isPlain { told.append(EvidencePlace(.probe, "entry: nothing is encrypted, so no page has a state")) }
        return told
    }

    /// Of `probe.jsonl`. Of its set-up record only the cell's own device counts.
    func places(_ probe: [ProbeRecord]) -> [EvidencePlace] {
        probe.enumerated().flatMap { index, record in
            told(record).map { EvidencePlace(.probe, line: index + 1, $0) }
        }
    }

    private func told(_ record: ProbeRecord) -> [String] {
        if let setUp = record.setUp {
            let device = Int(request.order.device)
            let slot = setUp.slots.indices.contains(device) ? setUp.slots[device] : "none"
            let report = setUp.reports.first { Int($0.device) == device }
            return ["release \(setUp.release), device at \(slot): \(report.map(told) ?? "not reported")"]
        }
        if let order = record.order, order.cell == request.cell || order.order.request == number {
            return ["ordered of cell \(order.cell): \(told(order.order))"]
        }
        if let mapped = record.mapped, mapped.request == number { return [told(mapped)] }
        if let moved = record.moved {
            return moved.reports.filter { $0.request == number }.map {
                "\(moved.stored ? "stored" : "moved") step \(moved.step): \($0.length) bytes at offset \($0.offset), "
                    + "result \($0.result)"
            }
        }
        if let released = record.released, released.request == number {
            return ["released: \(released.right) lines right, \(released.wrong) wrong, \(released.kept) kept"]
        }
        return []
    }

    private func told(_ report: DeviceReport) -> String {
        "bind \(report.bind), masks \(report.dmaMask) \(report.coherentMask), largest mapping "
            + "\(report.maxMapping.map { "\($0)" } ?? "not asked")"
    }

    private func told(_ order: MapOrder) -> String {
        let numbers: [UInt64] = [
            UInt64(order.request), UInt64(order.device), UInt64(order.kind.rawValue), UInt64(order.size),
            UInt64(order.segments), order.low, order.high, order.otherLow, order.otherHigh,
            (request.held ?? []).isEmpty ? 0 : order.nonce,
            UInt64(order.attributes), UInt64(order.prelude.held), UInt64(order.prelude.earlierMaskBits),
            UInt64(order.processor ?? .max), UInt64(order.sync.rawValue),
            UInt64(order.offset),
        ]
        let words = [
            order.direction.reads ? "reads" : "", order.direction.writes ? "writes" : "",
            order.uneven ? "uneven" : "", order.atomic ? "atomic" : "", order.handsPhysical ? "physical" : "",
            order.isLate ? "late" : "", order.isBackwards ? "backwards" : "",
        ]
        let moves = order.moves.map { "\($0.step):\($0.offset)+\($0.length)" }
        return (numbers.map { hex($0) } + words.filter { !$0.isEmpty } + moves).joined(separator: " ")
    }

    /// The page-table entry tells of the memory's state, which is one where memory is not encrypted.
    private func told(_ mapped: MapReport) -> String {
        func told(_ segment: MapReport.Segment, _ place: UInt64) -> String {
            "\(hex(place))+\(segment.length)\(space.isPlain ? "" : " by \(hex(segment.entry))")"
        }
        let messages = (mapped.logBefore + mapped.log).compactMap(KernelMessages.refusal).map(\.rawValue)
        return
            "outcome \(mapped.outcome.rawValue), \(mapped.unwiped) lines left: buffer \(mapped.buffer.map { told($0, $0.physical) }), mapping "
            + "\(mapped.mapping.map { told($0, $0.address) }), said \(messages)"
            + (request.order.prelude.held == 0 ? "" : ", \(mapped.served) held")
    }

    /// Of `ram.jsonl`: the control DMA of its device, its own lines and registers, and the pool's state.
    func places(_ looks: [LookRecord]) -> [EvidencePlace] {
        looks.enumerated().flatMap { index, look in
            (told(look) + pools(look).map(told)).map {
                EvidencePlace(.looks, line: index + 1, $0)
            }
        }
    }

    /// Behind an IOMMU nothing tells where the pages of the device's own buffer lie, in which it stores what it has read.
    private func place(of run: MemoryRun, _ moment: LookRecord.Moment) -> String {
        let isStored =
            moment == .moved
            && !(request.held ?? []).contains { $0.physical &- $0.offset == run.physical &- run.offset }
        return isStored && isTranslated && !request.order.direction.writes ? "some place" : hex(run.physical)
    }

    /// Those read of the memory in which this kernel keeps its own data.
    private func pools(_ look: LookRecord) -> [PoolRecord] {
        (look.pools ?? []).filter { $0.store == (isEncrypting ? .encrypted : .plain) }
    }

    private func told(_ look: LookRecord) -> [String] {
        let registers = (look.registers ?? []).filter { $0.request == number }.map {
            $0.step == LookRecord.Registers.atRest && !request.isUnbound
                ? "registers at rest: destination \(hex($0.destination))"
                : "registers of step \($0.step): source \(hex($0.source)), destination \(hex($0.destination)), "
                    + "count \($0.count)"
        }
        let nonce: UInt64
        switch look.moment {
        case .setUp, .finish: nonce = MemoryLine.controlNonce(device: request.order.device)
        case .held, .moved:
            guard look.requests.contains(number) else { return registers }
            nonce = request.order.nonce
        }
        guard let runs = look.runs else { return registers }
        // Of lines whose check words do not hold, and whose role is none, nothing is known.
        let own = runs.filter { $0.nonce == nonce && ($0.intact || $0.role != 0) }.map {
            "\(look.moment.rawValue): role \($0.role) offset \($0.offset) at \(place(of: $0, look.moment)) of the "
                + "\(($0.store ?? .plain).rawValue) store, \($0.length) bytes\($0.intact ? "" : ", not whole")"
        }
        return registers + ["a look, \(look.moment.rawValue)"] + own
    }

    private func told(_ pool: PoolRecord) -> String {
        "the pool's state at \(hex(pool.address)) of the \(pool.store.rawValue) store: \(PoolReading.decode(pool))"
    }
}
