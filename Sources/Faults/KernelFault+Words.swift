import RouteModel

/// A fault in sentences for people who never heard of the model.
extension KernelFault {
    /// What happens, in a few words.
    public var headline: String {
        switch duty {
        case .bytesArrive: "data of \(what) lost"
        case .privateStays:
            kind == .dataLost ? "data of \(what) lost in private memory" : "private memory handed out by \(what)"
        case .onlyWhatIsMapped: "untrusted device reaches more than was mapped"
        case .withinMask: "DMA address beyond the device's mask"
        case .bitFits: "DMA address marked unlike its memory"
        case .returnsItsType: "wrong type returned"
        case .driverWorks: "device left without driver"
        case .refusesOnlyWithoutWay: "\(what) refused without need"
        case .toldSizeMaps: "\(what) refused at a size that was promised"
        case .messageIsTrue: "message names a wrong cause"
        }
    }

    /// What its calls ask for, in a word or two.
    private var what: String {
        if calls == [.driverIO] { return "a driver's DMA" }
        if calls.allSatisfy(\.allocates) { return "DMA allocations" }
        if calls.allSatisfy({ $0 == .mapResource }) { return "DMA to registers" }
        return calls.allSatisfy({ $0.hasPlace }) ? "DMA mappings" : "DMA"
    }

    /// `headline` with who is hit.
    public var says: String { "\(headline) \(who)" }

    /// Who is hit, such as `in guests with SEV behind virtio-iommu`.
    public var who: String {
        let machines = platforms.map(Self.machine)
        let iommus = viommus.filter { $0 != VIOMMU.none.rawValue }
        // What is hit without an IOMMU too is not hit because of one.
        let behind =
            iommus.count == viommus.count && !iommus.isEmpty ? " behind " + Self.list(iommus.map { "\($0)-iommu" }) : ""
        return "on \(Self.list(machines))\(behind)"
    }

    /// What a user meets, in two sentences.
    public var consequence: String { "\(happens) \(reason)" }

    private var happens: String {
        switch kind {
        case .dataLost:
            return "A DMA that the kernel reports as mapped does not move its bytes: \(ways), and no error is reported."
        case .privateExposed where duty == .onlyWhatIsMapped:
            return "A device that the kernel does not trust can read and change memory that was never mapped for it."
        case .privateExposed:
            return "The kernel hands a device the address of a page that is private to the guest, instead of refusing "
                + "the call or copying the data into shared memory."
        case .wrongAddress:
            return "The kernel hands a device an address that it cannot use, so the DMA goes elsewhere or nowhere."
        case .wrongType:
            return "A function of the DMA API returns something else than its type says, so that its caller reads and "
                + "writes memory that is not its own, or crashes."
        case .deviceDead: return "The device gets no driver and stays dead, although it could work."
        case .refusedNeedlessly where duty == .toldSizeMaps:
            return "The kernel tells a driver that mappings may be larger than they may, and refuses those that are."
        case .refusedNeedlessly:
            return
                "A call of the DMA API fails, and with it the device's I/O, although the kernel could have served it."
        case .leak: return "What a driver took is never given back, until nothing is left."
        case .misleadingMessage:
            let text = route?.message.map(Self.spoken) ?? "another cause"
            return "The kernel refuses a DMA and says \"\(text)\", which is not why."
        }
    }

    private var ways: String {
        let reads = "the device reads other bytes than the driver wrote"
        let writes = "what the device writes never reaches the driver"
        let isRead = directions.contains(.toDevice) || directions.contains(.bidirectional)
        let isWritten = directions.contains(.fromDevice) || directions.contains(.bidirectional)
        return [isRead ? reads : nil, isWritten ? writes : nil].compactMap { $0 }.joined(separator: ", and ")
    }

    /// Why, and what a right kernel would have done.
    private var reason: String {
        var text = "It happens \(who)"
        if let laid = cause.laid, let route {
            text += ": the device is given \(laid.text)\(Self.marked(route, smallest))"
        }
        if duty == .messageIsTrue { return text + ". What decides is another thing: \(decides?.says ?? "")" }
        guard let question = cause.question else { return text + "." }
        return text + ". The kernel could have \(question.otherwise)."
    }

    private static func marked(_ route: Route, _ point: Point) -> String {
        guard let bit = point.boot.addressBit else { return "" }
        let isEntry = route.path == .translated || route.path == .translatedBounce
        guard bit.standsInDMAAddress else { return "" }
        switch isEntry ? route.entryBit ?? .none : route.addressBit {
        case .set: return " by \(isEntry ? "a page-table entry" : "an address") with the \(bit.name)"
        case .clear: return " by \(isEntry ? "a page-table entry" : "an address") without the \(bit.name)"
        case .none: return ""
        }
    }

    private static func machine(_ platform: String) -> String {
        let words = platform.split(separator: " ").map(String.init)
        guard words.count == 2 else { return "machines without memory encryption" }
        return "\(words[0])s with \(words[1].uppercased())"
    }

    static func spoken(_ message: Message) -> String {
        switch message {
        case .dmaAddrOverflow: "DMA addr ... overflow"
        case .swiotlbAddrOverflow: "swiotlb addr ... overflow"
        case .swiotlbFull: "swiotlb buffer is full"
        case .bounceInactive: "DMA bounce buffers are inactive"
        case .silent: ""
        }
    }

    static func list(_ words: [String]) -> String {
        guard words.count > 1, let last = words.last else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " and " + last
    }
}

extension KernelFault {
    /// Kernels that have it and those that do not, such as `6.12 to 7.3; not in 6.1`.
    public var kernels: String {
        let names = with.isEmpty ? proposals.map { "the proposal \($0)" } : with.map(Self.short)
        let has = Self.run(names, all: releases.map(Self.short))
        return without.isEmpty ? has : "\(has); not in \(without.map(Self.short).joined(separator: ", "))"
    }

    private var releases: [String] { (with + without).sorted(by: KernelSpread.isOlder) }

    /// The last release without it before the first with it, such as `6.1` and `6.12`; nil where the oldest one has it.
    public var arrival: (after: String, until: String)? {
        let all = releases
        guard let first = all.firstIndex(where: with.contains), first > 0 else { return nil }
        return (Self.short(all[first - 1]), Self.short(all[first]))
    }

    /// Between which releases it came and whether it is gone, in a sentence; empty where no release has it.
    public var since: String {
        let all = releases
        guard let last = all.lastIndex(where: with.contains) else { return "" }
        let came =
            arrival.map { "came between \($0.after) and \($0.until)" }
            ?? "is as old as \(Self.short(all[0])), the oldest release looked at,"
        let end =
            last == all.count - 1
            ? "is still there in \(Self.short(all[last]))" : "is gone in \(Self.short(all[last + 1]))"
        return "It \(came) and \(end)."
    }

    static func short(_ kernel: String) -> String {
        kernel.hasPrefix("linux-") ? String(kernel.dropFirst(6)) : kernel
    }

    /// Names that follow on each other as a range.
    private static func run(_ names: [String], all: [String]) -> String {
        guard names.count > 2, let first = names.first, let last = names.last, let begin = all.firstIndex(of: first),
            let end = all.firstIndex(of: last), end - begin + 1 == names.count
        else { return names.joined(separator: ", ") }
        return "\(first) to \(last)"
    }

    /// What of the machine is emulated, in a sentence; nil where nothing but the machine itself is.
    public var emulated: String? {
        let isEncrypted = platforms.contains { $0.contains(" ") }
        let iommus = viommus.filter { $0 != VIOMMU.none.rawValue }
        let parts = [
            isEncrypted ? "memory encryption (two memories under an unmodified kernel)" : nil,
            iommus.isEmpty ? nil : "the IOMMU (QEMU's)",
        ].compactMap { $0 }
        return parts.isEmpty ? nil : "Emulated: \(parts.joined(separator: ", and "))."
    }

    /// What hardware would do instead of the emulation; nil where it does the same or nothing is emulated.
    public var onHardware: String? {
        guard smallest.boot.encryption != .none else { return nil }
        switch cause.laid {
        case .privatePage: return PrivateMemory.onHardware
        case .encryptedPage:
            let only = " A machine without hypervisor has no IOMMU of this kind: this shows in emulation alone."
            let isOnly = smallest.boot.platform == .host && smallest.boot.iommuKind?.isParavirtual == true
            return "On hardware the device reads ciphertext, and what it writes is noise to the CPU."
                + (isOnly ? only : "")
        case .pool, .sharedPage:
            return
                "On hardware the memory controller decrypts what is not encrypted: the device reads noise, and what it "
                + "writes is ciphertext to the CPU."
        case .registers:
            return "On hardware the access misses the registers: it goes to an address that nothing answers."
        case .page, nil: return nil
        }
    }
}
