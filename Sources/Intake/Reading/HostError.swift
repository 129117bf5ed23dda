/// Numbers of errors that the host's kernel gives to QEMU and its like.
enum HostError {
    /// What VFIO means by it. Source: drivers/vfio/vfio_iommu_type1.c, vfio_dma_do_map.
    static func ofVFIO(_ number: UInt64) -> String? {
        switch number {
        case 1:
            "Error 1 (EPERM): the IOMMU's driver does not give the device away, as for a region that firmware reserves (RMRR), or interrupts are not remapped."
        case 12:
            "Error 12 (ENOMEM): more memory is to be pinned than the program may lock (RLIMIT_MEMLOCK), or there is none for the IOMMU's tables."
        case 14: "Error 14 (EFAULT): pages behind an address of the program could not be pinned."
        case 16: "Error 16 (EBUSY): the group or the address is in use."
        case 17: "Error 17 (EEXIST): the range is mapped already."
        case 22:
            "Error 22 (EINVAL): the range is not one that the IOMMU takes, as beyond the width of its addresses or not on a page's border."
        case 28: "Error 28 (ENOSPC): more ranges are mapped than VFIO allows (dma_entry_limit)."
        default: nil
        }
    }
}

extension Reading {
    private static func number(behind mark: StaticString, _ text: ReportText) -> UInt64? {
        var from = 0
        while let at = text.after(mark, from: from) {
            if let (number, _) = text.decimal(at: at) { return number }
            from = at
        }
        return nil
    }

    /// `vfio-pci,host=0000:00:02.0` of QEMU's, and the driver's own messages.
    private mutating func readGivenDevice(_ line: Pasted.Line) {
        let text = line.text
        let marks: [StaticString] = line.stamped ? ["vfio-pci "] : ["vfio-pci,host=", "vfio-pci,id="]
        for mark in marks {
            guard let at = text.after(mark), givenDevices.count < 8 else { continue }
            let start = text.starts("host=", at: at) ? at + 5 : text.after(",host=", from: at - 1) ?? at
            let name = ReportText.name(text.bytes[start...].prefix { $0 != 32 && $0 != UInt8(ascii: ",") })
            let bare = name.hasSuffix(":") ? String(name.dropLast()) : name
            if ReportText.isPCI(bare) { givenDevices.insert(bare) }
        }
    }

    /// Reads what a host's programs say of a guest, and the number of an error where VFIO maps.
    mutating func readHostError(_ line: Pasted.Line) {
        let text = line.text
        if text.hasAny(["aw-bits", "aw_bits"]) { isWidthNamed = true }
        if text.has("rmrr requirement") { isReservationNamed = true }
        if text.has("callbacks suppressed"), text.hasAny(["dmar", "iommu"]) { faultsGoOn = true }
        readGivenDevice(line)
        if text.has("rmp fault") || text.has("rmp violation") { isOwnershipNamed = true }
        if text.hasAny(["-device vfio-pci", "vfio-pci,host=", "<hostdev"]), !text.has("failed"),
            note("passed through", "a device of the host's", line)
        {
            return
        }
        guard text.has("vfio"), text.has("map") else { return }
        let found = ["error(", ") = -", "errno ", ": -", "error "].lazy.compactMap { (mark: StaticString) in
            Self.number(behind: mark, text)
        }.first
        guard let found, (1...133).contains(found) else { return }
        if note("error", "\(found)", line) { hostErrors.append(line.noted(found)) }
    }
}
