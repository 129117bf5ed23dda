import ArgumentParser
import Digests
import Foundation
import Images
import Journal
import Lab
import Runner

struct GCCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gc",
        abstract: "Remove old runs and what dead runs left behind.",
        discussion: """
            Keeps the newest runs by their folders' names; a run that is going on is never touched, nor is anything that \
            is no run. What a killed run left behind (its QEMUs, its libvirt root, what its nodes sent) is ended and removed too. With \
            --kernels also what of the kernels' cache is a week old and neither today's kernels nor the runs in this \
            folder are made of.

            EXAMPLES
              dmaroute gc --keep 5
              dmaroute gc --keep 0 --dry-run
            """)

    @Option(help: "Newest runs to keep.")
    var keep = 10

    @Option(help: "Folder that holds the runs.", completion: .directory)
    var output = "runs"

    @Flag(help: "Prune the cache of kernels too; runs in other folders may then no longer be run again.")
    var kernels = false

    @Flag(help: "Say what would be removed, and remove nothing.")
    var dryRun = false

    @Flag(name: .shortAndLong, help: "Say nothing.")
    var quiet = false

    func validate() throws {
        guard keep >= 0 else { throw ValidationError("--keep is 0 or more") }
    }

    func run() async throws {
        let old = RunShelf(path: output).beyond(newest: keep)
        for run in old {
            say("\(dryRun ? "would remove" : "removing")  \(run.path)  \(run.bytes >> 20) MiB")
            if !dryRun { try FileManager.default.removeItem(atPath: run.path) }
        }
        let orphans = dryRun ? [] : try LabSession.endOrphans()
        for orphan in orphans { say("ended  QEMU \(orphan.pid) of a run that was killed") }
        let scratch = dryRun ? [] : NodeScratch.removeDead()
        for folder in scratch { say("removed  \(folder) of a run with nodes that was killed") }
        let freed = kernels && !dryRun ? try await pruneImages() : 0
        if freed > 0 { say("removed  \(freed >> 20) MiB of kernels and initramfs archives that nothing uses") }
        if old.isEmpty, orphans.isEmpty, scratch.isEmpty, freed == 0 { say("nothing to remove") }
    }

    /// What the runs that stay were started from stays too, so that they can be run again.
    private func pruneImages() async throws -> Int64 {
        let journals = RunShelf(path: output).all.map { $0 + "/journal.jsonl" }
        let headers = journals.compactMap { try? JournalFile.header($0) }
        let digests = headers.flatMap(\.kernels).compactMap { $0.sha256["initrd"] }.compactMap(Digest.init(hex:))
        return try await ImageStore(images: Installation.find().images).prune(keep: Set(digests))
    }

    private func say(_ text: String) {
        if !quiet { StandardOutput.write(text) }
    }
}
