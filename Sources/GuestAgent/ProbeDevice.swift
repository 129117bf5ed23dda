import CProbe
import Glibc
import GuestProtocol

/// /dev/dmaroute, the kernel half of the agent (images/probe/dmaroute_probe.h).
struct ProbeDevice {
    private static let path = "/dev/dmaroute"

    let system: any SystemCalls
    private let descriptor: Int32

    /// Loads the module and opens its device.
    init(module: String, _ options: BootOptions, _ system: any SystemCalls) throws(Problem) {
        self.system = system
        try KernelModule.load(module, parameters: Self.parameters(options), system)
        descriptor = try system.open(Self.path, O_RDWR)
    }

    private static func parameters(_ options: BootOptions) -> String {
        "no_dma=\(options.deafDevice)" + (options.cutsCopies ? " cut_copies=1" : "")
    }

    func setUp(index: UInt8, device: DeviceSetup, magic: UInt64) throws(Problem) -> dmaroute_setup {
        var request = dmaroute_setup()
        withUnsafeMutableBytes(of: &request.slot) { slot in
            slot.copyBytes(from: device.slot.utf8.prefix(slot.count - 1))
        }
        request.magic = magic
        request.index = UInt32(index)
        request.dma_bits = UInt32(device.dmaMaskBits)
        request.coherent_bits = UInt32(device.coherentMaskBits)
        let result = system.ask(descriptor, &request)
        guard result == 0 else { throw failed("setup", result) }
        return request
    }

    /// Starts to load a device; 0 or a negative errno, as for every transfer.
    func load(index: UInt8, role: LineRole, nonce: UInt64) -> Int32 {
        var request = dmaroute_load(index: UInt32(index), role: UInt32(role.rawValue), nonce: nonce)
        return system.ask(descriptor, &request)
    }

    func move(index: UInt8, _ move: Move) -> Int32 {
        var request = dmaroute_move(
            index: UInt32(index), offset: move.offset, length: move.length, from_device: move.writes ? 1 : 0)
        return system.ask(descriptor, &request)
    }

    /// Undoes what the device is to use all the same.
    func unmap(index: UInt8) throws(Problem) {
        var request = dmaroute_unmap(index: UInt32(index), reserved: 0)
        let result = system.ask(descriptor, &request)
        guard result == 0 else { throw failed("unmap", result) }
    }

    func store(index: UInt8, slot: UInt16, length: UInt32) -> Int32 {
        var request = dmaroute_store(index: UInt32(index), slot: UInt32(slot), length: length, reserved: 0)
        return system.ask(descriptor, &request)
    }

    /// 0 when the transfer is done, `-EINPROGRESS` while it runs.
    func poll(index: UInt8) -> Int32 {
        var request = dmaroute_poll(index: UInt32(index), result: 0)
        let failed = system.ask(descriptor, &request)
        return failed == 0 ? request.result : failed
    }

    /// 0, or -EIO if the slot does not hold the page that was loaded.
    func check(index: UInt8, slot: UInt16, role: LineRole, nonce: UInt64) -> Int32 {
        var request = dmaroute_check()
        request.index = UInt32(index)
        request.slot = UInt32(slot)
        request.nonce = nonce
        request.role = UInt32(role.rawValue)
        let failed = system.ask(descriptor, &request)
        guard failed == 0 else { return failed }
        return request.wrong == 0 ? 0 : -EIO
    }

    func map(_ order: MapOrder) throws(Problem) -> MapReport {
        let empty = dmaroute_segment()
        var buffer = [dmaroute_segment](repeating: empty, count: Int(DMAROUTE_SEGMENTS))
        var mapping = buffer
        var request = dmaroute_map()
        request.index = UInt32(order.device)
        request.kind = UInt32(order.kind.rawValue)
        request.direction = UInt32(order.callDirection.rawValue)
        request.size = order.size
        request.segments = UInt32(order.segments)
        request.low = order.low
        request.high = order.high
        request.other_low = order.otherLow
        request.other_high = order.otherHigh
        request.attributes = UInt32(order.attributes)
        request.sync = UInt32(order.sync.rawValue)
        request.offset = UInt32(order.offset)
        request.nonce = order.nonce
        request.flags =
            (order.atomic ? UInt32(DMAROUTE_ATOMIC) : 0) | (order.handsPhysical ? UInt32(DMAROUTE_PHYSICAL) : 0)
            | (order.uneven ? UInt32(DMAROUTE_UNEVEN) : 0) | (order.isBackwards ? UInt32(DMAROUTE_BACKWARDS) : 0)
        let result = buffer.withUnsafeMutableBytes { original in
            mapping.withUnsafeMutableBytes { mapped in
                request.buffer = UInt64(UInt(bitPattern: original.baseAddress))
                request.mapping = UInt64(UInt(bitPattern: mapped.baseAddress))
                return system.ask(descriptor, &request)
            }
        }
        guard result == 0 else { throw failed("map of request \(order.request)", result) }
        return MapReport(
            request: order.request, outcome: try outcome(request.outcome), errno: request.result,
            buffer: segments(buffer, request.buffer_count), mapping: segments(mapping, request.mapping_count), log: [],
            unwiped: request.unwiped)
    }

    /// Does what is to precede an order's call.
    /// - Returns: how many of the mappings that are to be held the kernel made; nil where there is no memory for them.
    func prepare(_ order: MapOrder) throws(Problem) -> UInt32? {
        if order.prelude.earlierMaskBits > 0 {
            var request = dmaroute_remask()
            request.index = UInt32(order.device)
            request.bits = UInt32(order.prelude.earlierMaskBits)
            request.size = order.size
            request.low = order.low
            request.high = order.high
            let result = system.ask(descriptor, &request)
            guard result == 0 else {
                if result == -ENOMEM { return nil }
                throw failed("masks before request \(order.request)", result)
            }
        }
        guard order.prelude.held > 0 else { return 0 }
        var request = dmaroute_hold()
        request.index = UInt32(order.device)
        request.count = order.prelude.held
        request.size = order.size
        request.low = order.low
        request.high = order.high
        let result = system.ask(descriptor, &request)
        guard result == 0 else {
            if result == -ENOMEM { return nil }
            throw failed("mappings before request \(order.request)", result)
        }
        return request.served
    }

    /// Gives back what ``prepare(_:)`` made.
    func letGo(index: UInt8) throws(Problem) {
        var request = dmaroute_hold()
        request.index = UInt32(index)
        let result = system.ask(descriptor, &request)
        guard result == 0 else { throw failed("the end of what was held", result) }
    }

    /// Lines of the moved pages that are right, that are wrong, and that were to be kept.
    func release(
        index: UInt8, moved: [Move]
    ) throws(Problem) -> (right: UInt32, wrong: UInt32, kept: UInt32) {
        var request = dmaroute_release()
        request.index = UInt32(index)
        withUnsafeMutableBytes(of: &request.part) { raw in
            let parts = raw.bindMemory(to: dmaroute_part.self)
            for (part, move) in zip(parts.indices, moved) {
                parts[part] = dmaroute_part(offset: move.offset, length: move.length)
                request.parts += 1
            }
        }
        let result = system.ask(descriptor, &request)
        guard result == 0 else { throw failed("release", result) }
        return (request.right, request.wrong, request.kept)
    }

    func info() throws(Problem) -> dmaroute_info {
        var info = dmaroute_info()
        let result = system.ask(descriptor, &info)
        guard result == 0 else { throw failed("info", result) }
        return info
    }

    private func outcome(_ value: UInt32) throws(Problem) -> MapReport.Outcome {
        switch value {
        case DMAROUTE_HELD.rawValue: .held
        case DMAROUTE_REFUSED.rawValue: .refused
        case DMAROUTE_NO_BUFFER.rawValue: .noBuffer
        case DMAROUTE_NO_ATTRIBUTE.rawValue: .noAttribute
        case DMAROUTE_NO_PAGES.rawValue: .noPages
        default: throw Problem("\(Self.path): unknown outcome \(value)")
        }
    }

    private func segments(_ all: [dmaroute_segment], _ count: UInt32) -> [MapReport.Segment] {
        all.prefix(Int(count)).map {
            .init(physical: $0.physical, address: $0.address, length: $0.length, entry: $0.entry)
        }
    }

    private func failed(_ what: String, _ code: Int32) -> Problem {
        Problem("\(Self.path): \(what)", errno: code)
    }
}
