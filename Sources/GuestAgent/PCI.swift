/// PCI devices as sysfs shows them.
enum PCI {
    static let folder = "/sys/bus/pci/devices"

    static var slots: [String] { SystemFiles.names(in: folder) }

    /// The sysfs folder of the first device of a kind.
    static func find(vendor: UInt16, device: UInt16) throws(Problem) -> String {
        for slot in slots where id(slot) == "\(hex(vendor)):\(hex(device))" { return "\(folder)/\(slot)" }
        throw Problem("no PCI device \(hex(vendor)):\(hex(device)) in \(folder)")
    }

    /// In seconds; native hot-plug alone waits five for a second push of the button.
    private static let patience = 20

    /// Waits until each of these devices is there and has its driver, or until patience ends.
    static func waitForDrivers(of slots: [String]) {
        let deadline = AgentDeadline(seconds: patience)
        while !slots.allSatisfy({ SystemFiles.target(of: "\(folder)/\($0)/driver") != nil }), deadline.pause() {}
    }

    /// `1234:11e8`.
    static func id(_ slot: String) -> String {
        func part(_ file: String) -> String {
            String((SystemFiles.text("\(folder)/\(slot)/\(file)") ?? "0x?").dropFirst(2))
        }
        return "\(part("vendor")):\(part("device"))"
    }

    private static func hex(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
