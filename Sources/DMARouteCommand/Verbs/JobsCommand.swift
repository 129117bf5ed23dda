import ArgumentParser
import Files
import Foundation
import Plan
import Printing
import Runner

struct JobsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "jobs",
        abstract: "Write job files with which Slurm, GitLab or GitHub runs a plan in shards and merges them.",
        discussion: """
            The plan is a folder that dmaroute plan --output wrote; where it holds weights.json, shards take equally long. \
            They are put into the plan's folder, as jobs/. For Slurm that folder lies on a file system that all nodes share, and `submit` queues an array, one shard a \
            task, and a job that merges when all have ended; a task that is requeued goes on where it was. For GitLab and \
            GitHub the folder lies in the repository, and its path is taken as it is given.

            EXAMPLES
              dmaroute jobs slurm plans/nightly --shards 20 && plans/nightly/jobs/submit
              dmaroute jobs gitlab plans/nightly --shards 4
            """)

    enum Engine: String, ExpressibleByArgument, CaseIterable { case slurm, gitlab, github }

    @Argument(help: "slurm, gitlab or github.")
    var engine: Engine

    @Argument(help: ArgumentHelp("Folder of a plan.", valueName: "plan"), completion: .directory)
    var folder: String

    @Option(help: "How many parts.")
    var shards = 2

    @Option(help: "Guests at a time in a task.")
    var jobs = 2

    @Option(help: "The command on the machines; the default is this one for Slurm, and what PATH has elsewhere.")
    var command: String?

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard Shard(index: 1, count: shards) != nil else {
            throw ValidationError("--shards is 1 to \(Shard.limit)")
        }
        guard (1...64).contains(jobs) else { throw ValidationError("--jobs is 1 to 64") }
        for text in [folder, command ?? ""] {
            // GitHub puts values in place of these before any shell sees them.
            let isBad =
                text.holds("${{") || text.unicodeScalars.contains { $0.properties.generalCategory == .control }
            guard isBad else { continue }
            throw ValidationError("a path with a control character or ${{ in it cannot stand in a job file")
        }
    }

    func run() throws {
        let plan = try RunFolder(existing: folder).readPlan()
        let here = Executable.place.path
        let files = JobFiles(
            plan: plan, folder: engine == .slurm ? URL(fileURLWithPath: folder).path : folder, shards: shards,
            jobs: jobs, command: command ?? (engine == .slurm ? here : "dmaroute"),
            hasWeights: FileManager.default.fileExists(atPath: folder + "/weights.json"))
        let output = folder + "/jobs"
        do throws(FileProblem) {
            // The plan may come from elsewhere, and a link lead out of its folder.
            _ = try Folder(folder).making("jobs")
        } catch {
            throw RunnerError("cannot write into \(output): \(error.message)", hint: error.hint)
        }
        for file in try files.files(for: engine) {
            try WholeFile.put(
                Data(file.text.utf8), at: "\(output)/\(file.name)", mode: file.isProgram ? 0o755 : nil)
            if !common.quiet { StandardOutput.write("\(output)/\(file.name)") }
        }
    }
}
