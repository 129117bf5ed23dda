/// One `edu` device.
public struct EduSpec: Hashable, Sendable {
    /// What a device is plugged into.
    public enum Seat: Hashable, Sendable {
        /// Bus 0 itself.
        case bus
        /// A root port in the device's slot.
        /// - Parameters:
        ///   - facesOutside: whether firmware says so (`ExternalFacingPort`), so that Linux does not trust the device.
        ///   - isEmptyAtFirst: whether the device comes by ``Guest/plug()`` alone.
        case port(facesOutside: Bool, isEmptyAtFirst: Bool)
        /// A root port, in the slot of the same number, of another root bus, which bypasses the vIOMMU. QEMU lets no device
        /// hang on such a bus directly.
        case bypass
    }

    /// PCI slot on its root bus, 0x10 to 0x1d: the device's own, or its port's.
    public var slot: Int
    /// QEMU's `dma_mask` property: the address bits that the device itself can drive.
    public var dmaMask: UInt64
    /// What the device is plugged into.
    public var seat: Seat

    public init(slot: Int, dmaMask: UInt64 = .max, seat: Seat = .bus) {
        self.slot = slot
        self.dmaMask = dmaMask
        self.seat = seat
    }

    var isBelowPort: Bool { seat != .bus }
    /// Below a port, and behind the vIOMMU.
    var isBehindPort: Bool { isBelowPort && seat != .bypass }
    var facesOutside: Bool { if case .port(true, _) = seat { true } else { false } }
    var isEmptyAtFirst: Bool { if case .port(_, true) = seat { true } else { false } }

    /// Number of the root bus that bypasses the vIOMMU; far above those that the ports of bus 0 get.
    static let bypassBus = 0x40
    var rootBus: Int { seat == .bypass ? Self.bypassBus : 0 }
    private var rootBusName: String { seat == .bypass ? Self.bypassName : "pcie.0" }

    /// Firmware numbers the buses below the ports of a root bus from that bus's own number on, by the ports' slots (SeaBIOS
    /// src/fw/pciinit.c, pci_bios_init_bus_rec), and Linux keeps its numbers.
    func bus(among all: [EduSpec]) -> Int {
        guard isBelowPort else { return 0 }
        return rootBus + 1 + all.count { $0.isBelowPort && $0.rootBus == rootBus && $0.slot < slot }
    }

    /// Device and function on that bus, such as `10.0`.
    var address: String { isBelowPort ? "00.0" : "\(String(slot, radix: 16)).0" }

    /// QEMU's name of the bus that the device is plugged into.
    var busName: String { isBelowPort ? "port\(slot)" : rootBusName }

    static let bypassName = "beside"

    /// The port as QEMU's `-device` takes it.
    var port: KeyValuePairs<String, JSONText.Value> {
        [
            "driver": .text("pcie-root-port"), "id": .text(busName), "bus": .text(rootBusName),
            "addr": .text(DomainXML.slot(slot)), "chassis": .number(UInt64(slot)), "slot": .number(UInt64(slot)),
        ]
    }

    /// The device as QEMU's `-device` and `device_add` take it.
    var device: KeyValuePairs<String, JSONText.Value> {
        [
            "driver": .text("edu"), "bus": .text(busName),
            "addr": .text(isBelowPort ? "0x0" : DomainXML.slot(slot)), "dma_mask": .number(dmaMask),
        ]
    }
}
