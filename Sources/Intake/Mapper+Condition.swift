import RouteModel

/// What must be added so that a lab shows what a report shows: the state of a busy machine, or what the report leaves out.
extension Mapper {
    mutating func mapCondition() {
        switch symptom {
        case .noPool, .directOverflow: takeAwayPool()
        case .exhausted: useUp()
        case .poolOverflow, .poolOutOfReach: narrow()
        case .tooLarge: breakUp()
        case .bounceInactive: if !shows(configuration) { takeAwayPool() }
        default: break
        }
    }

    /// The pool is absent. What took it away is on the command line, or is assumed; what helped tells which.
    private mutating func takeAwayPool() {
        scaleMask()
        compareWithMask()
        guard !shows(configuration), reading.worlds.isEmpty else { return }
        if lacksPoolSinceBoot { return takeAwayPoolAtBoot() }
        guard agedRemoval == nil else { return }
        // What translates for the device is not off.
        let options = configuration.boot.viommu == .none ? ["iommu=off", "swiotlb=noforce"] : ["swiotlb=noforce"]
        let shown = options.filter { shows(configuration.adding($0)) }
        let helping = reading.remedies.map(\.value).filter { $0.helps && $0.added && !options.contains($0.option) }
        let agreeing = shown.filter { option in
            helping.allSatisfy { !shows(configuration.adding(option).adding($0.option)) }
        }
        // The report says that there is none, even where this kernel then does something else than refuse.
        let isGone = symptom == .noPool && !configuration.boot.cmdline.contains("noforce") ? options.last : nil
        // What the report names, though it does not say whether the failing boot had it, is likelier than what it does not.
        let named = agreeing.first { option in
            reading.claims.contains { noted in
                let claim = noted.value
                return !claim.isRemoval && claim.option == option && claim.polarity == .unknown
            }
        }
        guard let option = named ?? agreeing.first ?? shown.first ?? isGone else { return }
        let others = shown.filter { $0 != option }.map { Change.cmdline(configuration.adding($0).boot.cmdline) }
        let alike = shown.filter { $0 != option }.map { other in
            agreeing.contains(other)
                ? "\(other) would do the same" : "\(other) would too, but then what helped would not"
        }
        isAssumed.append(
            isPluggedIn
                ? "the RAM above 4 GiB was plugged in after boot, when a pool is no longer made (\(option) stands in for that)"
                : "\(option) is on the command line" + (named == nil ? "" : ", as the report names it"))
        alternatives = isPluggedIn ? [] : alike
        if isPluggedIn { standInOptions = [option] }
        assume(
            "what removed the pool", ([option] + alike).joined(separator: "; "),
            otherwise: others + [.cmdline(configuration.boot.cmdline)])
        missing.append("the command line: what removed the pool")
        configuration = configuration.adding(option)
    }

    /// The kernel said that it got no pool: the report tells why there is none, and an option stands in for that here.
    private mutating func takeAwayPoolAtBoot() {
        let without = configuration.adding("swiotlb=noforce")
        guard shows(without) else { return }
        standIns.append("a pool that is switched off (swiotlb=noforce) for one that could not be had at boot")
        inferred.append("swiotlb=noforce stands in for a pool that could not be had at boot")
        standInOptions = ["swiotlb=noforce"]
        configuration = without
    }

    /// Whether the kernel said at boot that it got no pool, and a bounce finds none.
    var lacksPoolSinceBoot: Bool {
        !reading.poolWarnings.isEmpty && (symptom == .noPool || symptom == .directOverflow)
    }

    /// Whether an option stands in for a pool that the reported machine could not get.
    var standsInForAbsence: Bool { !standInOptions.isEmpty && !isPluggedIn }

    /// Without encryption an address within the mask is not refused.
    private mutating func compareWithMask() {
        guard configuration.boot.encryption == .none, let overflow = nearest(reading.overflows)?.value,
            let address = overflow.address, let mask = overflow.mask
        else { return }
        let bus = overflow.bus ?? 0
        let limit = bus == 0 ? mask : min(mask, bus)
        let (last, wraps) = address.addingReportingOverflow(max(overflow.size ?? 1, 1) - 1)
        guard !wraps, last <= limit else { return }
        contradictions.append(
            "the refused address \(hex(address)) lies within the limit \(String(limit, radix: 16))")
    }

    /// A mask that only a larger machine has memory above: 32 bits and a buffer above 4 GiB are the same case.
    private mutating func scaleMask() {
        let mask = configuration.device.dmaMask
        guard configuration.boot.encryption == .none else { return }
        if mask > 32, let address = nearest(reading.overflows)?.value.address, address >> UInt64(min(mask, 63)) > 0 {
            inferred.append(
                "a mask of 32 bits and a buffer above 4 GiB stand in for \(mask) bits and a buffer above that")
            configuration = configuration.with(.masks(streaming: 32, coherent: 32)).with(.place(.above4G))
        } else if mask < 32, let address = nearest(reading.overflows)?.value.address, address < Reading.fourGiB {
            configuration = configuration.with(.place(.aboveMask))
        }
    }

    /// A pool so small that one list uses it up.
    private mutating func useUp() {
        guard !holdMany() else { return }
        let kept = Configuration.options(configuration.boot.cmdline) {
            $0.hasPrefix("swiotlb=") && $0.dropFirst(8).first?.isNumber == true
        }
        let force =
            configuration.boot.cmdline.contains("force") && !kept.contains("swiotlb=force")
            && configuration.boot.cmdline.contains("swiotlb=")
        configuration.boot.cmdline = kept
        configuration = configuration.adding("swiotlb=512" + (force ? ",force" : ""))
        configuration.request.kind = .mapSG
        configuration.request.segments = 16
        configuration.request.size = 4 << 20
        configuration.settle()
        standIns.append("a pool of 512 slots for the machine's")
        inferred.append(
            "a pool of 512 slots and one list that needs 2048 stand in for a busy machine's many mappings; a larger swiotlb= makes it pass"
        )
    }

    /// Slots of the pool that a machine has whose options ask for none: 64 MiB.
    private static let usualSlots: UInt64 = 32768

    /// So many mappings that the reported pool is used up, where that pool is what a machine here has.
    private mutating func holdMany() -> Bool {
        let total = nearest(reading.full)?.value.total ?? Self.usualSlots
        guard total > 0, configuration.request.size > 0 else { return false }
        let slots = (configuration.request.size + 2047) / 2048
        let held = total / slots
        guard (1...16384).contains(held), slots <= 128 else { return false }
        var busy = configuration
        busy.request.kind = .mapSingle
        busy.request.segments = 1
        busy.request.held = Int(held)
        busy.settle()
        guard shows(busy), !shows(busy.adding("swiotlb=\(total * 4)")) else { return false }
        configuration = busy
        inferred.append(
            "\(held) mappings that are held stand in for a busy machine's: the pool of \(total) slots is used up")
        return true
    }

    /// A device that is not trusted bounces parts of pages alone.
    private mutating func breakUp() {
        guard configuration.device.untrusted, !shows(configuration), configuration.request.size.isMultiple(of: 4096)
        else { return }
        configuration.request.size -= 64
        inferred.append(
            "64 bytes less than was asked: behind an IOMMU only buffers that do not fill their pages are bounced")
    }

    /// The pool lies beyond the mask.
    private mutating func narrow() {
        guard !shows(configuration) else { return }
        for bits in [30, 28, 24] {
            let narrower = configuration.with(.masks(streaming: bits, coherent: bits)).with(.place(.aboveMask))
            guard shows(narrower) else { continue }
            standIns.append("a mask of \(bits) bits for \(configuration.device.dmaMask)")
            inferred.append(
                "a mask of \(bits) bits stands in for \(configuration.device.dmaMask): the pool lies lower in a machine here"
            )
            configuration = narrower
            return
        }
    }
}
