import RouteModel

extension Reading {
    /// - Parameter whole: the line with those that it may have been wrapped into.
    mutating func readFault(_ line: Pasted.Line, _ whole: ReportText) {
        let text = line.text
        if let at = text.find("io_page_fault") {
            let isPrinted = line.isMachineText || whole.find("address=", from: at) != nil
            add(
                IOFault(
                    vendor: .amd, address: whole.hex(behind: "address=", from: at), device: nil,
                    flags: whole.hex(behind: "flags=", from: at), isWorded: !isPrinted), line)
        } else if text.has("dmar"), let at = text.find("fault addr") {
            let reason = whole.after("fault reason ", from: at).flatMap { whole.hex(at: $0)?.value }
            add(
                IOFault(
                    vendor: .intel, address: whole.hex(behind: "fault addr", from: at), device: nil, reason: reason),
                line)
        } else if !line.isMachineText, text.hasAny(["dmar", "vt-d", "amd-vi"]),
            text.hasAny(["faults", "fault ", "fault."]),
            !text.hasAny(["no fault", "no dmar", "without fault", "default"])
        {
            add(IOFault(vendor: text.has("amd-vi") ? .amd : .intel, address: nil, device: nil, isWorded: true), line)
        }
    }

    private mutating func add(_ fault: IOFault, _ line: Pasted.Line) {
        let address = fault.address.map { "address 0x\(String($0, radix: 16))" } ?? "no address"
        let reason = fault.reason.map { ", reason 0x\(String($0, radix: 16))" } ?? ""
        let flags = fault.flags.map { ", flags 0x\(String($0, radix: 16))" } ?? ""
        guard note("IOMMU fault", "\(fault.vendor.rawValue), \(address)\(reason)\(flags)", line) else { return }
        faults.append(line.noted(fault))
        iommus.append(line.noted(.active(fault.vendor.iommu)))
    }
}

extension IOFault {
    /// What the address, the reason and the flags tell.
    var says: String? {
        switch address {
        case 0?:
            return "Its address is 0: the device was never given one, or uses a descriptor that was cleared."
        case .some(let address)
        where address >= 0xffff_ffff_ffff_f000 || address == 0xffff_ffff || address == 0xffff_f000
            || address == 0xffff_ffff_ffff:
            return
                "Its address is all ones: what a failed mapping gives (DMA_MAPPING_ERROR), used without a check, or what a device that is gone reads."
        default: break
        }
        switch reason {
        case 1?, 2?, 3?: return "Its reason says that the device has no table at all: nobody attached it to a domain."
        case 5?: return "Its reason says that the device wrote where nothing may be written, or nothing is mapped."
        case 6?: return "Its reason says that the device read where nothing may be read, or nothing is mapped."
        case 7?, 12?: return "Its reason says that a table of the IOMMU itself is damaged."
        default: break
        }
        guard let flags else { return nil }
        // Source: drivers/iommu/amd/amd_iommu_types.h, EVENT_FLAG_RW (0x20) and EVENT_FLAG_PR (0x10).
        let what = flags & 0x20 != 0 ? "wrote" : "read"
        return flags & 0x10 != 0
            ? "Its flags say that the page is mapped and the device \(what) it without leave."
            : "Its flags say that the device \(what) where nothing is mapped."
    }
}
