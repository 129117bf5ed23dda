private enum CommandTag: UInt8 {
    case setUp = 1
    case map, move, store, release, drive, finish
}

extension ByteWriter {
    mutating func put(_ command: Command) {
        switch command {
        case .setUp(let magic, let devices):
            put(CommandTag.setUp.rawValue)
            put(magic)
            put(devices) { $0.put($1) }
        case .map(let orders):
            put(CommandTag.map.rawValue)
            put(orders) { $0.put($1) }
        case .move(let step):
            put(CommandTag.move.rawValue)
            put(step)
        case .store(let step):
            put(CommandTag.store.rawValue)
            put(step)
        case .release: put(CommandTag.release.rawValue)
        case .drive(let order):
            put(CommandTag.drive.rawValue)
            put(order)
        case .finish: put(CommandTag.finish.rawValue)
        }
    }

    private mutating func put(_ device: DeviceSetup) {
        put(device.slot)
        put(device.dmaMaskBits)
        put(device.coherentMaskBits)
        put(device.comesLater)
    }

    private mutating func put(_ order: MapOrder) {
        put(order.request)
        put(order.device)
        put(order.kind.rawValue)
        put(order.direction.rawValue)
        put(order.size)
        put(order.segments)
        put(order.uneven)
        put(order.low)
        put(order.high)
        put(order.otherLow)
        put(order.otherHigh)
        put(order.nonce)
        put(order.atomic)
        put(order.handsPhysical)
        put(order.attributes)
        put(order.prelude.held)
        put(order.prelude.earlierMaskBits)
        put(order.processor ?? .max)
        put(order.coverage.rawValue)
        put(order.sync.rawValue)
        put(order.isLate)
        put(order.offset)
        put(order.isBackwards)
    }
}

extension ByteReader {
    mutating func command() throws(ProtocolError) -> Command {
        let tag: CommandTag = try choice("command")
        switch tag {
        case .setUp:
            return .setUp(
                magic: try integer(),
                devices: try list("number of devices", smallest: 7) { reader throws(ProtocolError) in
                    try reader.deviceSetup()
                })
        case .map:
            return .map(
                try list("number of orders", smallest: 69) { reader throws(ProtocolError) in try reader.mapOrder() })
        case .move: return .move(step: try integer())
        case .store: return .store(step: try integer())
        case .release: return .release
        case .drive: return .drive(try driveOrder())
        case .finish: return .finish
        }
    }

    private mutating func deviceSetup() throws(ProtocolError) -> DeviceSetup {
        DeviceSetup(
            slot: try text(), dmaMaskBits: try integer(), coherentMaskBits: try integer(), comesLater: try flag("later")
        )
    }

    /// All ones stand for none.
    private mutating func processor() throws(ProtocolError) -> UInt8? {
        let number: UInt8 = try integer()
        return number == .max ? nil : number
    }

    private mutating func mapOrder() throws(ProtocolError) -> MapOrder {
        MapOrder(
            request: try integer(), device: try integer(), kind: try choice("kind of call"),
            direction: try choice("direction"), size: try integer(), segments: try integer(),
            uneven: try flag("sizes of segments"), low: try integer(), high: try integer(), otherLow: try integer(),
            otherHigh: try integer(), nonce: try integer(), atomic: try flag("atomic"),
            handsPhysical: try flag("address handed"), attributes: try integer(),
            prelude: Prelude(held: try integer(), earlierMaskBits: try integer()), processor: try processor(),
            coverage: try choice("coverage"), sync: try choice("sync"), isLate: try flag("late"), offset: try integer(),
            isBackwards: try flag("backwards"))
    }
}
