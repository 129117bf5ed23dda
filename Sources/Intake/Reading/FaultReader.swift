import RouteModel

extension Reading {
    /// - Parameter whole: the line with those that it may have been wrapped into.
    mutating func readFault(_ line: Pasted.Line, _ whole: ReportText) {
        let text = line.text
        if FaultForm.amd.match(text) {
            readAMDFault(line, whole)
        } else if FaultForm.intel.match(text), let at = text.find("fault addr") {
            let reason = Self.reason(whole, from: at)
            add(
                IOFault(
                    vendor: .intel, address: whole.hex(behind: "fault addr", from: at),
                    device: Self.requester(text), reason: reason), line)
        } else if FaultForm.intelReason.match(text), !text.has("intr-remap") {
            addReason(line)
        } else if FaultForm.arm.match(text) {
            let address = whole.hex(behind: "iova=") ?? whole.hex(behind: " iova:")
            add(IOFault(vendor: nil, address: address, device: nil), line)
        } else if !line.isMachineText, text.hasAny(["dmar", "vt-d", "amd-vi"]),
            text.hasAny(["faults", "fault ", "fault."]),
            !text.hasAny(["no fault", "no dmar", "without fault", "default", "intr-remap", "fault status"])
        {
            add(IOFault(vendor: text.has("amd-vi") ? .amd : .intel, address: nil, device: nil, isWorded: true), line)
        }
    }

    private mutating func readAMDFault(_ line: Pasted.Line, _ whole: ReportText) {
        let at = line.text.find("_fault") ?? line.text.find("_request") ?? 0
        let address = whole.hex(behind: "address=", from: at)
        add(
            IOFault(
                vendor: .amd, address: address, device: nil, flags: whole.hex(behind: "flags=", from: at),
                isGiven: line.text.has("vfio-pci"), offence: Self.offence(line.text),
                isWorded: !line.isMachineText && address == nil), line)
    }

    private static func offence(_ text: ReportText) -> Offence? {
        text.has("invalid_device_request") ? .request : text.has("rmp_page_fault") ? .ownership : nil
    }

    /// `request device [00:02.0]`.
    private static func requester(_ text: ReportText) -> String? {
        guard let start = text.after("request device ["), let end = text.find("]", from: start), end - start < 14 else {
            return nil
        }
        return ReportText.name(text.bytes[start..<end])
    }

    /// Decimal until 5.11, and with `0x` since.
    private static func reason(_ text: ReportText, from start: Int) -> UInt64? {
        guard let at = text.after("fault reason ", from: start) else { return nil }
        return text.starts("0x", at: at) ? text.hex(at: at)?.value : text.decimal(at: at)?.value
    }

    /// The reason of a fault whose address stood on the line before.
    private mutating func addReason(_ line: Pasted.Line) {
        guard let reason = Self.reason(line.text, from: 0) else { return }
        let isNear =
            faults.last.map { $0.file == line.file && (0...Self.reach).contains(line.number - $0.line) } ?? false
        guard isNear, let last = faults.last, last.value.vendor != nil, last.value.reason ?? reason == reason else {
            return add(IOFault(vendor: .intel, address: nil, device: nil, reason: reason), line)
        }
        isTaken = true
        guard last.value.reason == nil else { return }
        faults[faults.count - 1].value.reason = reason
        let told = facts.lastIndex { $0.line == last.line && $0.file == last.file && $0.fact.hasPrefix("IOMMU fault") }
        if let told { facts[told].fact += Self.told(reason: reason) }
    }

    /// Lines of other parts of the kernel that may come between a fault's two.
    private static let reach = 16

    private static func told(reason: UInt64) -> String { ", reason 0x\(String(reason, radix: 16))" }

    private mutating func add(_ fault: IOFault, _ line: Pasted.Line) {
        let address = fault.address.map { "address 0x\(String($0, radix: 16))" } ?? "no address"
        let reason = fault.reason.map(Self.told) ?? ""
        let flags = fault.flags.map { ", flags 0x\(String($0, radix: 16))" } ?? ""
        let unit = fault.vendor?.rawValue ?? "arm"
        guard note("IOMMU fault", "\(unit), \(address)\(reason)\(flags)", line) else { return }
        faults.append(line.noted(fault))
        iommus.append(line.noted(.active(fault.vendor?.iommu)))
    }
}

extension IOFault {
    /// What the address, the reason and the flags tell.
    var says: String? {
        if let offence { return offence.rawValue }
        return [told(reason: reason), told(address: address), told(flags: flags)].compactMap(\.self).first.map {
            first in
            let address = reason.map { (1...4).contains($0) } == true ? told(address: address).map { " " + $0 } : nil
            return first + (address ?? "")
        }
    }

    /// Whether the page is mapped, and only not for what the device did.
    var isMapped: Bool { flags.map { $0 & 0x10 != 0 } ?? false }

    /// Whether the IOMMU knows no domain for the device.
    var hasNoTable: Bool { reason.map { (1...3).contains($0) } ?? false }

    /// Source: drivers/iommu/intel/dmar.c, dma_remap_fault_reasons.
    private func told(reason: UInt64?) -> String? {
        guard let reason, told(address: address) == nil || (1...4).contains(reason) else { return nil }
        return switch reason {
        case 1...3: "Its reason says that the IOMMU has no table for the device: nobody attached it to a domain."
        case 4: "Its reason says that the address is beyond what the device's table can hold."
        case 5: "Its reason says that the device wrote where nothing may be written, or nothing is mapped."
        case 6: "Its reason says that the device read where nothing may be read, or nothing is mapped."
        case 7, 12: "Its reason says that a table of the IOMMU itself is damaged."
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
}
