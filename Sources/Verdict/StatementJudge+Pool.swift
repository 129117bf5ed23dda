import Evidence
import RouteModel

/// Statements about the pool's own state, which every cell of a boot with memory encryption bears on.
extension StatementJudge {
    private var encrypts: Bool { evidence.isHost || evidence.isGuest }

    /// What a statement about the pool says where nobody could read the pool.
    private func unread(_ id: Statement.ID) -> StatementFinding? {
        guard case .unread(let why) = evidence.kernel.pool else { return nil }
        return StatementFinding(id, .notObservable, why)
    }

    /// The state of a pool that was built.
    private var built: PoolState? { evidence.pool.flatMap { $0.slots > 0 ? $0 : nil } }

    var ordinaryPool: StatementFinding? {
        guard evidence.isPlain else { return nil }
        if evidence.kernel.tellsOfBounces {
            return StatementFinding(.nocc1, .violated, "the kernel's log tells of a bounce under memory encryption")
        }
        guard let pool = built else { return evidence.route?.isBounce == true ? unread(.nocc1) : nil }
        if pool.ccShared == true {
            return StatementFinding(.nocc1, .violated, "cc_shared is 1 though nothing is encrypted")
        }
        let label = pool.ccShared.map { "cc_shared is \(number($0))" } ?? "the pool has no label"
        return StatementFinding(.nocc1, .satisfied, "\(label), and the log tells of no encryption")
    }

    var guestHandling: StatementFinding? {
        guard evidence.isHost else { return nil }
        guard let pool = built else { return unread(.host0) }
        if pool.ccShared == true {
            return StatementFinding(
                .host0, .violated, "cc_shared is 1 on a host: its pool has the label of a guest's shared memory")
        }
        if pool.forceBounce, !evidence.saysForce {
            return StatementFinding(.host0, .violated, "force_bounce is 1 on a host, and nobody said swiotlb=force")
        }
        let label = pool.ccShared.map { "cc_shared is \(number($0))" } ?? "the pool has no label of a guest's"
        return StatementFinding(.host0, .satisfied, "\(label), force_bounce is \(number(pool.forceBounce))")
    }

    var hostPool: StatementFinding? {
        guard evidence.isHost else { return nil }
        guard let pool = built, let range = pool.range else { return unread(.host5) }
        let bounce = evidence.route.flatMap { $0.isBounce ? $0.memory : nil }
        let place = "the pool lies at \(hex(range.lowerBound))-\(hex(range.upperBound))"
        let state = bounce.map { ", its memory is \($0.rawValue)" } ?? ""
        let label = pool.ccShared.map { ", cc_shared is \(number($0))" } ?? ", it has no label"
        guard range.upperBound < 1 << 32, bounce != .encrypted else {
            return StatementFinding(.host5, .violated, place + state + label)
        }
        return StatementFinding(.host5, pool.ccShared == true ? .partly : .satisfied, place + state + label)
    }

    var sharedLabel: StatementFinding? {
        guard encrypts else { return nil }
        guard let pool = built else { return unread(.name1) }
        guard let label = pool.ccShared else {
            return StatementFinding(.name1, .notImplemented, "struct io_tlb_mem has no member cc_shared")
        }
        let platform = evidence.isHost ? "a host" : "a guest"
        return StatementFinding(
            .name1, evidence.isHost && label ? .violated : .satisfied, "cc_shared is \(number(label)) on \(platform)")
    }

    var secondLabel: StatementFinding? {
        guard encrypts else { return nil }
        guard let pool = built else { return unread(.name2) }
        guard let other = pool.otherLabels.first else {
            let first = pool.ccShared == nil ? "no label at all" : "no label beside cc_shared"
            return StatementFinding(.name2, .notImplemented, "struct io_tlb_mem has \(first)")
        }
        return StatementFinding(
            .name2, pool.ccShared == nil ? .partly : .satisfied, "struct io_tlb_mem has a member \(other)")
    }

    /// Judged by the copy, which stands where the kernel really keeps the pool.
    var decryptedPool: StatementFinding? {
        guard encrypts, let route = evidence.route, route.isBounce else { return nil }
        guard let memory = route.memory else {
            return StatementFinding(.pool2, .notObservable, "no side tells the state of the copy's memory")
        }
        return StatementFinding(
            .pool2, memory == .decrypted ? .satisfied : .violated, "the copy stands in \(memory.rawValue) memory")
    }

    var encryptedPool: StatementFinding? {
        guard encrypts, let route = evidence.route, route.path == .bounce else { return nil }
        if evidence.isGuest {
            return StatementFinding(
                .pool1, .notObservable, "no device of a guest is trusted with encrypted memory here")
        }
        guard evidence.reaches(evidence.device.dmaMask), let memory = route.memory else { return nil }
        guard memory == .decrypted else {
            return StatementFinding(.pool1, .satisfied, "the copy stands in \(memory.rawValue) memory")
        }
        return StatementFinding(
            .pool1, .notImplemented,
            "the copy stands in decrypted memory though the device could reach encrypted (\(evidence.masks))")
    }

    var reachTest: StatementFinding? {
        guard evidence.isHost else { return nil }
        guard let pool = evidence.pool else { return unread(.detect4) }
        let name = PoolLayout.reachTest
        guard pool.hasReachTest else {
            return StatementFinding(
                .detect4, .notImplemented,
                "the kernel's BTF has no function \(name) (one that is always inlined would not be in it)")
        }
        return StatementFinding(.detect4, .partly, "the kernel has a function \(name); what it answers is not seen")
    }
}
