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
                    device: Self.requester(text), reason: reason,
                    isWorded: !line.isMachineText && whole.hex(behind: "fault addr", from: at) == nil), line,
                isElided: Self.isElided(text))
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
        let isCut = line.text.has("...")
        // What stands below a sentence is not its own.
        let own = line.isMachineText && !isCut ? whole : line.text
        let address = own.hex(behind: "address=", from: at)
        add(
            IOFault(
                vendor: .amd, address: address, device: Self.device(ofAMD: line.text),
                flags: own.hex(behind: "flags=", from: at),
                isGiven: line.text.has("vfio-pci"), offence: Self.offence(line.text),
                isWorded: !line.stamped && address == nil && (line.isSentence || !line.isMachineText || isCut)), line)
    }

    private static func offence(_ text: ReportText) -> Offence? {
        text.has("invalid_device_request") ? .request : text.has("rmp_page_fault") ? .ownership : nil
    }

    /// `ath10k_pci 0000:01:00.0: AMD-Vi: …` since 5.x, `device=05:00.0` before.
    private static func device(ofAMD text: ReportText) -> String? {
        if let start = text.after("device=") {
            let name = ReportText.name(text.bytes[start...].prefix { $0 != 32 && $0 != UInt8(ascii: "]") })
            return ReportText.isPCI(name) ? name : nil
        }
        let name = text.find("amd-vi:").flatMap { text.names(before: $0).last }
        return name.flatMap { ReportText.isPCI($0) ? $0 : nil }
    }

    /// `request device [00:02.0]`.
    private static func requester(_ text: ReportText) -> String? {
        guard let start = text.after("request device ["), let end = text.find("]", from: start), end - start < 14 else {
            return nil
        }
        let name = ReportText.name(text.bytes[start..<end]).replacing("0x", with: "")
        return ReportText.isPCI(name) ? name : nil
    }

    /// Whether the writer left out the address, as in `fault addr ffxxxxxx` and in a form without numbers.
    private static func isElided(_ text: ReportText) -> Bool {
        guard let at = text.after("fault addr") else { return false }
        let rest = text.from(at)
        return rest.hasAny(["xx", "**", "??", "<addr"]) || rest.bytes.allSatisfy { " `.,]".utf8.contains($0) }
    }

    /// Decimal until 5.11, and with `0x` since.
    private static func reason(_ text: ReportText, from start: Int) -> UInt64? {
        guard let at = text.after("fault reason ", from: start) ?? text.after("dmar: reason ", from: start) else {
            return nil
        }
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
        guard let told else { return }
        let fact = facts[told].fact
        let device = fact.firstRange(of: ", device")?.lowerBound ?? fact.endIndex
        facts[told].fact = fact[..<device] + Self.told(reason: reason) + fact[device...]
    }

    /// Lines of other parts of the kernel that may come between a fault's two.
    private static let reach = 16

    private static func told(reason: UInt64) -> String { ", reason 0x\(String(reason, radix: 16))" }

    private mutating func add(_ fault: IOFault, _ line: Pasted.Line, isElided: Bool = false) {
        let address =
            fault.address.map { "address 0x\(String($0, radix: 16))" }
            ?? (isElided ? "no address (left out in the report)" : "no address")
        let reason = fault.reason.map(Self.told) ?? ""
        let flags = fault.flags.map { ", flags 0x\(String($0, radix: 16))" } ?? ""
        let unit = fault.vendor?.rawValue ?? "arm"
        let device = fault.device.map { ", device \($0)" } ?? ""
        guard note("IOMMU fault", "\(unit), \(address)\(reason)\(flags)\(device)", line) else { return }
        faults.append(line.noted(fault, isPrinted: !fault.isWorded))
        iommus.append(line.noted(.active(fault.vendor?.iommu)))
    }
}
