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

    /// Why the registers are none of a transfer that was made, in a sentence; nil where they can be.
    func mistold(_ move: RequestEvidence.Move, _ registers: LookRecord.Registers) -> String? {
        let own = move.writes ? registers.source : registers.destination
        guard own == Self.ownBuffer, registers.count == UInt64(move.report.length) else {
            return "the device was told to move \(registers.count) bytes between \(hex(registers.source)) and "
                + "\(hex(registers.destination)), which is no transfer of \(move.report.length) bytes with its own buffer"
        }
        return nil
    }
}
