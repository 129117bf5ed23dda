import Glibc
import GuestProtocol

/// One transfer on one device.
struct Transfer {
    var device: UInt8
    /// 0 while it may still succeed.
    var result: Int32
}

extension ProbeDevice {
    /// A transfer takes 100 ms; an emulated machine on a busy node may need many times that.
    private static let limit = 10
    /// Milliseconds of a transfer that are slept through before anybody asks whether it is done.
    private static let certain = 95

    /// Starts one transfer a device and waits for all; they run side by side.
    func runTogether(_ devices: [UInt8], start: (UInt8) -> Int32) -> [Transfer] {
        var transfers = devices.map { Transfer(device: $0, result: start($0)) }
        var running = Set(transfers.filter { $0.result == 0 }.map(\.device))
        let deadline = AgentDeadline(seconds: Self.limit, system)
        var pause = Self.certain
        while true {
            for index in transfers.indices where running.contains(transfers[index].device) {
                let result = poll(index: transfers[index].device)
                guard result != -EINPROGRESS else { continue }
                transfers[index].result = result
                running.remove(transfers[index].device)
            }
            guard !running.isEmpty, deadline.pause(milliseconds: pause) else { break }
            pause = 1
        }
        for index in transfers.indices where running.contains(transfers[index].device) {
            transfers[index].result = -ETIMEDOUT
        }
        return transfers
    }

    /// Loads a page into each device, takes it out again into slot 1, and looks whether it is what was loaded.
    func control(_ devices: [UInt8], role: LineRole) -> [Transfer] {
        let loads = runTogether(devices) { load(index: $0, role: role, nonce: MemoryLine.controlNonce(device: $0)) }
        let loaded = loads.filter { $0.result == 0 }.map(\.device)
        let stores = runTogether(loaded) { store(index: $0, slot: 1, length: Steps.largest) }
        return loads.filter { $0.result != 0 }
            + stores.map { transfer in
                guard transfer.result == 0 else { return transfer }
                let nonce = MemoryLine.controlNonce(device: transfer.device)
                return Transfer(
                    device: transfer.device, result: check(index: transfer.device, slot: 1, role: role, nonce: nonce))
            }
    }
}
