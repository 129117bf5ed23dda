import GuestProtocol
import RouteModel

/// What cannot be of the request, whatever became of it.
extension DeviceSide {
    /// Nobody writes lines beyond the end of the buffer.
    func beyond(_ runs: [MemoryRun]) -> Side? {
        let size = UInt64(request.order.size)
        let run = runs.first { $0.intact && $0.offset.addingUpToMax($0.length) > size }
        return run.map { .lost("at \(hex($0.physical)) stand lines from beyond the buffer's end") }
    }
}

extension RequestEvidence {
    /// What the device's registers hold otherwise than they should after the transfers that the probe reports, in a sentence; nil
    /// where they hold what was asked.
    var differing: String? {
        guard let mapped, mapped.outcome == .held else { return nil }
        for move in moves where move.report.result == 0 {
            guard let registers = move.registers else { continue }
            if let why = mistold(move, registers) { return why }
            // Such a driver hands over another address.
            guard !order.handsPhysical, let given = mapped.address(of: UInt64(move.report.offset)) else { continue }
            let used = move.writes ? registers.destination : registers.source
            guard used != given else { continue }
            return
                "the probe gave the device \(hex(given)) for the bytes at offset \(move.report.offset), and the device's "
                + "register holds \(hex(used))"
        }
        return nil
    }

    /// Why the registers are none of a transfer that was made, in a sentence; nil where they can be.
    private func mistold(_ move: Move, _ registers: LookRecord.Registers) -> String? {
        let own = move.writes ? registers.source : registers.destination
        guard own == DeviceSide.ownBuffer, registers.count == UInt64(move.report.length) else {
            return "the device was told to move \(registers.count) bytes between \(hex(registers.source)) and "
                + "\(hex(registers.destination)), which is no transfer of \(move.report.length) bytes with its own buffer"
        }
        return nil
    }
}

extension MapReport {
    /// What the device was given for the byte at an offset of the buffer; nil where nothing was.
    func address(of offset: UInt64) -> UInt64? {
        var rest = offset
        for segment in mapping {
            if rest < UInt64(segment.length) { return segment.address &+ rest }
            rest -= UInt64(segment.length)
        }
        return nil
    }
}
