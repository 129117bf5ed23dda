/// An access that an IOMMU blocked, as its message or somebody's words tell it.
struct IOFault: Equatable, Sendable {
    /// nil where neither AMD nor Intel made the IOMMU.
    var vendor: Vendor?
    var address: UInt64?
    var device: String?
    /// `fault reason` of VT-d.
    var reason: UInt64?
    /// `flags` of AMD-Vi.
    var flags: UInt64?
    /// Whether a guest's driver, and not the kernel's own, works with the device.
    var isGiven = false
    /// What the device did where it is no access to an address that is not mapped.
    var offence: Offence?
    /// Whether it stands in prose alone.
    var isWorded = false
}

/// What a device may never do, whatever is mapped for it.
enum Offence: String, Sendable {
    case request =
        "The device sent a request of a kind that it may not send: to a range that is kept for interrupts and the IOMMU itself, or as translated already."
    case ownership = "The device reached for a page that the RMP gives to a guest or to firmware."
}
