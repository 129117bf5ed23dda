import RouteModel

/// What an access that an IOMMU blocked has to do with routing.
extension Cause {
    var fault: String {
        let told = reading.faults.told.joined(separator: " ")
        return (told.isEmpty ? "" : told + " ") + faultByRouting + faultNotes
    }

    private var faultByRouting: String {
        guard reading.worlds.isEmpty else {
            return
                "An IOMMU blocked an access to an address that was not mapped for the device at that moment; whether a driver, firmware or the device is to blame is not told. No mapping was refused."
        }
        guard let fault = reading.faults.last?.value else { return faultOfOwnDriver }
        if fault.offence != nil {
            return "No mapping was refused or sent another way: \(kernel) predicts \(predicted)."
        }
        guard fault.hasNoTable else { return faultOfOwnDriver }
        return
            "The device works before a driver has attached it (for firmware, or for a kernel that ran before), or under a requester id that is not its own, as of a function that is not there. "
            + "No mapping was refused or sent another way: \(kernel) predicts \(predicted)."
    }

    private var faultOfOwnDriver: String {
        let routes = judgement.own?.routes ?? []
        let faults = reading.faults.map(\.value).filter { !$0.isWorded && $0.offence == nil }
        let what =
            if !routes.isEmpty, routes.allSatisfy({ $0.path == .identity }) {
                "The device's domain should pass addresses through, and the IOMMU blocked this one all the same: the device was given to a guest or has a domain of its own, or the address is none of RAM. "
            } else if faults.isEmpty {
                "An IOMMU translates for the device and blocks what is not mapped, by the report's own words; the message that names device, address and reason is not there, and so why it is not mapped is open. "
            } else if faults.allSatisfy(\.isMapped) {
                "An IOMMU translates for the device, and the device did with a page what it is not mapped for, as to write what it may only read: a driver that maps for the wrong direction, or the device itself. "
            } else {
                "An IOMMU translates for the device, and what it reached for was not mapped for that at that moment: a driver that unmaps too early, never maps or maps for the other direction, firmware that does not name what the device still uses, or the device itself. "
            }
        return what + "No mapping was refused or sent another way: \(kernel) predicts \(predicted)."
    }

    /// What the place of the device and the way in which the IOMMU was switched on tell.
    private var faultNotes: String {
        var notes = ""
        if reading.worlds.isEmpty, !reading.faultsGoOn, reading.faults.contains(where: \.value.isGraphics) {
            notes +=
                " 00:02.0 is the graphics of an Intel processor: early in a boot it may still read the frame buffer that firmware gave it, before its driver maps anything (such faults end by themselves, as a rule)."
        }
        if reading.isOptedIn {
            notes += " The platform itself asked for the IOMMU (opt-in), and no option did."
        }
        return notes
    }
}
