import Foundation
import Plan
import Runner

/// Whether a run's folder has room, asked before anything starts.
enum Room {
    static let bytesPerBoot = DiskRoom.bytesPerBoot

    /// - Parameter free: bytes free where a folder lies; nil where that cannot be told.
    static func check(_ plan: Plan, in folder: String, free: (String) throws -> Int64? = free) throws {
        var existing = URL(fileURLWithPath: folder)
        while !FileManager.default.fileExists(atPath: existing.path) { existing.deleteLastPathComponent() }
        guard access(existing.path, W_OK) == 0 else {
            throw CommandExit.Refusal(
                "\(existing.path) cannot be written to", hint: "choose another folder for the runs with --output")
        }
        guard let free = try free(existing.path) else { return }
        let needed = Int64(plan.boots.count) * bytesPerBoot
        guard free >= needed else {
            throw CommandExit.Refusal(
                "\(existing.path) has \(free >> 20) MiB free, and \(plan.boots.count) boots may need"
                    + " \(needed >> 20) MiB",
                hint: "free some with dmaroute gc, choose another folder with --output, or run fewer cells with"
                    + " --filter"
            )
        }
    }

    private static func free(_ folder: String) throws -> Int64? {
        let attributes = try FileManager.default.attributesOfFileSystem(forPath: folder)
        return (attributes[.systemFreeSize] as? NSNumber)?.int64Value
    }
}
