/// PCI devices as sysfs shows them.
struct PCI {
    static let folder = "/sys/bus/pci/devices"

    /// In seconds; native hot-plug alone waits five for a second push of the button.
    private static let patience = 20

    private let system: any SystemCalls

    init(_ system: any SystemCalls) { self.system = system }

    var slots: [String] { system.names(in: Self.folder) }

    /// The sysfs folder of the first device of a kind.
    func find(vendor: UInt16, device: UInt16) throws(Problem) -> String {
        let wanted = "\(Self.hex(vendor)):\(Self.hex(device))"
        for slot in slots where id(slot) == wanted { return "\(Self.folder)/\(slot)" }
        throw Problem("no PCI device \(wanted) in \(Self.folder)")
    }

    /// Waits until each of these devices is there and has its driver, or until patience ends.
    func waitForDrivers(of slots: [String]) {
        let deadline = AgentDeadline(seconds: Self.patience, system)
        while !slots.allSatisfy({ system.target(of: "\(Self.folder)/\($0)/driver") != nil }), deadline.pause() {}
    }

    /// `1234:11e8`.
    func id(_ slot: String) -> String {
        func part(_ file: String) -> String {
            String((system.text("\(Self.folder)/\(slot)/\(file)") ?? "0x?").dropFirst(2))
        }
        return "\(part("vendor")):\(part("device"))"
    }

    private static func hex(_ number: UInt16) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
