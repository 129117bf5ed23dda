import Foundation
import Plan
import Printing
import Runner

/// The files with which an engine runs a plan in shards and merges them. All rest on the same three commands:
/// `run PLAN --shard I/N`, `run --resume RUN`, `merge RUN…`.
struct JobFiles {
    struct File {
        var name: String
        var text: String
        var isProgram = false
    }

    let plan: Plan
    let folder: String
    let shards: Int
    let jobs: Int
    let command: String
    let hasWeights: Bool

    func files(for engine: JobsCommand.Engine) throws -> [File] {
        switch engine {
        case .slurm: [File(name: "shards.sbatch", text: array), File(name: "merge.sbatch", text: merge), submit]
        case .gitlab: [File(name: "gitlab-ci.yml", text: try gitlab)]
        case .github: [File(name: "github-workflow.yml", text: try github)]
        }
    }

    /// `shard` and `output` are shell words already.
    private func run(_ shard: String, _ output: String) -> String {
        let weights = hasWeights ? " --weights \(ShellWord.quoted(folder + "/weights.json"))" : ""
        return "\(ShellWord.quoted(command)) run \(ShellWord.quoted(folder)) --shard \(shard)\(weights)"
            + " --output \(output) --jobs \(jobs)"
    }

    private static let made = "# Written by dmaroute jobs."
}

extension JobFiles {
    // The script becomes the command, so that what Slurm tells the task it tells the command: SIGTERM before the time is
    // up, and the command's exit code is the task's.
    private var array: String {
        """
        #!/bin/bash
        \(Self.made)
        #SBATCH --job-name=dmaroute-\(plan.name)
        #SBATCH --array=1-\(shards)
        #SBATCH --cpus-per-task=\(jobs)
        #SBATCH --output=jobs/shard-%a.log
        #SBATCH --open-mode=append
        #SBATCH --requeue
        #SBATCH --signal=B:TERM@60
        cd -- \(ShellWord.quoted(folder)) || exit 2
        # A task that was requeued has a run already.
        for run in shards/"$SLURM_ARRAY_TASK_ID"/*/; do
            [ ! -f "$run/plan.json" ] || exec \(ShellWord.quoted(command)) run --resume "$run" --jobs \(jobs)
        done
        exec \(run("\"$SLURM_ARRAY_TASK_ID/\(shards)\"", "shards/\"$SLURM_ARRAY_TASK_ID\""))

        """
    }

    private var merge: String {
        """
        #!/bin/bash
        \(Self.made)
        #SBATCH --job-name=dmaroute-\(plan.name)-merge
        #SBATCH --output=jobs/merge.log
        #SBATCH --open-mode=append
        cd -- \(ShellWord.quoted(folder)) || exit 2
        runs=()
        for run in shards/*/*/; do [ ! -f "$run/plan.json" ] || runs+=("$run"); done
        exec \(ShellWord.quoted(command)) merge "${runs[@]}" --output merged

        """
    }

    private var submit: File {
        File(
            name: "submit",
            text: """
                #!/bin/bash
                \(Self.made) Queues the shards, and the merge behind them.
                set -euo pipefail
                cd -- \(ShellWord.quoted(folder))
                array=$(sbatch --parsable jobs/shards.sbatch)
                array=${array%%;*}
                merge=$(sbatch --parsable --dependency="afterany:$array" jobs/merge.sbatch)
                echo "$array ${merge%%;*}"

                """, isProgram: true)
    }
}

extension JobFiles {
    private var gitlab: String {
        get throws {
            """
            \(Self.made) Include it, or make it the pipeline of a child.
            stages: [shards, merge]

            shards:
              stage: shards
              parallel: \(shards)
              script:
                - \(try yaml(run("\"$CI_NODE_INDEX/$CI_NODE_TOTAL\"", "shards/\"$CI_NODE_INDEX\"")))
              # 1, 3, 4 and 77 are verdicts, and the merge tells them.
              allow_failure:
                exit_codes: [1, 3, 4, 77]
              artifacts:
                when: always
                paths: [shards/]

            merge:
              stage: merge
              when: always
              script:
                - \(try yaml("\(ShellWord.quoted(command)) merge shards/*/*/ --output merged"))
              artifacts:
                when: always
                paths: [merged/]

            """
        }
    }

    private var github: String {
        get throws {
            """
            \(Self.made) Its place is .github/workflows; its runners have dmaroute and its packages.
            name: dmaroute \(plan.name)
            on: [workflow_dispatch]

            jobs:
              shards:
                runs-on: [self-hosted, linux]
                strategy:
                  fail-fast: false
                  matrix:
                    shard: [\((1...shards).map(String.init).joined(separator: ", "))]
                env:
                  SHARD: ${{ matrix.shard }}
                steps:
                  - uses: actions/checkout@v4
                  # 1, 3, 4 and 77 are verdicts, and the merge tells them.
                  - run: \(try yaml("case $(\(run("\"$SHARD/\(shards)\"", "shards/\"$SHARD\"")) >&2; echo $?) in 0|1|3|4|77) ;; *) exit 1;; esac"))
                  - uses: actions/upload-artifact@v4
                    if: always()
                    with:
                      name: shard-${{ matrix.shard }}
                      path: shards/
              merge:
                runs-on: [self-hosted, linux]
                needs: shards
                if: always()
                steps:
                  - uses: actions/download-artifact@v4
                    with:
                      pattern: shard-*
                      merge-multiple: true
                      path: shards
                  - run: \(try yaml("\(ShellWord.quoted(command)) merge shards/*/*/ --output merged"))
                  - uses: actions/upload-artifact@v4
                    if: always()
                    with:
                      name: merged
                      path: merged/

            """
        }
    }

    /// Text as YAML has it; every JSON string is one.
    private func yaml(_ text: String) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return String(decoding: try encoder.encode(text), as: UTF8.self)
    }
}
