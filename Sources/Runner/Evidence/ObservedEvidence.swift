public import Evidence
import Foundation

/// The raw evidence of an observed machine, as `dmaroute-observe` leaves it in a folder.
public struct ObservedEvidence: Sendable {
    /// Folder with the observer's files.
    public let path: String
    /// `facts.txt`.
    public let text: [UInt8]
    /// What the observed machine says of itself, read from ``text``.
    public let facts: GuestFacts
    /// The kernel's log, a line each; empty where the observer was not allowed to read it.
    public let log: [String]
    /// ftrace's text, and the kernel's counters of it.
    public let trace: [UInt8]
    /// The kernel's counters of the trace, `trace-stats.txt`.
    public let statistics: [UInt8]
    /// Why the files cannot be relied on; nil where they can.
    public let damage: String?

    /// Whether a folder is none of a run's, and looks like an observer's.
    public static func isOne(_ path: String) -> Bool {
        !RunFolder.isFile(path + "/plan.json") && RunFolder.isFile(path + "/facts.txt")
    }

    /// Reads the observer's files; one that is missing or cut is told in ``damage``.
    public init(folder path: String) {
        self.path = path
        var damage: String?
        func bytes(_ name: String, limit: Int = AttemptInput.limit) -> [UInt8] {
            guard let file = RawFile.read(path + "/" + name, limit: limit) else {
                damage = "there is no \(name)"
                return []
            }
            damage = file.damage(name) ?? (file.isWholeLines ? nil : "\(name) ends in the middle of a line") ?? damage
            return [UInt8](file.bytes)
        }
        text = bytes("facts.txt", limit: 4 << 20)
        log = String(decoding: bytes("kmsg.txt"), as: UTF8.self).split(separator: "\n").map(String.init)
        trace = bytes("ftrace.txt")
        statistics = bytes("trace-stats.txt")
        facts = GuestFacts(text: text)
        self.damage = damage
    }
}
