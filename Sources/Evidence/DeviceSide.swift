import GuestProtocol
import RouteModel

/// What the device did, as seen from outside the guest: where its bytes landed in guest RAM, which bytes it read, and
/// the address that its own DMA register holds. Nothing the guest reports is used but which pages it says it moved.
struct DeviceSide {
    let request: RequestEvidence
    let boot: BootEvidence
    let translations: DeviceTrace
    let space: AddressSpace

    enum Target { case original, copy }

    struct Landing {
        var target: Target
        var physical: UInt64
        var address: UInt64
        /// Of the page in the buffer, bytes.
        var offset: UInt64
        var length: UInt64
        /// Whether the device's address is the place's own, but for the address bit.
        var untranslated: Bool
        /// Where the CPU's bytes stand; nil where none do. And where the device went.
        var home: Store?
        var reached: Store
        /// Whether the device wrote there.
        var wrote: Bool
        /// Whether there is anything that it could have reached: behind an address with the address bit no registers lie.
        var isAnywhere = true
        /// Where the CPU's bytes stand, and the device was not.
        var missed: Store? { home == reached ? nil : home }
        var isLost: Bool { missed != nil }
    }

    struct Place: Hashable {
        var store: Store
        var physical: UInt64
    }

    var side: Side {
        guard let held = request.held, let moved = request.moved else {
            return .notWorking("nobody looked at the guest's RAM while this request was held")
        }
        if let lack = request.lack { return .lost(lack) }
        guard let mapped = request.mapped else { return .lost("the guest reported nothing") }
        if request.isUnbound, mapped.outcome == .notLoaded { return unbound }
        switch mapped.outcome {
        case .noBuffer, .notLoaded, .noAttribute: return .notWorking("the request was never made")
        case .noPages: return .saw(SideView(paths: [], says: "the device was given nothing"))
        case .refused, .held: break
        }
        if let why = boot.deviceNotWorking(request.order.device) ?? beyond(held + moved) { return why }
        if mapped.outcome == .refused { return refused(moved) }
        guard held.contains(where: { $0.role == LineRole.overwritten.rawValue }) else {
            return .notWorking("the buffer's own bytes were not found in guest RAM, so a look there shows nothing")
        }
        if let due = request.order.moves.first(where: { !wasMoved($0) }) {
            return .missing("the \(due.length) bytes at offset \(due.offset) of the buffer were never moved")
        }
        guard !request.moves.isEmpty else { return .missing("nothing was moved") }
        var landings: [Landing] = []
        var fault: DeviceTrace.Fault?
        for move in request.moves {
            guard move.report.result == 0 else {
                return .missing("the device did not end its transfer (\(move.report.result))")
            }
            guard let registers = move.registers else {
                return .notWorking("the device's DMA registers could not be read")
            }
            let found =
                move.writes ? written(move, registers, held, moved) : read(move, registers, held)
            if let found {
                landings.append(found)
            } else if let stopped = stopped(move, registers) {
                fault = fault ?? stopped
            } else {
                return .missing(absence(move, registers))
            }
        }
        if let fault { return view(stopped: fault, landings: landings, held, moved) }
        return view(landings, held, moved)
    }

    /// Registers that nobody wrote since the device was reset.
    private var unbound: Side {
        guard let atRest = request.atRest else {
            return .notWorking("the device's DMA registers could not be read")
        }
        guard atRest.source == 0, atRest.destination == 0, atRest.count == 0 else {
            return .saw(SideView(paths: [], says: "the device was told to move \(atRest.count) bytes"))
        }
        return .saw(SideView(paths: [.noDriver], says: "no driver ever wrote the device's DMA registers"))
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
    static let ownBuffer: UInt64 = 0x40000

    /// From-device: the page's bytes, where they landed.
    private func written(
        _ move: RequestEvidence.Move, _ registers: LookRecord.Registers, _ held: [MemoryRun], _ moved: [MemoryRun]
    ) -> Landing? {
        let landed = Set(
            moved.filter { $0.role == LineRole.fromDevice.rawValue && $0.offset == 0 }
                .map { Place(store: $0.store ?? .plain, physical: $0.physical) })
        let candidates = candidates(UInt64(move.report.offset), held)
        // Bytes in the right place of the wrong store tell of a lost transfer only where none are in the right one.
        for wantsHome in [true, false] {
            for (target, place) in candidates {
                let reached = Store.allCases.first {
                    ($0 == place.store) == wantsHome && landed.contains(Place(store: $0, physical: place.physical))
                }
                guard let reached else { continue }
                return landing(target, place, registers.destination, move, reached)
            }
        }
        if request.order.kind == .mapResource, stopped(move, registers) == nil {
            return elsewhere(move, registers.destination, held)
        }
        return wiped(move, registers, held, landed)
    }

    /// To-device: whose bytes the device read, told by what it stored afterwards.
    private func read(
        _ move: RequestEvidence.Move, _ registers: LookRecord.Registers, _ held: [MemoryRun]
    ) -> Landing? {
        let offset = UInt64(move.report.offset)
        for (target, role) in Self.roles {
            let sources = places(of: offset, role: role, in: held)
            // What the device stored stands where nothing of the request stood before.
            let stored = places(of: offset, role: role, in: request.stored).filter { !sources.contains($0) }
            guard stored.contains(where: { isStored($0, number: number(of: move)) }) else { continue }
            let physical = space.physical(registers.source)
            guard let place = sources.first(where: { $0.physical == physical }) ?? sources.first else { continue }
            return landing(target, place, registers.source, move, place.store)
        }
        return stopped(move, registers) == nil ? elsewhere(move, registers.source, held) : nil
    }

    /// Number of a transfer among those that the device reads by.
    private func number(of move: RequestEvidence.Move) -> Int {
        request.moves.filter { !$0.writes }.firstIndex { $0.step == move.step } ?? 0
    }

    /// The device took or left nothing of the request: it looked at the right address in the store where the bytes are
    /// not.
    private func elsewhere(_ move: RequestEvidence.Move, _ used: UInt64, _ held: [MemoryRun]) -> Landing? {
        for (target, place) in candidates(UInt64(move.report.offset), held) {
            let translation = translation(of: used, to: place.physical)
            let isOwn = !isTranslated && space.physical(used) == place.physical
            guard translation != nil || isOwn else { continue }
            let reached = space.store(translation?.physical ?? used)
            guard reached != place.store else { continue }
            var landing = landing(target, place, used, move, reached)
            landing.isAnywhere = request.order.kind != .mapResource
            return landing
        }
        return nil
    }

    /// Whether an IOMMU translates for this device, so that a physical address is none to it.
    var isTranslated: Bool { translations.knows(slot: request.slot) }

    private static let roles: [(Target, UInt8)] = [
        (.original, LineRole.overwritten.rawValue), (.copy, LineRole.original.rawValue),
    ]

    private func candidates(_ offset: UInt64, _ held: [MemoryRun]) -> [(Target, Place)] {
        Self.roles.flatMap { target, role in places(of: offset, role: role, in: held).map { (target, $0) } }
    }

    func landing(
        _ target: Target, _ place: Place, _ address: UInt64, _ move: RequestEvidence.Move, _ reached: Store
    ) -> Landing {
        Landing(
            target: target, physical: place.physical, address: address, offset: UInt64(move.report.offset),
            length: UInt64(move.report.length),
            untranslated: space.physical(address) == place.physical, home: place.store, reached: reached,
            wrote: move.writes)
    }

    private func absence(_ move: RequestEvidence.Move, _ registers: LookRecord.Registers) -> String {
        let address = move.writes ? registers.destination : registers.source
        return move.writes
            ? "the device was told to write to \(hex(address)), and its bytes are neither in the buffer nor in a copy"
            : "the device was told to read from \(hex(address)), and what it holds is neither the buffer nor a copy"
    }

    private func view(_ landings: [Landing], _ held: [MemoryRun], _ moved: [MemoryRun]) -> Side {
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
        let found = translated.compactMap { translation(of: $0.address, to: $0.physical) }
        let lines = found.map(\.line)
        guard found.count == translated.count else {
            return .saw(
                SideView(paths: [], says: told(landings) + "; QEMU's own trace knows no such translation", lines: lines)
            )
        }
        if translated.isEmpty, translations.translatesElsewhere(slot: request.slot) {
            return .saw(
                SideView(paths: [], says: told(landings) + "; and QEMU's own trace translates for the device"))
        }
        let bits = Set(landings.map { $0.untranslated ? space.state($0.address) : space.bare })
        let entries = Set(found.map { space.state($0.physical) })
        guard bits.count == 1, let bit = bits.first, entries.count <= 1, Set(landings.map(\.home)).count == 1,
            Set(landings.map(\.reached)).count == 1
        else {
            return .saw(
                SideView(paths: [], says: "pages of one mapping differ in the \(space.bitName): " + told(landings)))
        }
        return .saw(
            SideView(
                paths: paths, others: others, addressBit: bit, memory: main.home.map { space.memory(in: $0) },
                entryBit: entries.first,
                store: space.isPlain ? nil : main.reached, loss: main.missed.map { loss(main, $0) },
                remnant: main.isLost ? remnant(landings, held, moved) : nil,
                broken: broken(landings, held, moved) ?? touched(landings, held, moved), top: top, says: told(landings),
                lines: lines))
    }

    private func paths(_ landing: Landing) -> [Path] {
        switch (landing.target, landing.untranslated, request.order.kind.allocates) {
        case (.original, true, true): request.order.atomic ? [.coherent, .atomicPool] : [.coherent]
        case (.original, true, _): [.direct, .identity]
        case (.original, false, _): [.translated]
        case (.copy, true, _): [.bounce]
        case (.copy, false, _): [.translatedBounce]
        }
    }

    /// Whether a segment that no IOMMU translated went through an identity domain is for the guest side to say.
    private func straightPath(among paths: [Path]) -> Path? { paths.count == 1 ? paths[0] : nil }

    /// What QEMU's own trace tells of a translation.
    func translation(of address: UInt64, to physical: UInt64) -> DeviceTrace.Translation? {
        translations.translation(of: address, to: physical, slot: request.slot, bit: space.mask)
    }

    func told(_ landings: [Landing]) -> String {
        landings.map { landing in
            let what = landing.target == .original ? "the buffer itself" : "a copy of the buffer"
            let store = space.isPlain ? "" : " in the \(landing.reached.rawValue) store"
            return "device \(landing.did) \(hex(landing.address)), which is \(what) at \(hex(landing.physical))\(store)"
        }.joined(separator: "; ")
    }

    func places(of offset: UInt64, role: UInt8, in runs: [MemoryRun]) -> [Place] {
        runs.compactMap { run in
            guard run.role == role, offset >= run.offset, offset - run.offset < run.length else { return nil }
            return Place(store: run.store ?? .plain, physical: run.physical &+ (offset - run.offset))
        }
    }
}
