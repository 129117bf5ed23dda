import RouteModel

extension Reading {
    mutating func readIOMMU(_ line: Pasted.Line, next: ArraySlice<Pasted.Line>) {
        let text = line.text
        readInventory(line, next)
        if text.has("iommu_groups/"), text.has("/devices/") {
            add(.active(nil), "at work: there are groups", line)
        } else if text.hasAny(["adding to iommu group", "added to iommu group", "iommu: adding device"]) {
            add(.active(nil), "at work: a device is in a group", line)
        } else if text.has("virtualization technology for directed i/o") {
            add(.active(.intel), "intel at work", line)
        } else if text.has("intel-iommu force enabled due to platform opt in") {
            // drivers/iommu/intel/iommu.c, platform_optin_force_iommu.
            isOptedIn = true
            add(.active(.intel), "intel at work, as the platform asked for it", line)
        } else if text.has("amd-vi:"),
            text.hasAny([
                "found iommu", "lazy io/tlb", "performance counters supported", "virtual apic enabled",
                "extended features",
                "io/tlb flush on unmap", "perf counter", "interrupt remapping enabled", "ivrs", "using global ivhd",
                "enabling iommu",
                "event logged", "virtual apic", "completion-wait",
            ]), !text.hasAny(["disabled", "not available on this system"])
        {
            add(.active(.amd), "amd at work", line)
        } else if text.has("virtio_iommu"), text.has("input address") || text.has("page mask") {
            add(.active(.virtio), "virtio at work", line)
        } else if text.has("not currently supported when sme is active") {
            add(.absent, "amd switched off under SME by its microcode", line)
        } else if text.hasAny([
            "no iommu groups", "iommu_groups is empty", "no iommu found", "no viommu", "without iommu ",
            "without an iommu",
            "no iommu ", "no iommu,", "no iommu.", "no iommu)", "iommu disabled in", "iommu is disabled",
            "vt-d disabled", "vt-d is disabled", "vt-d off", "iommu is not available", "iommu not available",
            "no iommu available",
        ]) || text.bytes.suffix(8).elementsEqual("no iommu".utf8)
            || text.has("iommu_groups: no such") || text.has("iommu_groups': no such")
        {
            add(.absent, "none at work", line)
        } else if text.has("iommu_groups"), let following = next.first(where: { !$0.text.isEmpty }),
            following.text.starts("total 0"), following.text.count == 7
        {
            if note("IOMMU", "none at work: iommu_groups is empty", line) {
                iommus.append(line.noted(.absent, isPrinted: true))
            }
        } else if text.hasAny(Self.presences), !text.has("swiotlb") {
            add(.active(text.has("dmar") ? .intel : nil), "at work", line)
        }
        readMachine(line)
        readDomain(line)
        readAddress(line)
    }

    /// `to iova 0x40000000`: an address that an IOMMU gave, as a program's or a driver's log tells it.
    private mutating func readAddress(_ line: Pasted.Line) {
        let text = line.text
        guard line.stamped, !text.hasAny(["fault", "event"]),
            let at = (["iova 0x", "iova: 0x", "iova=0x"] as [StaticString]).lazy.compactMap({ text.after($0) }).first,
            let (address, _) = text.hex(at: at)
        else { return }
        guard note("IOVA", "0x\(String(address, radix: 16))", line) else { return }
        iovas.append(line.noted(address))
        iommus.append(line.noted(.active(nil)))
    }

    private static let presences: [StaticString] = [
        "iommu in use", "iommu is in use", "iommu is on", "iommu enabled", "iommu: enabled", "iommu is enabled",
        "behind the iommu",
        "behind an iommu", "with an iommu active", "with the iommu active", "iommu is active",
    ]

    /// `iommu_group: 3` and `product: … IOMMU` of a list of devices.
    private mutating func readInventory(_ line: Pasted.Line, _ next: ArraySlice<Pasted.Line>) {
        let text = line.text
        let start = text.skipSpaces(0)
        if let at = text.after("iommu_group: "), text.starts("iommu_group: ", at: start),
            text[at].map(ReportText.isDigit) == true, note("IOMMU", "at work: a device is in a group", line)
        {
            iommus.append(line.noted(.active(nil)))
        }
        let isHub = text.starts("product: ", at: start) && text.hasAny(["iommu", "root complex", "host bridge"])
        let isAMD = isHub && next.prefix(3).contains { $0.text.has("vendor: advanced micro devices") }
        if isAMD || text.has("iommu: advanced micro devices"), note("processor", Vendor.amd.rawValue, line) {
            vendors.append(line.noted(.amd))
        }
    }

    /// What people say of it counts only where no machine says otherwise.
    private mutating func add(_ mention: IOMMUMention, _ told: String, _ line: Pasted.Line) {
        // "It works with the IOMMU off" tells of another boot than the one that fails.
        guard line.isMachineText || !saysThatItWorks(line), note("IOMMU", told, line) else { return }
        if line.isMachineText { iommus.append(line.noted(mention)) } else { wordedIOMMUs.append(line.noted(mention)) }
    }

    private func saysThatItWorks(_ line: Pasted.Line) -> Bool {
        let words = Words(line.text)
        return words.verdict(in: words.all) == .good
    }

    mutating func settleIOMMUs() {
        if virtioDevices.isEmpty, let defined = definedVirtio { virtioDevices.append(defined) }
        if isOfEncryptedGuest { takeWordedIOMMUsAsHosts() }
        if iommus.isEmpty, wordedIOMMUs.isEmpty { takeClaimedIOMMUs() }
        if iommus.isEmpty || wordedIOMMUs.allSatisfy({ $0.value != .absent }) { iommus += wordedIOMMUs }
        wordedIOMMUs = []
    }

    /// What the reporter says of the failing boot's IOMMU, where nobody says anything else of it.
    private mutating func takeClaimedIOMMUs() {
        wordedIOMMUs = claims.compactMap { noted in
            guard noted.value.polarity == .inForce, case .iommu(let isOn) = noted.value.subject else { return nil }
            return noted.with(isOn ? .active(nil) : .absent)
        }
    }

    /// In a report of an encrypted guest an IOMMU that nobody but people speak of is the host's.
    private mutating func takeWordedIOMMUsAsHosts() {
        for noted in wordedIOMMUs where noted.value != .absent {
            let told = facts.indices.filter {
                facts[$0].line == noted.line && facts[$0].file == noted.file && facts[$0].fact.hasPrefix("IOMMU:")
            }
            // What a definition gives the guest is the guest's.
            guard !told.contains(where: { facts[$0].fact.hasSuffix("in the machine's definition") }) else { continue }
            for index in told { facts[index].fact = "of the host, as people say: " + facts[index].fact }
            wordedIOMMUs.removeAll { $0 == noted }
        }
    }

    /// What a QEMU command line or libvirt's definition gives a guest.
    private mutating func readMachine(_ line: Pasted.Line) {
        let text = line.text
        if text.has("-device intel-iommu") || text.has("<iommu model='intel'") || text.has("<iommu model=\"intel\"") {
            add(.active(.intel), "intel, in the machine's definition", line)
        } else if text.has("-device amd-iommu") || text.has("<iommu model='amd'") {
            add(.active(.amd), "amd, in the machine's definition", line)
        } else if text.has("virtio-iommu-pci") || text.has("<iommu model='virtio'") {
            add(.active(.virtio), "virtio, in the machine's definition", line)
        }
        if text.has("confidential-guest-support=") { isConfidential = true }
        if text.hasAny(["bus='virtio'", "<model type='virtio'", "bus=\"virtio\"", "<model type=\"virtio\""]) {
            definedVirtio = definedVirtio ?? line.noted(false)
        }
        if text.has("<driver"), text.hasAny(["iommu='on'", "iommu=\"on\""]) { definedVirtio = line.noted(true) }
        guard text.has("virtio-"), !text.has("virtio-iommu"), text.hasAny(["-device", "<driver", "-netdev"])
        else { return }
        // QEMU 6.0 and later demands it of every virtio device of a machine with confidential-guest-support (hw/core/machine.c).
        let demands =
            text.hasAny(["iommu_platform=on", "iommu_platform=true", "iommu='on'", "confidential-guest-support="])
            || isConfidential
        if note("virtio device", demands ? "demands the DMA API" : "does not demand the DMA API", line) {
            virtioDevices.append(line.noted(demands))
        }
    }

    private mutating func readDomain(_ line: Pasted.Line) {
        let text = line.text
        if let at = text.after("default domain type:") {
            let identity = text.find("passthrough", from: at) != nil
            if note("default domain type", identity ? "passthrough" : "translated (proves no IOMMU)", line) {
                domains.append(line.noted(.byDefault(identity: identity)))
            }
        } else if text.starts("config_iommu_default_passthrough=y") {
            if note("default domain type", "passthrough, by CONFIG_IOMMU_DEFAULT_PASSTHROUGH", line) {
                domains.append(line.noted(.byDefault(identity: true)))
            }
        } else if text.has("iommu_groups/"), text.has("type") {
            let identity = text.has("identity")
            guard identity || text.hasAny([":dma", " dma"]) else { return }
            if note("group type", identity ? "identity" : "DMA", line) {
                domains.append(line.noted(.group(identity: identity)))
                iommus.append(line.noted(.active(nil)))
            }
        } else if text.hasAny(["using passthrough domain", "uses identity mapping", "default domain to identity"]) {
            if note("group type", "identity", line) { domains.append(line.noted(.group(identity: true))) }
        }
    }
}
