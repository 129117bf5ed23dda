import RouteModel

extension Mapper {
    mutating func mapCommandLine() {
        let known = reading.commandLines.filter { !$0.value.options.isEmpty }
        if Set(known.map { $0.value.options.sorted() }).count > 1 {
            let told = known.map { "\"\($0.value.text)\" (line \($0.line))" }.joined(separator: ", ")
            contradictions.append("several command lines stand in it: \(told)")
        }
        if let chosen = nearest(known) {
            rest(.commandLine, on: chosen.evidence)
            configuration.boot.cmdline = chosen.value.text
            let rivals = Set(known.map(\.value.text)).subtracting([chosen.value.text]).sorted()
            if !rivals.isEmpty {
                assume(
                    "which of the command lines", chosen.value.text, otherwise: rivals.map { .cmdline($0) },
                    isChoice: true)
            }
        } else if !reading.wordedOptions.isEmpty {
            var options: [String] = []
            for option in reading.wordedOptions.flatMap(\.value.options) where !options.contains(option) {
                options.append(option)
            }
            configuration.boot.cmdline = options.joined(separator: " ")
            rest(.commandLine, on: reading.wordedOptions.map(\.evidence).max() ?? .assumed)
        } else if let bare = reading.commandLines.last {
            rest(.commandLine, on: bare.evidence)
        }
        for remedy in reading.remedies.map(\.value) where remedy.helps && !remedy.added {
            guard !configuration.boot.cmdline.split(separator: " ").contains(Substring(remedy.option)),
                !remedy.option.hasPrefix("mem_encrypt")
            else { continue }
            inferred.append("\(remedy.option) was on the command line, since taking it away helps")
            configuration = configuration.adding(remedy.option)
        }
        if reading.commandLines.isEmpty, reading.wordedOptions.isEmpty {
            assume(
                "command line",
                configuration.boot.cmdline.isEmpty ? "no option that decides routing" : configuration.boot.cmdline,
                otherwise: [])
        }
    }

    /// Options that kernels of other architectures read.
    mutating func dropForeignOptions() {
        guard let world = reading.worlds.first?.value, world != .xen, world != .vfio else { return }
        let all = configuration.boot.cmdline
        let kept = Configuration.options(all) {
            $0.hasPrefix("iommu=") || $0.hasPrefix("intel_iommu") || $0.hasPrefix("amd_iommu")
        }
        guard kept != all else { return }
        ignoredOptions = all.split(separator: " ").map(String.init).filter {
            !kept.split(separator: " ").map(String.init).contains($0)
        }
        inferred.append("\(ignoredOptions.joined(separator: " ")) does nothing there: it is an option of x86")
        configuration.boot.cmdline = kept
    }

    mutating func mapMemory() {
        let said = take(nearest(reading.memory), for: .ram)
        if let said, said < Reading.fourGiB, refusedAbove4G {
            configuration.boot.ram = Self.highRAM
            isPluggedIn = true
            inferred.append(
                "RAM lies above 4 GiB: a refused buffer lies there, and of the \(said >> 20) MiB at boot none does, so it was plugged in later"
            )
            return
        }
        if let said {
            let step: UInt64 = 1 << 20
            configuration.boot.ram =
                said >= configuration.boot.architecture.memoryMap.split
                ? Self.highRAM : max(said / step * step, 256 << 20)
            if configuration.boot.ram == Self.highRAM, said >> 30 != Self.highRAM >> 30 {
                inferred.append(
                    "\(Self.highRAM >> 30) GiB of RAM stand in for \(said >> 20) MiB: what counts is RAM above 4 GiB")
            }
            return
        }
        if let reason = highReason {
            configuration.boot.ram = Self.highRAM
            rest(.ram, on: .reporter)
            inferred.append("RAM lies above 4 GiB: \(reason)")
            return
        }
        let ram = configuration.boot.encryption == .none ? Self.highRAM : Self.lowRAM
        configuration.boot.ram = ram
        assume("RAM", "\(ram >> 20) MiB", otherwise: [.ram(ram == Self.highRAM ? Self.lowRAM : Self.highRAM)])
    }

    /// A refused address is a bus address: beyond a bus limit that passes the mask, a window shifts it.
    private var refusedAbove4G: Bool {
        reading.overflows.contains { noted in
            let overflow = noted.value
            guard overflow.form != .bounced, let address = overflow.address, !overflow.isShifted else { return false }
            return physical(address) >= Reading.fourGiB
        }
    }

    private var highReason: String? {
        if !reading.highMemory.isEmpty { return "firmware's map says so" }
        if reading.saysHighMemory { return "the report says so" }
        if refusedAbove4G { return "a refused buffer lies there" }
        let forced = configuration.boot.cmdline.contains("force") || configuration.boot.cmdline.contains("soft")
        guard configuration.boot.encryption == .none, !forced else { return nil }
        let hasPool =
            reading.full.contains { ($0.value.total ?? 0) > 0 }
            || reading.pools.contains { if case .mapped = $0.value { true } else { false } }
        return hasPool && reading.worlds.isEmpty ? "otherwise there would be no pool" : nil
    }

    /// An address without the bit that selects the view of memory.
    func physical(_ address: UInt64) -> UInt64 { configuration.boot.addressBit?.removed(from: address) ?? address }

    mutating func mapIOMMU() {
        if take(reading.untrusted.last, for: .trust) != nil { configuration.device.untrusted = true }
        let said = reading.iommus.map(\.value)
        let hasNone = said.contains(.absent)
        var kinds = said.compactMap { if case .active(let kind) = $0 { Optional(kind) } else { nil } }
        if kinds.isEmpty, !hasNone, configuration.device.untrusted, symptom.isDirect { kinds = [nil] }
        if hasNone, !kinds.isEmpty {
            contradictions.append("an IOMMU is said to be at work, and said not to be")
        }
        let isOff = configuration.boot.cmdline.split(separator: " ").contains {
            ["iommu=off", "amd_iommu=off", "intel_iommu=off"].contains($0)
        }
        rest(.iommu, on: max(evidenceOfIOMMU, isOff ? basis[.commandLine] ?? .assumed : .assumed))
        if hasNone {
            knowsIOMMU = true
            configuration.boot.viommu = .none
            if reading.domains.contains(where: { if case .byDefault = $0.value { true } else { false } }) {
                inferred.append("no IOMMU is active: \"Default domain type\" is printed without one too")
            }
        } else if !kinds.isEmpty, !isOff {
            knowsIOMMU = true
            configuration.boot.viommu = possible(kinds.compactMap(\.self).last ?? vendorIOMMU)
            passThrough()
        } else if symptom.isDirect, asksIdentity, !isOff,
            configuration.boot.platform == .host || configuration.boot.encryption == .none
        {
            knowsIOMMU = true
            configuration.boot.viommu = possible(vendorIOMMU)
            assume("IOMMU", configuration.boot.viommu.rawValue, otherwise: [.viommu(.none)])
        } else if symptom.isDirect, intelIsOn, !isOff, reading.worlds.isEmpty, configuration.boot.encryption == .none {
            knowsIOMMU = true
            configuration.boot.viommu = .intel
            passThrough()
        } else if symptom.isDirect || symptom == .allocationFails && isOff {
            knowsIOMMU = true
            inferred.append("no IOMMU translates for this device: its mapping takes the direct path")
        } else if symptom == .bounceInactive {
            knowsIOMMU = true
            configuration.boot.viommu = possible(vendorIOMMU)
            inferred.append(
                "an IOMMU translates for this device, and the kernel does not trust it: only then is this said")
        } else if !isOff {
            guessIOMMU()
        }
    }

    /// What vouches for an IOMMU, or for none: a mapping that took the direct way says that none translates for it.
    private var evidenceOfIOMMU: Evidence {
        let proof = symptom.isDirect || symptom == .bounceInactive ? reading.symptomEvidence : .assumed
        return max(reading.iommus.map(\.evidence).max() ?? .assumed, proof)
    }

    private var intelIsOn: Bool {
        configuration.boot.cmdline.split(separator: " ").contains { $0.hasPrefix("intel_iommu=on") }
            && reading.platforms.last?.value != .guest && reading.vendors.last?.value != .amd
    }

    var asksIdentity: Bool {
        let options = configuration.boot.cmdline.split(separator: " ")
        return options.contains {
            ["iommu=pt", "iommu.passthrough=1", "iommu.passthrough=on", "iommu.passthrough=y"].contains($0)
        }
    }

    /// Whether the command line asks for translation by name.
    private var asksTranslation: Bool {
        configuration.boot.cmdline.split(separator: " ").contains {
            ["iommu=nopt", "iommu.passthrough=0", "iommu.passthrough=off", "iommu.passthrough=n"].contains($0)
        }
    }

    /// The kind that what helps names, else that of the processor.
    var vendorIOMMU: VIOMMU {
        let names = reading.claims.map(\.value).filter { $0.polarity == .helps }.map(\.option)
        if configuration.boot.encryption == .none, reading.vendors.isEmpty {
            if names.contains(where: { $0.hasPrefix("amd_iommu") }) { return Vendor.amd.iommu }
            if names.contains(where: { $0.hasPrefix("intel_iommu") }) { return Vendor.intel.iommu }
        }
        let vendor: Vendor = configuration.boot.encryption == .sme ? .amd : vendorOfIOMMU ?? .intel
        return vendor.iommu
    }

    /// What goes with the encryption in a machine here.
    private mutating func possible(_ kind: VIOMMU) -> VIOMMU {
        switch (configuration.boot.encryption, kind) {
        case (.none, _), (.sme, .amd), (_, .none): return kind
        case (.sme, _): return .amd
        case (_, .virtio): return .virtio
        default:
            inferred.append("virtio's IOMMU stands in for the guest's")
            return .virtio
        }
    }

    /// A device that goes the direct way beside an IOMMU that works has an identity domain.
    private mutating func passThrough() {
        let said = asksIdentity
        let group = reading.domains.last { if case .group = $0.value { true } else { false } }?.value
        let isIdentity =
            group == .group(identity: true)
            || group == nil && reading.domains.contains { $0.value == .byDefault(identity: true) }
        guard !said, isIdentity || symptom.isDirect, !configuration.device.untrusted else { return }
        if !isIdentity, asksTranslation {
            inferred.append(
                "the kernel does not trust the device: beside an IOMMU that translates only such a device bounces")
            configuration.device.untrusted = true
            return
        }
        if !isIdentity { isAssumed.append("the device's group has an identity domain") }
        inferred.append(
            "the device's group has an identity domain: \(isIdentity ? "the kernel says so" : "its mapping takes the direct path beside an IOMMU")"
        )
        configuration = configuration.adding("iommu=pt")
    }

    private mutating func guessIOMMU() {
        let isHost = configuration.boot.platform == .host
        let options = configuration.boot.cmdline.split(separator: " ").map(String.init)
        let named = options.contains {
            $0.hasPrefix("amd_iommu") || $0.hasPrefix("intel_iommu") || $0 == "iommu=pt" || $0 == "iommu.passthrough=1"
        }
        if symptom == .failure, isHelpedByGoingAround, configuration.boot.encryption == .none {
            configuration.boot.viommu = vendorIOMMU
            assume("IOMMU", configuration.boot.viommu.rawValue, otherwise: [.viommu(.none)])
            return
        }
        guard isHost || named else {
            configuration.boot.viommu = .none
            assume("IOMMU", "none", otherwise: configuration.boot.encryption == .none ? [.viommu(vendorIOMMU)] : [])
            return
        }
        let kind: VIOMMU = options.contains { $0.hasPrefix("intel_iommu") } ? .intel : vendorIOMMU
        let present = isHost && named
        configuration.boot.viommu = present ? possible(kind) : .none
        let other: Change = present ? .viommu(.none) : .viommu(possibleQuietly(kind))
        assume("IOMMU", configuration.boot.viommu.rawValue, otherwise: [other])
    }

    /// Whether what helps takes an IOMMU out of the way, so that one was in it.
    private var isHelpedByGoingAround: Bool {
        reading.routingRemedies.contains { claim in
            guard claim.subject == .option else {
                return claim.subject == .iommu(on: false) || claim.subject == .identity(true)
            }
            return !claim.isRemoval && ["off", "soft", "pt", "1"].contains { claim.option.hasSuffix("=" + $0) }
        }
    }

    private func possibleQuietly(_ kind: VIOMMU) -> VIOMMU {
        switch configuration.boot.encryption {
        case .none: kind
        case .sme: .amd
        default: .virtio
        }
    }
}
