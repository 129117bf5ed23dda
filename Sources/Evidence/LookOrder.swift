import GuestProtocol
import RouteModel

/// The order in which a boot is looked at from outside. Looks that stand otherwise were lost, exchanged or put in.
///
/// The first look is at the control DMA of the set-up. Each batch is looked at while it is held, then its devices' registers are
/// read step by step, and at the end it is looked at once more; the last look is at the control DMA of the end.
public struct LookOrder {
    private enum Batch {
        case none
        /// Held; the last step whose registers were read, and whether the end was looked at since.
        case held([UInt32], last: [UInt32: Int], isSeen: Bool)
    }

    private var batch = Batch.none
    private var known: Set<UInt32> = []
    /// Requests that the last look was at, since which no registers were read.
    private var seen: [UInt32] = []
    private var ends: [LookRecord.Moment: Int] = [:]
    private var pools: [LookRecord.Moment: Int] = [:]

    /// Why the looks cannot be those of one attempt, in a sentence; nil where they can.
    /// - Parameter nonces: of all that was ordered in the boot. Lines of others are those of another boot.
    public static func fault(_ looks: [LookRecord], nonces: Set<UInt64>) -> String? {
        var order = LookOrder()
        for (index, look) in looks.enumerated() {
            guard let why = order.fault(look) ?? order.stranger(look, nonces) else { continue }
            return "line \(index + 1) of ram.jsonl stands where it cannot: \(why)"
        }
        guard !looks.isEmpty, order.ends[.finish] != nil else { return nil }
        let seen = order.pools
        return seen[.setUp, default: 0] == seen[.finish, default: 0]
            ? nil : "ram.jsonl has another number of looks at the pool's state at the end than at the beginning"
    }

    private mutating func fault(_ look: LookRecord) -> String? {
        if let pools = look.pools {
            self.pools[look.moment, default: 0] += pools.count
            guard ends[look.moment] != nil else { return "the control DMA was not looked at before the pool" }
        }
        if let registers = look.registers {
            for one in registers { if let why = read(one) { return why } }
            return nil
        }
        guard look.runs != nil else { return nil }
        switch look.moment {
        case .setUp, .finish:
            if let open { return open }
            ends[look.moment, default: 0] += 1
            let isFirst = look.moment == .setUp
            let isInPlace = isFirst ? known.isEmpty && ends[.finish] == nil : ends[.setUp] != nil
            return ends[look.moment] == 1 && isInPlace ? nil : "the boot was at another point"
        case .held:
            if let open { return open }
            // A batch of which nothing could be asked.
            guard !look.requests.isEmpty else { break }
            guard known.isDisjoint(with: look.requests) else { return "its requests were held before" }
            known.formUnion(look.requests)
            batch = .held(look.requests, last: [:], isSeen: false)
            seen = []
        case .moved where look.requests.isEmpty: break
        case .moved:
            guard case .held(let requests, let last, _) = batch,
                look.requests.contains(where: requests.contains)
            else {
                // A drive's look: nothing is held then.
                return look.requests.allSatisfy { known.insert($0).inserted } ? open : "nothing of it is held"
            }
            guard Set(look.requests).isSubset(of: requests) else { return "not all of it is held" }
            guard seen.isEmpty else { return "it was looked at already, and nothing moved since" }
            batch = .held(requests, last: last, isSeen: look.requests == requests)
            seen = look.requests
        }
        return ends[.setUp] != nil && ends[.finish] == nil ? nil : "the boot was at another point"
    }

    private mutating func read(_ registers: LookRecord.Registers) -> String? {
        let number = registers.request
        guard case .held(let requests, var last, _) = batch, requests.contains(number) else {
            return "request \(number) is not held"
        }
        guard Int(registers.step) > last[number, default: -1] else {
            return "step \(registers.step) of request \(number) comes behind step \(last[number, default: -1])"
        }
        // Within a batch a look comes where the next store would take the first one's place.
        let room = Int(Steps.storedAtOnce)
        guard seen.allSatisfy({ last[$0, default: -1] % room == room - 1 }) else {
            return "requests \(seen) were looked at too early"
        }
        seen = []
        last[number] = Int(registers.step)
        batch = .held(requests, last: last, isSeen: false)
        return nil
    }

    /// That the batch before was not looked at when it had moved.
    private var open: String? {
        guard case .held(let requests, _, let isSeen) = batch, !isSeen else { return nil }
        return "requests \(requests) were not looked at when they had moved"
    }

    private func stranger(_ look: LookRecord, _ nonces: Set<UInt64>) -> String? {
        let foreign = (look.runs ?? []).first { run in
            run.intact && run.nonce > UInt64(UInt8.max) && !nonces.contains(run.nonce)
        }
        let line = UInt64(MemoryLine.size)
        if let part = (look.runs ?? []).first(where: { $0.intact && ($0.physical | $0.offset | $0.length) % line != 0 })
        {
            return
                "at \(hex(part.physical)) stand \(part.length) bytes of offset \(part.offset), which are no whole lines"
        }
        return foreign.map { "the line at \(hex($0.physical)) is none of this boot's" }
    }
}
