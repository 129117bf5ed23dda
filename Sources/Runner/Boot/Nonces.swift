import Synchronization

/// Random numbers that never repeat within a run.
final class Nonces: Sendable {
    private let used = Mutex<Set<UInt64>>([])

    func next() -> UInt64 {
        while true {
            let candidate = UInt64.random(in: 1...UInt64.max)
            if used.withLock({ $0.insert(candidate).inserted }) { return candidate }
        }
    }
}
