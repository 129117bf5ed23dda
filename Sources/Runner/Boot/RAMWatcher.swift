import Evidence
import GuestProtocol
import Lab
import RouteModel

/// Looks at a guest from outside and writes down what it saw.
struct RAMWatcher {
    let guest: any LabGuest
    let magic: UInt64
    let looks: RecordFile<LookRecord>
    /// Closed when the run was asked not to observe the device side.
    let open: Bool

    /// - Parameter registers: devices whose piece of another's registers is looked at too.
    func look(_ moment: LookRecord.Moment, _ requests: [UInt32] = [], registers: [Int] = []) throws {
        guard open else { return }
        let scan = try guest.scan(magic: magic, deadline: nil)
        guard !scan.truncated else {
            throw RunnerError(
                "guest RAM holds more than \(RAMScan.limit) runs of this boot's lines; no kernel makes so many")
        }
        let hits = try registers.isEmpty ? [] : guest.scanRegisters(magic: magic, devices: registers)
        try looks.append(LookRecord(moment: moment, requests: requests, runs: (scan.hits + hits).map(MemoryRun.init)))
    }

    /// Reads the DMA registers of devices.
    func read(_ devices: [(request: UInt32, index: Int)], step: UInt16) throws {
        guard open, !devices.isEmpty else { return }
        let registers = try devices.map { device in
            let seen = try guest.registers(of: guest.spec.edu[device.index])
            return LookRecord.Registers(
                request: device.request, step: step, source: seen.source, destination: seen.destination,
                count: seen.count)
        }
        try looks.append(LookRecord(moment: .moved, requests: [], registers: registers))
    }
}

extension RAMWatcher {
    /// Reads the queue of a virtio device and what stands there in each memory; others have none.
    func readQueues(of device: DrivenSpec, request: UInt32) throws {
        guard open, device.model.isVirtio else { return }
        let queues = try guest.queues(slot: device.slot).map { queue in
            LookRecord.Queue(
                request: request, descriptors: queue.descriptors, available: queue.available,
                taken: queue.lastAvailable, beginnings: beginnings(of: queue))
        }
        try looks.append(LookRecord(moment: .moved, requests: [], queues: queues))
    }

    private func beginnings(of queue: Virtqueue) -> [LookRecord.Queue.Beginning] {
        let encrypts = guest.spec.encryption != .none
        let bit: UInt64 = encrypts ? 1 << UInt64(guest.spec.addressBit) : 0
        return (encrypts ? Store.allCases : [.plain]).compactMap { store in
            func read(_ address: UInt64) -> [UInt8]? {
                guest.read(store: store, physical: address & ~bit, count: LookRecord.Queue.bytes)
            }
            guard let descriptors = read(queue.descriptors), let available = read(queue.available) else { return nil }
            return .init(store: encrypts ? store : nil, descriptors: descriptors, available: available)
        }
    }
}

extension MemoryRun {
    init(_ hit: Hit) {
        self.init(
            nonce: hit.nonce, role: hit.role?.rawValue ?? 0, offset: hit.bufferOffset, physical: hit.physical,
            length: hit.length, intact: hit.intact, store: hit.store)
    }
}
