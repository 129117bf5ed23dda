import Foundation
import Plan
import TestSupport
import Testing

@testable import DMARouteCommand

/// The files of engines, as they stand on the disk.
struct JobFilesTests {
    private func files(
        _ engine: JobsCommand.Engine, folder: String = "/plans/it's", weights: Bool = false, shards: Int = 3
    ) throws -> [String: JobFiles.File] {
        let files = JobFiles(
            plan: try SamplePlan.of(), folder: folder, shards: shards, jobs: 2, command: "/opt/d m/dmaroute",
            hasWeights: weights)
        return Dictionary(uniqueKeysWithValues: try files.files(for: engine).map { ($0.name, $0) })
    }

    private static let folder = #"'/plans/it'\''s'"#

    @Test func slurmsArrayGoesOnWhereItWas() throws {
        let files = try files(.slurm)
        #expect(files.keys.sorted() == ["merge.sbatch", "shards.sbatch", "submit"])
        let lines = try #require(files["shards.sbatch"]).text.split(separator: "\n").map(String.init)
        #expect(lines.first == "#!/bin/bash")
        #expect(lines.contains("#SBATCH --array=1-3") && lines.contains("#SBATCH --cpus-per-task=2"))
        #expect(lines.contains("#SBATCH --signal=B:TERM@60") && lines.contains("#SBATCH --requeue"))
        #expect(lines.contains("cd -- \(Self.folder) || exit 2"))
        #expect(
            lines.contains(#"    [ ! -f "$run/plan.json" ] || exec '/opt/d m/dmaroute' run --resume "$run" --jobs 2"#))
        #expect(
            lines.last
                == "exec '/opt/d m/dmaroute' run \(Self.folder) --shard \"$SLURM_ARRAY_TASK_ID/3\" --output "
                + "shards/\"$SLURM_ARRAY_TASK_ID\" --jobs 2")
    }

    @Test func slurmsMergeComesBehindTheArray() throws {
        let files = try files(.slurm)
        #expect(
            files["merge.sbatch"]?.text.contains(#"exec '/opt/d m/dmaroute' merge "${runs[@]}" --output merged"#)
                == true)
        let submit = try #require(files["submit"])
        #expect(submit.isProgram && files["merge.sbatch"]?.isProgram == false)
        #expect(submit.text.contains(#"--dependency="afterany:$array" jobs/merge.sbatch"#))
        #expect(submit.text.contains("set -euo pipefail"))
    }

    @Test(arguments: JobsCommand.Engine.allCases) func weightsGoToEveryShard(engine: JobsCommand.Engine) throws {
        let named = "--weights"
        #expect(try !files(engine).values.contains { $0.text.contains(named) })
        #expect(
            try files(engine, weights: true).values.contains {
                $0.text.contains(named) && $0.text.contains("weights.json")
            })
    }

    @Test func gitlabLetsVerdictsPass() throws {
        let text = try #require(try files(.gitlab)["gitlab-ci.yml"]).text
        #expect(text.contains("  parallel: 3\n") && text.contains("    exit_codes: [1, 3, 4, 77]\n"))
        #expect(
            text.contains(
                #"    - "'/opt/d m/dmaroute' run '/plans/it'\\''s' --shard \"$CI_NODE_INDEX/$CI_NODE_TOTAL\" --output shards/\"$CI_NODE_INDEX\" --jobs 2""#
            ))
        #expect(text.contains(#"    - "'/opt/d m/dmaroute' merge shards/*/*/ --output merged""#))
        #expect(text.contains("merge:\n  stage: merge\n  when: always\n"))
    }

    @Test func githubHasOneJobAShardAndAMergeThatAlwaysRuns() throws {
        let text = try #require(try files(.github)["github-workflow.yml"]).text
        #expect(text.contains("        shard: [1, 2, 3]\n") && text.contains("      fail-fast: false\n"))
        #expect(text.contains("in 0|1|3|4|77) ;; *) exit 1;; esac"))
        #expect(text.contains("    needs: shards\n    if: always()\n"))
        #expect(text.contains("      SHARD: ${{ matrix.shard }}\n"))
    }

    /// A shell that reads them says whether they are shell.
    @Test func bashUnderstandsWhatIsBash() throws {
        let scratch = try Scratch()
        for (name, file) in try files(.slurm) {
            let bash = Process()
            bash.executableURL = URL(fileURLWithPath: "/bin/bash")
            bash.arguments = ["-n", try scratch.write(file.text, to: name)]
            try bash.run()
            bash.waitUntilExit()
            #expect(bash.terminationStatus == 0, "\(name)")
        }
    }

    @Test(arguments: JobsCommand.Engine.allCases) func theVerbWritesThemIntoThePlansFolder(engine: JobsCommand.Engine)
        async throws
    {
        let scratch = try Scratch()
        try SampleRun(SamplePlan.of(), []).write(to: "\(scratch.path)/p")
        let ran = await Ran.command("jobs", engine.rawValue, "\(scratch.path)/p", "--shards", "2", "--command", "dm")
        #expect(ran.code == 0 && ran.errors.isEmpty)
        let names = scratch.names("p/jobs")
        #expect(
            Set(ran.output.split(separator: "\n").map(String.init)) == Set(names.map { "\(scratch.path)/p/jobs/\($0)" })
        )
        if engine == .slurm {
            #expect(FileManager.default.isExecutableFile(atPath: "\(scratch.path)/p/jobs/submit"))
            #expect(!FileManager.default.isExecutableFile(atPath: "\(scratch.path)/p/jobs/merge.sbatch"))
        }
        #expect(await Ran.command("jobs", engine.rawValue, "\(scratch.path)/p", "--quiet").output.isEmpty)
        #expect(await Ran.command("jobs", engine.rawValue, "\(scratch.path)/none").code == 2)
    }

    /// A quote with a mark is another character to Swift and the same byte to bash.
    @Test(arguments: ["\u{301}", "\u{200d}"]) func noFolderIsACommand(mark: String) async throws {
        let scratch = try Scratch()
        let name = "y'\(mark)||touch HURT||'\(mark)"
        try SampleRun(SamplePlan.of(), []).write(to: "\(scratch.path)/\(name)")
        let ran = await Ran.command("jobs", "slurm", "\(scratch.path)/\(name)", "--command", "true'\(mark)||touch HURT")
        #expect(ran.code == 0)
        for file in ["shards.sbatch", "merge.sbatch", "submit"] {
            let bash = Process()
            bash.executableURL = URL(fileURLWithPath: "/bin/bash")
            bash.arguments = ["\(scratch.path)/\(name)/jobs/\(file)"]
            bash.currentDirectoryURL = URL(fileURLWithPath: scratch.path)
            bash.environment = ["PATH": "/usr/bin:/bin", "SLURM_ARRAY_TASK_ID": "1"]
            bash.standardError = FileHandle.nullDevice
            try bash.run()
            bash.waitUntilExit()
        }
        #expect(scratch.names() == [name] && scratch.names(name) == ["jobs", "journal.jsonl", "plan.json"])
    }

    /// GitHub puts values in place of what begins so, before any shell sees it.
    @Test(arguments: ["", "\u{301}", "\u{200d}"]) func noFolderIsAnExpression(mark: String) async throws {
        let ran = await Ran.command("jobs", "github", "p${{\(mark) secrets.x }}")
        #expect(ran.code == 2 && ran.errors.contains("cannot stand in a job file"))
    }

    @Test(arguments: JobsCommand.Engine.allCases) func noNameOfAPlanIsACommand(engine: JobsCommand.Engine) async throws
    {
        let scratch = try Scratch()
        let good = try #require(try SamplePlan.of().cells.first)
        let asked = Plan.Asked(device: good.device, request: good.request)
        let plan = try #require(Plan(name: "x\ntouch HURT\n#SBATCH -y", boot: good.boot, asked: [asked]))
        try SampleRun(plan, []).write(to: "\(scratch.path)/p")
        let ran = await Ran.command("jobs", engine.rawValue, "\(scratch.path)/p")
        #expect(ran.code == 2 && ran.errors.contains("is not a name: letters, digits"))
        #expect(scratch.names("p/jobs").isEmpty)
    }

    /// What an engine keeps of the shards, and what the merge waits for.
    @Test func whatEnginesAreToldBesideTheCommands() throws {
        func lines(_ engine: JobsCommand.Engine, _ name: String) throws -> [String] {
            try #require(try files(engine)[name]).text.split(separator: "\n").map {
                $0.trimmingCharacters(in: .whitespaces)
            }
        }
        let plan = try SamplePlan.of().name
        let shards = try lines(.slurm, "shards.sbatch")
        for line in ["--job-name=dmaroute-\(plan)", "--output=jobs/shard-%a.log", "--open-mode=append"] {
            #expect(shards.contains("#SBATCH \(line)"), "\(line)")
        }
        #expect(shards.contains("for run in shards/\"$SLURM_ARRAY_TASK_ID\"/*/; do"))
        let merge = try lines(.slurm, "merge.sbatch")
        for line in ["--job-name=dmaroute-\(plan)-merge", "--output=jobs/merge.log", "--open-mode=append"] {
            #expect(merge.contains("#SBATCH \(line)"), "\(line)")
        }
        #expect(merge.contains(#"for run in shards/*/*/; do [ ! -f "$run/plan.json" ] || runs+=("$run"); done"#))
        #expect(merge.contains("cd -- \(Self.folder) || exit 2") && merge.contains("runs=()"))
        let submit = try lines(.slurm, "submit")
        #expect(
            submit.contains("array=$(sbatch --parsable jobs/shards.sbatch)") && submit.contains("array=${array%%;*}"))
        let gitlab = try lines(.gitlab, "gitlab-ci.yml")
        #expect(gitlab.count { $0 == "when: always" } == 3)
        #expect(gitlab.contains("paths: [shards/]") && gitlab.contains("paths: [merged/]"))
        let github = try lines(.github, "github-workflow.yml")
        #expect(github.count { $0 == "if: always()" } == 3 && github.contains("fail-fast: false"))
        #expect(github.contains("shard: [1, 2, 3]") && github.contains("merge-multiple: true"))
        #expect(github.contains("needs: shards") && github.contains("pattern: shard-*"))
    }
}
