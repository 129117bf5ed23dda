import Foundation
import Glibc

/// A QEMU that outlived its session.
public struct Orphan: Hashable, Sendable {
    /// Id of the killed session that had started the QEMU.
    public var session: String
    /// Process id that the QEMU had on this node.
    public var pid: Int32

    /// Kills every QEMU of a dead session, waits for their deaths, and removes the session's files.
    static func end(_ dead: DeadRoot) throws(LabError) -> [Orphan] {
        let left = EmulatorProcess.running { $0.hasPrefix("dmaroute-\(dead.id)-") }
        for process in left { process.kill() }
        let end = Wait.until(Deadline(after: .seconds(20)), nil) { left.allSatisfy { !$0.isAlive } }
        guard end == .met else {
            let pids = left.filter(\.isAlive).map { "\($0.pid)" }.joined(separator: ", ")
            throw LabError(
                .node, "QEMU of a killed run lives on after SIGKILL (pid \(pids))",
                hint: "end it by hand, or it keeps a core and its memory")
        }
        try? FileManager.default.removeItem(atPath: dead.path)
        for name in (try? FileManager.default.contentsOfDirectory(atPath: GuestPaths.sharedFolder)) ?? []
        where name.hasPrefix("dmaroute-\(dead.id)-") {
            unlink("\(GuestPaths.sharedFolder)/\(name)")
        }
        return left.map { Orphan(session: dead.id, pid: $0.pid) }
    }
}

extension LabSession {
    /// Ends what killed sessions of this user left, as opening a session does, without opening one.
    /// - Throws: ``LabError`` where a QEMU does not die or the state's folder cannot be used.
    public static func endOrphans(below base: String? = nil) throws(LabError) -> [Orphan] {
        var found: [Orphan] = []
        let chosen = base ?? StateBase.usable
        let root = try SessionRoot.make(
            base: chosen, besides: base == nil ? StateBase.others(than: chosen) : [], user: GuestUser.here,
            deadline: Deadline(after: .seconds(60)), cancellation: Cancellation()
        ) { dead throws(LabError) in found += try Orphan.end(dead) }
        root.remove()
        return found
    }
}
