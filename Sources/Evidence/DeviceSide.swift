import GuestProtocol
import RouteModel

/// What the device did, as seen from outside the guest: where its bytes landed in guest RAM, which bytes it read, and
/// the address that its own DMA register holds. Nothing the guest reports is used but which pages it says it moved.
struct DeviceSide {
    let request: RequestEvidence
    let boot: BootEvidence
    let translations: DeviceTrace

    private enum Target { case original, copy }

    private struct Landing {
        var target: Target
        var physical: UInt64
        var address: UInt64
        var length: UInt64
        var untranslated: Bool { physical == address }
    }

    var side: Side {
        guard let held = request.held, let moved = request.moved else {
            return .notWorking("nobody looked at the guest's RAM while this request was held")
        }
        if let lack = request.lack { return .lost(lack) }
        guard let mapped = request.mapped else { return .lost("the guest reported nothing") }
        switch mapped.outcome {
        case .noBuffer, .notLoaded: return .notWorking("the request was never made")
        case .refused, .held: break
        }
        if let why = boot.deviceNotWorking(request.order.device) { return why }
        if mapped.outcome == .refused { return refused(moved) }
        guard held.contains(where: { $0.role == LineRole.overwritten.rawValue }) else {
            return .notWorking("the buffer's own bytes were not found in guest RAM, so a look there shows nothing")
        }
        if let due = request.order.moves.first(where: { !wasMoved($0) }) {
            return .missing("the \(due.length) bytes at offset \(due.offset) of the buffer were never moved")
        }
        guard !request.moves.isEmpty else { return .missing("nothing was moved") }
        var landings: [Landing] = []
        for move in request.moves {
            guard move.report.result == 0 else {
                return .missing("the device did not end its transfer (\(move.report.result))")
            }
            guard let registers = move.registers else {
                return .notWorking("the device's DMA registers could not be read")
            }
            let found =
                request.order.fromDevice
                ? written(move, registers, held, moved) : read(move, registers, held, moved)
            guard let landing = found else { return .missing(absence(move, registers)) }
            landings.append(landing)
        }
        return view(landings)
    }

    private func wasMoved(_ due: Move) -> Bool {
        request.moves.contains {
            $0.step == due.step && $0.report.offset == due.offset && $0.report.length == due.length
        }
    }

    /// A refused request must leave the device idle: its registers still hold the transfer that loaded it, and the bytes
    /// that it was loaded with stand nowhere in the guest.
    private func refused(_ moved: [MemoryRun]) -> Side {
        guard let atRest = request.atRest else {
            return .notWorking("the device's DMA registers could not be read")
        }
        let granted: [Path] = [.direct, .identity, .bounce, .translated, .translatedBounce, .coherent]
        if let run = moved.first(where: { $0.role == LineRole.fromDevice.rawValue }) {
            return .saw(
                SideView(
                    paths: granted, says: "the device's bytes stand at \(hex(run.physical)) though the call was refused"
                ))
        }
        guard atRest.destination == Self.ownBuffer else {
            return .saw(
                SideView(
                    paths: granted,
                    says: "the device was told to write to \(hex(atRest.destination)) though the call was refused"))
        }
        return .saw(
            SideView(
                paths: [.refused],
                says: "no DMA: the device's last transfer is the one that loaded it, and its bytes stand nowhere"))
    }

    /// Where edu's own buffer lies in its address space (QEMU hw/misc/edu.c, DMA_START).
    private static let ownBuffer: UInt64 = 0x40000

    /// From-device: the page's bytes, where they landed.
    private func written(
        _ move: RequestEvidence.Move, _ registers: LookRecord.Registers, _ held: [MemoryRun], _ moved: [MemoryRun]
    ) -> Landing? {
        let landed = Set(moved.filter { $0.role == LineRole.fromDevice.rawValue && $0.offset == 0 }.map(\.physical))
        let offset = UInt64(move.report.offset)
        for (target, role) in [(Target.original, LineRole.overwritten.rawValue), (.copy, LineRole.original.rawValue)] {
            for place in places(of: offset, role: role, in: held) where landed.contains(place) {
                return Landing(
                    target: target, physical: place, address: registers.destination,
                    length: UInt64(move.report.length))
            }
        }
        return nil
    }

    /// To-device: whose bytes the device read, told by what it stored afterwards.
    private func read(
        _ move: RequestEvidence.Move, _ registers: LookRecord.Registers, _ held: [MemoryRun], _ moved: [MemoryRun]
    ) -> Landing? {
        let offset = UInt64(move.report.offset)
        for (target, role) in [(Target.original, LineRole.overwritten.rawValue), (.copy, LineRole.original.rawValue)] {
            let sources = places(of: offset, role: role, in: held)
            // What the device stored stands where nothing of the request stood before.
            guard places(of: offset, role: role, in: moved).contains(where: { !sources.contains($0) }) else { continue }
            guard let place = sources.first(where: { $0 == registers.source }) ?? sources.first else { continue }
            return Landing(
                target: target, physical: place, address: registers.source, length: UInt64(move.report.length))
        }
        return nil
    }

    private func absence(_ move: RequestEvidence.Move, _ registers: LookRecord.Registers) -> String {
        let address = request.order.fromDevice ? registers.destination : registers.source
        return request.order.fromDevice
            ? "the device was told to write to \(hex(address)), and its bytes are neither in the buffer nor in a copy"
            : "the device was told to read from \(hex(address)), and what it holds is neither the buffer nor a copy"
    }

    private func view(_ landings: [Landing]) -> Side {
        guard let first = landings.first else { return .missing("nothing was moved") }
        // The segments of a list may go different ways; a bounce among them is the one to name.
        let main = landings.first { $0.target == .copy } ?? first
        let paths = paths(main)
        let rest = landings.map(self.paths).filter { $0 != paths }
        guard rest.isEmpty || request.order.kind == .mapSG else {
            return .saw(SideView(paths: [], says: "pages of one mapping took different ways: " + told(landings)))
        }
        let others = rest.compactMap { straightPath(among: $0) }
        let top = landings.map { $0.address &+ ($0.length &- 1) }.max()
        let translated = landings.filter { !$0.untranslated }
        let lines = translated.compactMap { translation($0) }
        guard translations.translations.isEmpty || lines.count == translated.count else {
            return .saw(
                SideView(paths: [], says: told(landings) + "; QEMU's own trace knows no such translation", lines: lines)
            )
        }
        return .saw(SideView(paths: paths, others: others, top: top, says: told(landings), lines: lines))
    }

    private func paths(_ landing: Landing) -> [Path] {
        switch (landing.target, landing.untranslated, request.order.kind) {
        case (.original, true, .allocCoherent): [.coherent]
        case (.original, true, _): [.direct, .identity]
        case (.original, false, _): [.translated]
        case (.copy, true, _): [.bounce]
        case (.copy, false, _): [.translatedBounce]
        }
    }

    /// Whether a segment that no IOMMU translated went through an identity domain is for the guest side to say.
    private func straightPath(among paths: [Path]) -> Path? { paths.count == 1 ? paths[0] : nil }

    /// The line of QEMU's own trace that tells of the landing's translation.
    private func translation(_ landing: Landing) -> String? {
        translations.translation(of: landing.address, to: landing.physical, slot: request.slot)?.line
    }

    private func told(_ landings: [Landing]) -> String {
        landings.map { landing in
            let verb = request.order.fromDevice ? "wrote to" : "read from"
            let what = landing.target == .original ? "the buffer itself" : "a copy of the buffer"
            return "device \(verb) \(hex(landing.address)), which is \(what) at \(hex(landing.physical))"
        }.joined(separator: "; ")
    }

    private func places(of offset: UInt64, role: UInt8, in runs: [MemoryRun]) -> [UInt64] {
        runs.compactMap { run in
            guard run.role == role, offset >= run.offset, offset - run.offset < run.length else { return nil }
            return run.physical &+ (offset - run.offset)
        }
    }
}

func hex(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }
