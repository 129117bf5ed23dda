import CProbe
import Glibc
import GuestProtocol

/// The guest's part of a conversation: what is set up, what is held.
struct Session {
    static let module = "/probe.ko"

    private struct Held {
        var order: MapOrder
        var isUnmapped = false
        var moved: [Move] = []
    }

    private let options: BootOptions
    private let system: any SystemCalls
    private let log: KernelLog
    /// nil before the set-up, and where the initramfs has no probe: then the devices that it drives stay untouched.
    private var probe: ProbeDevice?
    private var isSetUp = false
    private var magic: UInt64 = 0
    private var devices: [DeviceSetup] = []
    private var held: [Held] = []
    /// PCI addresses of devices whose drivers answered.
    private var driven: [String] = []
    private(set) var tracing: Tracing?
    private(set) var observer: ObserverProcess?
    /// What the control DMA at the end came to, by device.
    private(set) var finalControl: [Transfer] = []

    init(options: BootOptions, _ system: any SystemCalls) throws(Problem) {
        self.options = options
        self.system = system
        log = try KernelLog(fromStart: false, system)
    }

    mutating func setUp(magic: UInt64, devices wanted: [DeviceSetup]) throws(Problem) -> Report {
        guard !isSetUp else { throw Problem("setUp came twice") }
        guard wanted.count <= Int(DMAROUTE_DEVICES) else { throw Problem("setUp of \(wanted.count) devices") }
        if options.traces { tracing = Tracing.arm(system) }
        // An IOMMU's driver must be there before a device is bound: its domain is made then.
        for name in options.modules { try KernelModule.load(driver: name, system) }
        observer = try options.observeSeconds.map { seconds throws(Problem) in
            try ObserverProcess(seconds: seconds, system)
        }
        isSetUp = true
        self.magic = magic
        guard !wanted.isEmpty || system.exists(Self.module) else { return .ready([]) }
        let probe = try ProbeDevice(module: Self.module, options, system)
        self.probe = probe
        PCI(system).waitForDrivers(of: wanted.filter(\.comesLater).map(\.slot))
        devices = wanted
        var reports: [DeviceReport] = []
        for (index, device) in zip(UInt8(0)..., wanted) {
            let setup = try control(index, device, probe)
            reports.append(
                DeviceReport(
                    device: index, bind: setup.bind, dmaMask: setup.dma_mask, coherentMask: setup.coherent_mask,
                    control: setup.bind != 0 ? setup.bind : setup.control, controlAddress: setup.control_address,
                    ioTLB: setup.bind != 0 || setup.io_tlb == 0 ? nil : setup.io_tlb,
                    maxMapping: setup.bind != 0 ? nil : setup.max_mapping))
        }
        let working = reports.filter { $0.control == 0 }.map(\.device)
        for transfer in probe.control(working, role: .controlAtSetUp) {
            reports[Int(transfer.device)].control = transfer.result
        }
        return .ready(reports)
    }

    mutating func map(_ orders: [MapOrder]) throws(Problem) -> Report {
        let probe = try readyProbe()
        guard held.isEmpty else { throw Problem("map came while mappings are held") }
        guard Set(orders.map(\.device)).count == orders.count, orders.allSatisfy({ Int($0.device) < devices.count })
        else { throw Problem("map names a device twice or one that was not set up") }
        for order in orders where order.moves.isEmpty {
            throw Problem("request \(order.request): \(order.size) bytes in \(order.segments) segments cannot be")
        }
        let byDevice = Dictionary(uniqueKeysWithValues: orders.map { ($0.device, $0) })
        let loads = probe.runTogether(orders.map(\.device)) { device in
            guard let order = byDevice[device] else { return 0 }
            return probe.load(
                index: device, role: order.direction.reads ? .beforeToDevice : .fromDevice, nonce: order.nonce)
        }
        var reports: [MapReport] = []
        for (order, load) in zip(orders, loads) {
            reports.append(load.result == 0 ? try map(order, probe) : .without(order, .notLoaded, load.result))
        }
        return .mapped(reports)
    }

    mutating func move(step: UInt16) throws(Problem) -> Report {
        let probe = try readyProbe()
        let due = due(step: step) { _ in true }
        try unmapLate(probe)
        let unloaded = loadAgain(held.filter { $0.order.reload == step }.map(\.order.device), probe)
        let transfers = probe.runTogether(due.map(\.device)) { device in
            if let failed = unloaded.first(where: { $0.device == device }) { return failed.result }
            guard let found = due.first(where: { $0.device == device }) else { return 0 }
            return probe.move(index: device, found.move)
        }
        for transfer in transfers where transfer.result == 0 {
            guard let index = held.firstIndex(where: { $0.order.device == transfer.device }),
                let found = due.first(where: { $0.device == transfer.device })
            else { continue }
            held[index].moved.append(found.move)
        }
        return .moved(Self.reports(due, transfers))
    }

    mutating func store(step: UInt16) throws(Problem) -> Report {
        let probe = try readyProbe()
        let due = due(step: step) { held in held.moved.contains { $0.step == step && !$0.writes } }
        let transfers = probe.runTogether(due.map(\.device)) { device in
            guard let found = due.first(where: { $0.device == device }) else { return 0 }
            return probe.store(index: device, slot: 1 + step % Steps.storedAtOnce, length: found.move.length)
        }
        return .moved(Self.reports(due, transfers))
    }

    mutating func release() throws(Problem) -> Report {
        let probe = try readyProbe()
        var reports: [ReleaseReport] = []
        for one in held {
            // What is only held was never moved, so its copies must not be the last to come back.
            try letGo(one.order, probe)
            mark("begin release=\(one.order.request) device=\(slot(one.order))")
            // Where the device has written what it read before, its own lines are the last.
            let last = one.moved.filter { $0.writes == one.order.direction.writes }
            let lines = try probe.release(index: one.order.device, moved: last)
            mark("end")
            reports.append(
                ReleaseReport(request: one.order.request, right: lines.right, wrong: lines.wrong, kept: lines.kept))
        }
        held = []
        return .released(reports)
    }

    /// What the driver does is traced between marks like a request of the probe's.
    mutating func drive(_ order: DriveOrder) throws(Problem) -> Report {
        guard isSetUp else { throw Problem("a drive came before setUp") }
        _ = log.fresh()
        mark("begin request=\(order.request) device=\(order.slot) kind=driver-io")
        var report = try Driver.drive(order, magic: magic, system)
        mark("end")
        report.log = log.fresh()
        if report.outcome != .hangs { driven.append(order.slot) }
        return .driven(report)
    }

    /// The control DMA at the end, with control buffers allocated anew so that the trace shows it too. They stay, so
    /// that the harness can still find their lines.
    /// - Returns: what an observer has left.
    mutating func finish() throws(Problem) -> [(name: String, path: String?, text: String)] {
        defer { tracing?.stop() }
        if tracing?.seesCallsByProbes == true { Unbinding.all(driven, system) }
        let observed = try observer?.end() ?? []
        guard let probe else { return observed }
        for (index, device) in zip(UInt8(0)..., devices) { _ = try? control(index, device, probe) }
        let working = zip(UInt8(0)..., devices).map(\.0)
        finalControl = probe.control(working, role: .controlAtFinish)
        return observed
    }

    func facts() -> MachineFacts {
        MachineFacts(
            options: options, devices: devices, tracing: tracing, control: finalControl, info: try? probe?.info(),
            system)
    }
}

extension Session {
    /// Masks and control buffer of a device.
    private func control(
        _ index: UInt8, _ device: DeviceSetup, _ probe: ProbeDevice
    ) throws(Problem) -> dmaroute_setup {
        mark("begin control device=\(device.slot)")
        defer { mark("end") }
        return try probe.setUp(index: index, device: device, magic: magic)
    }

    private mutating func map(_ order: MapOrder, _ probe: ProbeDevice) throws(Problem) -> MapReport {
        _ = log.fresh()
        let prepared = try untraced(order) { () throws(Problem) in try probe.prepare(order) }
        guard let served = prepared else { return .without(order, .noBuffer, -ENOMEM) }
        let before = log.fresh()
        // The marks come from the same processor as the call: each has a buffer of the trace to itself.
        try stay(on: order.processor)
        defer { _ = system.runOn(-1) }
        mark("begin request=\(order.request) device=\(slot(order)) kind=\(order.kind.name)")
        var report = try probe.map(order)
        mark("end")
        report.log = log.fresh()
        report.logBefore = before
        report.served = served
        if report.outcome == .held { held.append(Held(order: order)) } else { try letGo(order, probe) }
        return report
    }

    /// Loads devices with what they are to write now, or must not have any more; those that could not be.
    private func loadAgain(
        _ devices: [UInt8], as role: LineRole = .fromDevice, _ probe: ProbeDevice
    ) -> [Transfer] {
        probe.runTogether(devices) { device in
            guard let one = held.first(where: { $0.order.device == device }) else { return 0 }
            return probe.load(index: device, role: role, nonce: one.order.nonce)
        }.filter { $0.result != 0 }
    }

    /// What devices move too late is unmapped before any of them moves.
    private mutating func unmapLate(_ probe: ProbeDevice) throws(Problem) {
        let late = held.indices.filter { held[$0].order.isLate && !held[$0].isUnmapped }
        try warmUp(late.map { held[$0].order }.filter(\.direction.reads), probe)
        for index in late {
            let order = held[index].order
            mark("begin release=\(order.request) device=\(slot(order))")
            try probe.unmap(index: order.device)
            mark("end")
            held[index].isUnmapped = true
        }
    }

    /// Reads once while it is mapped, so that an IOMMU remembers the translation that the unmap is to make it forget.
    private func warmUp(_ orders: [MapOrder], _ probe: ProbeDevice) throws(Problem) {
        let transfers = probe.runTogether(orders.map(\.device)) { device in
            guard let move = orders.first(where: { $0.device == device })?.moves.first else { return 0 }
            return probe.move(index: device, move)
        }
        let failed = transfers.filter { $0.result != 0 } + loadAgain(orders.map(\.device), as: .beforeToDevice, probe)
        if let failed = failed.first { throw Problem("a transfer before the unmap", errno: failed.result) }
    }

    private func due(step: UInt16, where isDue: (Held) -> Bool) -> [(request: UInt32, device: UInt8, move: Move)] {
        held.filter(isDue).compactMap { one in
            guard let move = one.order.moves.first(where: { $0.step == step }) else { return nil }
            return (one.order.request, one.order.device, move)
        }
    }

    private static func reports(
        _ due: [(request: UInt32, device: UInt8, move: Move)], _ transfers: [Transfer]
    ) -> [MoveReport] {
        zip(due, transfers).map {
            MoveReport(request: $0.request, result: $1.result, offset: $0.move.offset, length: $0.move.length)
        }
    }

    /// Mappings that are only held are thousands: they would push the request's own events out of the trace.
    private func untraced<T>(_ order: MapOrder, _ body: () throws(Problem) -> T) throws(Problem) -> T {
        let pauses = options.traces && order.prelude.held > 0
        if pauses { tracing?.stop() }
        defer { if pauses { tracing?.resume() } }
        return try body()
    }

    private func stay(on processor: UInt8?) throws(Problem) {
        guard let processor else { return }
        let failure = system.runOn(Int32(processor))
        guard failure == 0 else { throw Problem("stay on processor \(processor)", errno: failure) }
    }

    private func letGo(_ order: MapOrder, _ probe: ProbeDevice) throws(Problem) {
        guard order.prelude.held > 0 else { return }
        try untraced(order) { () throws(Problem) in try probe.letGo(index: order.device) }
    }

    private func mark(_ text: String) {
        tracing?.mark(text)
    }

    private func slot(_ order: MapOrder) -> String {
        devices[Int(order.device)].slot
    }

    private func readyProbe() throws(Problem) -> ProbeDevice {
        guard let probe else { throw Problem(isSetUp ? "there is no probe" : "a request came before setUp") }
        return probe
    }
}

extension MapReport {
    fileprivate static func without(_ order: MapOrder, _ outcome: Outcome, _ errno: Int32) -> MapReport {
        MapReport(request: order.request, outcome: outcome, errno: errno, buffer: [], mapping: [], log: [])
    }
}

extension CallKind {
    /// As configs and reports write it.
    var name: String {
        switch self {
        case .mapSingle: "map-single"
        case .mapPage: "map-page"
        case .mapSG: "map-sg"
        case .mapResource: "map-resource"
        case .allocCoherent: "alloc-coherent"
        case .allocPages: "alloc-pages"
        case .allocNoncontiguous: "alloc-noncontiguous"
        }
    }
}
