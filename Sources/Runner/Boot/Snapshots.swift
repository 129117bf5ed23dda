import Foundation
import Lab
import Plan
import RouteModel
import Synchronization

/// The snapshots of a run: one for each machine, made by the first boot that needs it and removed with the last.
final class Snapshots: Sendable {
    private struct Machine: Hashable {
        var boot: Boot
        var devices: [Device]

        init(_ planned: PlannedBoot) {
            boot = planned.boot
            devices = planned.devices
        }
    }

    private final class File: Sendable {
        /// Held while the snapshot is made, so that it is made once.
        let path = Mutex<String?>(nil)
        let waiting: Atomic<Int>

        init(waiting: Int) { self.waiting = Atomic(waiting) }
    }

    private let files: [Machine: File]

    init(_ plan: Plan) {
        let machines = plan.boots.filter(\.startsFromSnapshot).map(Machine.init)
        files = Dictionary(grouping: machines) { $0 }.mapValues { File(waiting: $0.count) }
    }

    /// The snapshot that a boot starts from; nil where it starts from its first instruction.
    /// - Parameter make: writes it to a new file and says where.
    func path(for boot: PlannedBoot, make: () throws -> String) throws -> String? {
        guard boot.startsFromSnapshot, let file = files[Machine(boot)] else { return nil }
        return try file.path.withLock { path in
            if let path { return path }
            let made = try make()
            path = made
            return made
        }
    }

    /// The boot needs its snapshot no more.
    func release(_ boot: PlannedBoot) {
        guard boot.startsFromSnapshot, let file = files[Machine(boot)],
            file.waiting.subtract(1, ordering: .acquiringAndReleasing).newValue == 0
        else { return }
        file.path.withLock { path in
            if let path { unlink(path) }
            path = nil
        }
    }
}

extension PlannedBoot {
    /// Whether the guest goes on from a snapshot. A plan that says so of a machine that has none boots it instead.
    var startsFromSnapshot: Bool { isolation == .snapshot && canBeRestored }
}
