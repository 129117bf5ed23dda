extension IOFault {
    /// What the address, the reason and the flags tell.
    var says: String? {
        if let offence { return offence.rawValue }
        let address = told(address: address)
        // Without a table nothing of the address counts, and what a failed mapping gives tells more than its direction.
        if let table = reason.flatMap(Self.table) { return table + (address.map { " " + $0 } ?? "") }
        return address ?? reason.flatMap(Self.access) ?? told(flags: flags)
    }

    /// Whether the page is mapped, and only not for what the device did.
    var isMapped: Bool { flags.map { $0 & 0x10 != 0 } ?? false }

    /// Whether the IOMMU knows no domain for the device.
    var hasNoTable: Bool { reason.map { (1...3).contains($0) } ?? false }

    /// Reasons that tell of the IOMMU's tables. Source: drivers/iommu/intel/dmar.c, dma_remap_fault_reasons.
    private static func table(_ reason: UInt64) -> String? {
        let code = "Its reason (0x0\(String(reason, radix: 16)))"
        return switch reason {
        case 1:
            "\(code) says that the bit of its bus's root entry is clear: the IOMMU has no table for the device's bus, as nobody attached the device to a domain."
        case 2:
            "\(code) says that the bit of its context entry is clear: the IOMMU has no table for the device, as nobody attached it to a domain."
        case 3: "\(code) says that its context entry is invalid: the IOMMU has no table for the device that it can use."
        case 4: "\(code) says that the address is beyond what the device's table can hold."
        case 8...11: "\(code) says that an entry above the device's table is invalid."
        case 13: "\(code) says that the device's domain blocks all it does."
        default: nil
        }
    }

    /// Reasons that tell of the page. Source: the same.
    private static func access(_ reason: UInt64) -> String? {
        let code = "Its reason (0x0\(String(reason, radix: 16)))"
        return switch reason {
        case 5: "\(code) says that the device wrote where nothing may be written, or nothing is mapped."
        case 6: "\(code) says that the device read where nothing may be read, or nothing is mapped."
        case 7:
            "\(code) says that the entry that should lead to the next table leads nowhere: for that address the IOMMU's tables are not made, or not made yet."
        case 12: "\(code) says that bits of the page's entry are set that must be clear."
        default: nil
        }
    }

    private func told(address: UInt64?) -> String? {
        switch address {
        case 0?: "Its address is 0: the device was never given one, or uses a descriptor that was cleared."
        case .some(let address)
        where address >= 0xffff_ffff_ffff_f000 || address == 0xffff_ffff || address == 0xffff_f000
            || address == 0xffff_ffff_ffff:
            "Its address is all ones: what a failed mapping gives (DMA_MAPPING_ERROR), used without a check, or what a device that is gone reads."
        default: nil
        }
    }

    /// Source: drivers/iommu/amd/amd_iommu_types.h, EVENT_FLAG_RW (0x20) and EVENT_FLAG_PR (0x10).
    private func told(flags: UInt64?) -> String? {
        guard let flags else { return nil }
        let what = flags & 0x20 != 0 ? "wrote" : "read"
        return flags & 0x10 != 0
            ? "Its flags say that the page is mapped and the device \(what) it without leave."
            : "Its flags say that the device \(what) where nothing is mapped."
    }

    /// Whether it is the graphics of an Intel processor.
    var isGraphics: Bool {
        guard let place = vendor?.placeOfGraphics else { return false }
        return device?.hasSuffix(place) == true
    }
}

extension [Noted<IOFault>] {
    /// What the faults tell, those of each device and reason once; the devices are named where there are several.
    var told: [String] {
        var groups: [(device: String?, says: String)] = []
        for fault in map(\.value) where !fault.isWorded {
            guard let says = fault.says else { continue }
            let device = fault.device.map(Self.short)
            if !groups.contains(where: { $0.says == says && ($0.device == device || device == nil) }) {
                groups.append((device, says))
            }
        }
        let isOne = Set(groups.map(\.says)).count <= 1 && Set(groups.compactMap(\.device)).count <= 1
        if isOne { return groups.prefix(1).map(\.says) }
        return groups.prefix(4).map { device, says in
            (device.map { "Of \($0): " } ?? "Of another: ") + says.prefix(1).lowercased() + says.dropFirst()
        }
    }

    /// Without the domain that all devices of a PC are in.
    private static func short(_ name: String) -> String {
        name.hasPrefix("0000:") ? String(name.dropFirst(5)) : name
    }
}
