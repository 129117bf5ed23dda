public import RouteModel

/// One boot of a plan with the cells that run in it.
public struct PlannedBoot: Hashable, Sendable {
    /// SHA-256, as 64 hexadecimal digits, of what a plan knows of all that is fixed before the first instruction: the
    /// values of the boot and the devices' masks, in their order. Digests and versions are recorded at run time.
    /// Where a cell has the boot for itself, that cell is part of it.
    public let key: String
    /// What is fixed before the guest's first instruction and decides routing.
    public let boot: Boot
    /// Those that something was asked of, in the order of their slots; also those that a filter left without cells.
    public let devices: [Device]
    /// By device in the order of ``devices``, and within a device in the config's order of requests.
    public let cells: [Cell]
    /// ``Isolation/shared``, or how its only cell is kept from others.
    public let isolation: Isolation

    /// Those of ``devices`` that the probe drives, in their order.
    public var probed: [Device] { devices.filter { !$0.hasDriver } }

    /// Those that the kernel's own drivers drive, in their order.
    public var driven: [Device] { devices.filter(\.hasDriver) }

    /// The first 12 digits of ``key``: for eyes.
    public var shortKey: String { String(key.prefix(12)) }

    init(boot: Boot, devices: [Device], cells: [Cell]) {
        self.init(
            key: Identity.key(Identity.BootForm(boot), devices, .shared, cell: nil), boot: boot, devices: devices,
            cells: cells,
            isolation: .shared)
    }

    /// A machine with the devices that something is asked of, in the order in which they first come, and no others.
    ///
    /// - Parameter asked: no request of a device twice, and no two devices of one name.
    init(boot: Boot, asked: [Plan.Asked]) {
        var devices: [Device] = []
        for one in asked where !devices.contains(one.device) { devices.append(one.device) }
        let form = Identity.BootForm(boot)
        let cells = zip(devices, Identity.instances(devices)).flatMap { device, instance in
            asked.filter { $0.device == device }.map {
                Cell(boot: boot, form, device: device, instance: instance, request: $0.request)
            }
        }
        self.init(boot: boot, devices: devices, cells: cells)
    }

    private init(key: String, boot: Boot, devices: [Device], cells: [Cell], isolation: Isolation) {
        self.isolation = isolation
        self.key = key
        self.boot = boot
        self.devices = devices
        self.cells = cells
    }

    /// The same boot with only some of its cells; nil where none is left.
    func keeping(_ isKept: (Cell) -> Bool) -> PlannedBoot? {
        let kept = cells.filter(isKept)
        guard !kept.isEmpty else { return nil }
        return PlannedBoot(key: key, boot: boot, devices: devices, cells: kept, isolation: isolation)
    }

    /// The same machine for one cell alone.
    func alone(_ cell: Cell, _ isolation: Isolation) -> PlannedBoot {
        PlannedBoot(
            key: Identity.key(Identity.BootForm(boot), devices, isolation, cell: cell), boot: boot, devices: devices,
            cells: [cell],
            isolation: isolation)
    }
}

/// Cells are written without the boot that they stand in and with their device's name alone.
extension PlannedBoot: Codable {
    private enum CodingKeys: String, CodingKey { case key, boot, devices, cells, isolation }

    private struct WrittenCell: Codable {
        var id: String
        var device: String
        var request: Request
    }

    /// - Throws: `DecodingError` where a key or id is not that of what stands beside it, or where a name is none.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let boot = try values.decode(Boot.self, forKey: .boot)
        try values.check(boot, .boot)
        let devices = try values.decode([Device].self, forKey: .devices)
        for device in devices { try values.check(device, .devices) }
        let excess =
            NumberBounds.excess(in: boot).map { (CodingKeys.boot, $0) }
            ?? devices.lazy.compactMap(NumberBounds.excess).first.map { (CodingKeys.devices, $0) }
        if let (key, number) = excess { throw Self.beyond(number, key, in: values) }
        let instances = Identity.instances(devices)
        let form = Identity.BootForm(boot)
        let cells = try values.decode([WrittenCell].self, forKey: .cells).map { written in
            if let number = NumberBounds.excess(in: written.request) { throw Self.beyond(number, .cells, in: values) }
            guard let index = devices.firstIndex(where: { $0.name == written.device }) else {
                throw DecodingError.dataCorruptedError(
                    forKey: .cells, in: values, debugDescription: "the boot has no device \(quoted(written.device))")
            }
            let cell = Cell(
                boot: boot, form, device: devices[index], instance: instances[index], request: written.request)
            guard cell.id == written.id else {
                throw DecodingError.dataCorruptedError(
                    forKey: .cells, in: values, debugDescription: "the id \(quoted(written.id)) is not that of its cell"
                )
            }
            return cell
        }
        let shared = PlannedBoot(boot: boot, devices: devices, cells: cells)
        switch try values.decodeIfPresent(Isolation.self, forKey: .isolation) {
        case nil: self = shared
        case let isolation?:
            guard isolation == .boot || isolation == .snapshot, let cell = cells.first, cells.count == 1 else {
                throw DecodingError.dataCorruptedError(
                    forKey: .isolation, in: values, debugDescription: "only a single cell has a boot for itself")
            }
            self = shared.alone(cell, isolation)
        }
        guard try values.decode(String.self, forKey: .key) == key else {
            throw DecodingError.dataCorruptedError(
                forKey: .key, in: values, debugDescription: "the key is not that of the boot")
        }
    }

    private static func beyond(
        _ number: String, _ key: CodingKeys, in values: KeyedDecodingContainer<CodingKeys>
    ) -> DecodingError {
        .dataCorruptedError(forKey: key, in: values, debugDescription: "its \(number) is a number that none has")
    }

    /// Writes the boot once, and each cell with its device's name alone; a shared boot's isolation is left out.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(key, forKey: .key)
        try values.encode(boot, forKey: .boot)
        try values.encode(devices, forKey: .devices)
        let written = cells.map { WrittenCell(id: $0.id, device: $0.device.name, request: $0.request) }
        try values.encode(written, forKey: .cells)
        if isolation != .shared { try values.encode(isolation, forKey: .isolation) }
    }
}
