import RouteModel

/// What the pool has to do with it.
extension Cause {
    var noPool: String {
        let zero = reading.full.contains { $0.value.total == 0 } ? " (total 0)" : ""
        let isPrivate = mapper.configuration.boot.encryption != .none && mapper.configuration.boot.platform == .guest
        let what =
            isPrivate
            ? "There is no pool\(zero), and in a guest with encrypted memory whatever a device reaches must be bounced."
            : "There is no pool\(zero): a device of \(mask) gets a buffer beyond its reach on the direct path and cannot bounce it."
        return mapper.agedRemoval != nil ? what : what + " " + own
    }

    func tooLarge(_ also: Bool) -> String {
        let size = reading.full.compactMap(\.value.size).max() ?? 0
        let first =
            "One mapping of \(size) bytes can never fit: a single one has at most 256 KiB (128 slots of 2 KiB), however free the pool."
        guard also else { return first + " " + own }
        return "Two things, either enough. " + first + " And " + use.prefix(1).lowercased() + use.dropFirst() + " "
            + own
    }

    var use: String {
        let pools = reading.full.map(\.value).filter { ($0.total ?? 0) > 0 && $0.used != nil }
        guard let worst = pools.max(by: { share($0) < share($1) }), let total = worst.total, let used = worst.used
        else {
            return "The pool is used up."
        }
        return
            "The pool is nearly used up: \(used) of \(total) slots of 2 KiB (\(share(worst)) % of \(size(total)))."
    }

    /// Where the numbers exclude all three causes, how the free slots lie is what is left.
    var fullForNoReason: String {
        let known = reading.full.map(\.value).last { $0.size != nil && $0.total != nil && $0.used != nil }
        guard let pool = known, let size = pool.size, let total = pool.total, let used = pool.used else {
            let sizes = reading.full.compactMap(\.value.size)
            guard let size = sizes.max() else {
                return
                    "The message has three causes (no pool, one mapping above 256 KiB, a pool used up), and what is here does not tell which."
            }
            return
                "The message has three causes (no pool, one mapping above 256 KiB, a pool used up): \(size) bytes rule out the second, and what is here does not tell which of the others it is."
        }
        return
            "By its own numbers the pool is there (\(total) slots), has room (\(used) used), and \(size) bytes are not too many for one mapping (256 KiB): what is left is that no free slots lie together where the device needs them, as its min_align_mask asks, or as an area of the pool (6.0 and later) holds them."
    }

    func share(_ pool: FullPool) -> Int {
        let ratio = Double(pool.used ?? 0) / Double(max(pool.total ?? 1, 1)) * 100
        return Int(min(ratio, 1_000_000))
    }

    func size(_ slots: UInt64) -> String { slots < 512 ? "\(slots * 2) KiB" : "\(slots / 512) MiB" }

    var exhausted: String {
        let size = reading.full.compactMap(\.value.size).max()
        let isOld = reading.isBefore(5, 0) || reading.full.contains(where: \.value.isOld)
        let isByAge = isOld && !reading.full.contains { $0.value.total != nil }
        let byAge =
            isByAge
            ? " Before 5.0 the message cannot come without a pool, so its slots are used up, or what is free lies in pieces."
            : ""
        let small =
            byAge
            + (size.map { " It is not absent, and \($0) bytes are not too many for one mapping (256 KiB)." } ?? "")
        let leak =
            reading.deniesLargerPool ? " That a larger pool fills too points to mappings that are never released." : ""
        return use + small + leak + " " + own
    }
}
