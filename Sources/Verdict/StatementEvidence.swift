public import Evidence
public import RouteModel

extension StatementCase {
    /// What was seen of a cell and of its kernel; no prediction is in it.
    /// - Parameter groupType: sysfs' word for the default domain of the device's group; nil where it has none.
    public init(
        boot: Boot, device: Device, request: Request, observation: Observation, kernel: KernelState, groupType: String?
    ) {
        var unread: String?
        if case .unread(let why) = kernel.pool { unread = why }
        self.init(
            boot: boot, device: device, request: request, encryption: kernel.encryption,
            tellsOfBounces: kernel.tellsOfBounces, pool: kernel.pool.state.map(PoolWord.init), unread: unread,
            groupType: groupType, route: TakenRoute(observation))
    }
}

extension PoolWord {
    init(_ state: PoolState) {
        self.init(
            slots: state.slots, range: state.range, forceBounce: state.forceBounce, ccShared: state.ccShared,
            otherLabels: state.otherLabels, hasReachTest: state.hasReachTest)
    }
}

extension TakenRoute {
    /// The route as both sides tell it alike: nil where a side has no view, the sides differ, or the segments of a list
    /// went different ways.
    init?(_ observation: Observation) {
        guard let guest = observation.guest.view, let device = observation.device.view, guest.others.isEmpty,
            device.others.isEmpty, let path = guest.paths.first(where: device.paths.contains),
            path == .refused || guest.addressBit == device.addressBit
        else { return nil }
        let states = Set([guest.memory, device.memory].compactMap { $0 })
        let loss: String? =
            switch observation.data {
            case .corrupted(let why), .lost(let why), .failed(let why): why
            case .intact, .nothingMoved, .portion: nil
            }
        self.init(
            path: path, addressBit: guest.addressBit, memory: states.count == 1 ? states.first : nil,
            entryBit: device.entryBit ?? guest.entryBit, message: guest.message, loss: loss)
    }
}
