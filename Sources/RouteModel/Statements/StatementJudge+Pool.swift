/// Statements about the pool's own state, which every cell of a boot with memory encryption bears on.
extension StatementJudge {
    private var encrypts: Bool { evidence.isHost || evidence.isGuest }

    /// What a statement about the pool says where nobody could read the pool.
    private func unread(_ id: Statement.ID) -> StatementFinding? {
        guard let why = evidence.unread else { return nil }
        return finding(id, .notObservable, why)
    }

    private func labelText(_ pool: PoolWord) -> String? { pool.ccShared.map { "cc_shared is \(number($0))" } }

    /// The state of a pool that was built.
    private var built: PoolWord? { evidence.pool.flatMap { $0.slots > 0 ? $0 : nil } }

    var ordinaryPool: StatementFinding? {
        guard evidence.isPlain else { return nil }
        if evidence.tellsOfBounces {
            return finding(.nocc1, .violated, "the kernel's log tells of a bounce under memory encryption")
        }
        guard let pool = built else { return evidence.route?.isBounce == true ? unread(.nocc1) : nil }
        if pool.ccShared == true {
            return finding(.nocc1, .violated, "cc_shared is 1 though nothing is encrypted")
        }
        return finding(
            .nocc1, .satisfied,
            "\(labelText(pool) ?? "the pool has no label"), and nothing tells of encryption")
    }

    var guestHandling: StatementFinding? {
        guard evidence.isHost else { return nil }
        guard let pool = built else { return unread(.host0) }
        if pool.ccShared == true {
            return finding(
                .host0, .violated, "cc_shared is 1 on a host: its pool has the label of a guest's shared memory")
        }
        if pool.forceBounce, !evidence.saysForce {
            return finding(.host0, .violated, "force_bounce is 1 on a host, and nobody said swiotlb=force")
        }
        return finding(
            .host0, .satisfied,
            "\(labelText(pool) ?? "the pool has no label of a guest's"), force_bounce is \(number(pool.forceBounce))")
    }

    var hostPool: StatementFinding? {
        guard evidence.isHost else { return nil }
        guard let pool = built, let range = pool.range else { return unread(.host5) }
        let bounce = evidence.route.flatMap { $0.isBounce ? $0.memory : nil }
        let isLow = range.upperBound < 1 << 32 && bounce != .encrypted
        return finding(
            .host5, !isLow ? .violated : pool.ccShared == true ? .partly : .satisfied,
            "the pool lies \(evidence.isPredicted ? "in" : "at") \(hex(range.lowerBound))-\(hex(range.upperBound))"
                + (bounce.map { ", its memory is \($0.rawValue)" } ?? "")
                + ", \(labelText(pool) ?? "it has no label")")
    }

    var sharedLabel: StatementFinding? {
        guard encrypts else { return nil }
        guard let pool = built else { return unread(.name1) }
        guard let label = pool.ccShared else {
            return finding(.name1, .notImplemented, "struct io_tlb_mem has no member cc_shared")
        }
        return finding(
            .name1, evidence.isHost && label ? .violated : .satisfied,
            "cc_shared is \(number(label)) on \(evidence.isHost ? "a host" : "a guest")")
    }

    var secondLabel: StatementFinding? {
        guard encrypts else { return nil }
        guard let pool = built else { return unread(.name2) }
        guard pool.ccShared != nil || pool.otherLabels?.isEmpty == false else {
            return finding(.name2, .notImplemented, "struct io_tlb_mem has no label at all")
        }
        guard let others = pool.otherLabels else {
            return finding(
                .name2, .notObservable, "only the kernel's BTF tells whether there is a label beside cc_shared")
        }
        guard let other = others.first else {
            return finding(.name2, .notImplemented, "struct io_tlb_mem has no label beside cc_shared")
        }
        return finding(
            .name2, pool.ccShared == nil ? .partly : .satisfied, "struct io_tlb_mem has a member \(other)")
    }

    /// Judged by the copy, which stands where the kernel really keeps the pool.
    var decryptedPool: StatementFinding? {
        guard encrypts, let route = evidence.route, route.isBounce else { return nil }
        guard let memory = route.memory else {
            return finding(.pool2, .notObservable, "no side tells the state of the copy's memory")
        }
        return finding(
            .pool2, memory == .decrypted ? .satisfied : .violated, "the copy stands in \(memory.rawValue) memory")
    }

    var encryptedPool: StatementFinding? {
        guard encrypts, let route = evidence.route, route.path == .bounce else { return nil }
        if evidence.isGuest {
            return finding(
                .pool1, .notObservable, "no device of a guest is trusted with encrypted memory here")
        }
        guard evidence.reaches(evidence.device.dmaMask), let memory = route.memory else { return nil }
        guard memory == .decrypted else {
            return finding(.pool1, .satisfied, "the copy stands in \(memory.rawValue) memory")
        }
        return finding(
            .pool1, .notImplemented,
            "the copy stands in decrypted memory though the device could reach encrypted (\(evidence.masks))")
    }

    var reachTest: StatementFinding? {
        guard evidence.isHost else { return nil }
        guard let pool = evidence.pool else { return unread(.detect4) }
        guard let hasReachTest = pool.hasReachTest else {
            return finding(
                .detect4, .notObservable, "only the kernel's BTF tells whether it has dev_cannot_reach_memory()")
        }
        guard hasReachTest else {
            return finding(
                .detect4, .notImplemented,
                "the kernel's BTF has no function dev_cannot_reach_memory (one that is always inlined would not be in it)"
            )
        }
        return finding(
            .detect4, .partly, "the kernel has a function dev_cannot_reach_memory; what it answers is not seen")
    }
}
