import RouteModel

/// What must be added so that a lab shows what a report shows: the state of a busy machine, or what the report leaves out.
extension Mapper {
    mutating func mapCondition() {
        switch symptom {
        case .noPool, .directOverflow: takeAwayPool()
        case .exhausted: useUp()
        case .poolOverflow: narrow()
        case .bounceInactive: if !shows(configuration) { takeAwayPool() }
        default: break
        }
    }

    /// The pool is absent. What took it away is on the command line, or is assumed; what helped tells which.
    private mutating func takeAwayPool() {
        scaleMask()
        compareWithMask()
        guard !shows(configuration) else { return }
        let options = ["iommu=off", "swiotlb=noforce"]
        let shown = options.filter { shows(configuration.adding($0)) }
        let helping = reading.remedies.map(\.value).filter { $0.helps && $0.added }
        let agreeing = shown.filter { option in
            helping.allSatisfy { !shows(configuration.adding(option).adding($0.option)) }
        }
        // The report says that there is none, even where this kernel then does something else than refuse.
        let isGone = symptom == .noPool && !configuration.boot.cmdline.contains("noforce") ? options.last : nil
        guard let option = agreeing.first ?? shown.first ?? isGone else { return }
        let others = shown.filter { $0 != option }.map { Change.cmdline(configuration.adding($0).boot.cmdline) }
        let alike = shown.filter { $0 != option }.map { other in
            agreeing.contains(other)
                ? "\(other) would do the same" : "\(other) would too, but then what helped would not"
        }
        assume(
            "what removed the pool", ([option] + alike).joined(separator: "; "),
            otherwise: others + [.cmdline(configuration.boot.cmdline)])
        missing.append("the command line: what removed the pool")
        configuration = configuration.adding(option)
    }

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
        inferred.append(
            "a pool of 512 slots and one list that needs 2048 stand in for a busy machine's many mappings; a larger swiotlb= makes it pass"
        )
    }

    /// The pool lies beyond the mask.
    private mutating func narrow() {
        guard !shows(configuration) else { return }
        for bits in [30, 28, 24] {
            let narrower = configuration.with(.masks(streaming: bits, coherent: bits)).with(.place(.aboveMask))
            guard shows(narrower) else { continue }
            inferred.append(
                "a mask of \(bits) bits stands in for \(configuration.device.dmaMask): the pool lies lower in a machine here"
            )
            configuration = narrower
            return
        }
    }
}
