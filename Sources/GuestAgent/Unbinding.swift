/// Takes devices from the kernel's own drivers again.
///
/// Where the kernel has no events of the DMA API, an allocation's address is seen only where it is given back, and a
/// driver does that when it leaves its device.
enum Unbinding {
    /// Seconds until a driver that does not leave is left alone.
    private static let patience = 5

    static func all(_ slots: [String], _ system: any SystemCalls) {
        guard !slots.isEmpty else { return }
        // A driver that stays keeps its addresses for itself, and no more.
        _ = try? system.answer(within: patience) {
            for slot in slots { try? system.write(slot, to: "\(PCI.folder)/\(slot)/driver/unbind") }
            return [1]
        }
    }
}
