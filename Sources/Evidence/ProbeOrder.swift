import GuestProtocol

/// The order in which an attempt writes its records down. Records that stand otherwise were lost, exchanged or put in.
///
/// Every request is ordered, answered, moved step by step and released, once each and in that order; the next batch is ordered
/// when the last one was released.
public struct ProbeOrder {
    private enum State: Equatable {
        case ordered
        case held(step: Int, isStored: Bool)
        case over
    }

    private var batch: [UInt32: State] = [:]
    private var known: Set<UInt32> = []
    private var isSetUp = false
    private var drive: UInt32?

    /// Why the records cannot be those of one attempt, in a sentence; nil where they can.
    public static func fault(_ records: [ProbeRecord]) -> String? {
        var order = ProbeOrder()
        for (index, record) in records.enumerated() {
            guard let why = order.fault(record) else { continue }
            return "line \(index + 1) of probe.jsonl stands where it cannot: \(why)"
        }
        return nil
    }

    private mutating func fault(_ record: ProbeRecord) -> String? {
        if record.setUp != nil {
            defer { isSetUp = true }
            return isSetUp || !known.isEmpty ? "the boot is set up already" : nil
        }
        if let order = record.order { return ordered(order.order.request) }
        if let mapped = record.mapped { return answered(mapped) }
        if let moved = record.moved {
            for report in moved.reports {
                if let why = step(Int(moved.step), isStored: moved.stored, of: report.request) { return why }
            }
        }
        if let released = record.released {
            guard case .held = batch[released.request] else { return "request \(released.request) is not held" }
            batch[released.request] = .over
        }
        if let drive = record.drive {
            guard known.insert(drive.order.request).inserted else {
                return "request \(drive.order.request) was ordered before"
            }
            self.drive = drive.order.request
        }
        if let driven = record.driven {
            guard driven.request == drive else { return "request \(driven.request) was not ordered, or is answered" }
            drive = nil
        }
        return nil
    }

    private mutating func ordered(_ request: UInt32) -> String? {
        if batch.values.contains(where: { $0 != .ordered }) {
            guard batch.values.allSatisfy({ $0 == .over }) else { return "requests before \(request) are not over" }
            batch = [:]
        }
        guard known.insert(request).inserted else { return "request \(request) was ordered before" }
        batch[request] = .ordered
        return nil
    }

    private mutating func answered(_ mapped: MapReport) -> String? {
        guard batch[mapped.request] == .ordered else { return "request \(mapped.request) waits for no answer" }
        batch[mapped.request] = mapped.outcome == .held ? .held(step: -1, isStored: true) : .over
        return nil
    }

    private mutating func step(_ step: Int, isStored: Bool, of request: UInt32) -> String? {
        guard case .held(let last, let wasStored) = batch[request] else { return "request \(request) is not held" }
        guard isStored ? step == last && !wasStored : step > last else {
            return "step \(step) of request \(request) comes behind step \(last)"
        }
        batch[request] = .held(step: step, isStored: isStored)
        return nil
    }
}
