import ArgumentParser
import Foundation
import Images
import Journal
import Lab
import Plan
import RouteModel
import Runner
import TestSupport
import Testing
import Verdict

@testable import DMARouteCommand

/// What the parser takes and refuses: the ends of every range, and options that have no place beside each other.
struct LimitTests {
    private static let cells = ["--device", "edu,dma-mask=32", "--request", "map-single"]

    private func isTaken(_ words: [String]) -> Bool { (try? DMARoute.parseAsRoot(words)) != nil }

    @Test(arguments: [
        "run --jobs 1", "run --jobs 64", "run --attempts 1", "run --attempts 10", "run --boot-limit 1",
        "run --boot-limit 3600", "run --connect qemu:///system", "run --shard 1/1", "run --shard 2/2",
        "run --shard 1000/1000", "run --shard 1/2 --weights w", "run --boots b", "run --nodes n", "run --resume r",
        "gc --keep 0", "reduce r --cell a --repeat 1", "reduce r --cell a --repeat 100", "observe f --seconds 0",
        "observe f --seconds 3600", "observe f --max-size 64KiB", "observe f --max-size 256MiB",
        "jobs slurm p --shards 1", "jobs slurm p --shards 1000", "jobs slurm p --jobs 1", "jobs gitlab p --jobs 64",
        "plan c --weights-from r --output o", "history", "history a", "history --flaky", "history --faults",
        "history --format html", "history --format html=f", "history --format json", "report --format html",
        "report --format html --format mail=f", "report --format html=a --format mail=b",
        "diff --policy linux-7.2 --policy linux-7.3", "diff r", "diff r s", "diff r --kernel a --kernel b",
        "faults --predicted", "faults r --fault a --format mail", "faults r --kernel mine",
        "explore --policy linux-7.3",
        "check r", "check r --negate", "check r --policy own", "rules r", "rules --no-runs", "rules --only statements",
    ])
    func isUnderstood(words: String) { #expect(isTaken(words.split(separator: " ").map(String.init))) }

    @Test(arguments: [
        "run --jobs 0", "run --jobs 65", "run --attempts 0", "run --attempts 11", "run --boot-limit 0",
        "run --boot-limit 3601", "run --connect qemu+ssh://host/system", "run --connect qemu:/system",
        "run --shard 0/2",
        "run --shard 3/2", "run --shard 1/0", "run --shard 1/1001", "run --shard 1", "run --weights w",
        "run --boots b --weights w", "run --shard 1/2 --boots b", "run --nodes n --resume r",
        "run --nodes n --modules m",
        "run --nodes n --headers h", "run --nodes n --connect qemu:///system", "run --resume r c",
        "run --resume r --filter a=b", "run --resume r --shard 1/2", "run --resume r --boots b",
        "run --resume r --kernel k", "run --sides some", "gc --keep=-1", "reduce r", "reduce r --cell a --repeat 0",
        "reduce r --cell a --repeat 101", "observe f --seconds 3601", "observe f --seconds=-1",
        "observe f --max-size 63KiB", "observe f --max-size 257MiB", "observe f --max-size 1GiB", "observe",
        "jobs slurm p --shards 0", "jobs slurm p --shards 1001", "jobs slurm p --jobs 0", "jobs slurm p --jobs 65",
        "jobs github ${{p", "jobs github p --command ${{c", "jobs sun p", "plan c --weights-from r",
        "history a --flaky",
        "history a --faults", "history --faults --flaky", "history a --format html", "history --flaky --format html",
        "history --faults --format html", "history --format html=", "history --format text=f",
        "history --format json=f",
        "history --format pdf", "report", "report --format html --format mail", "report --format html=",
        "report --format pdf", "diff", "diff --policy linux-7.3", "diff --policy a --policy linux-7.3",
        "diff --policy linux-7.2 --policy linux-7.3 --policy seed", "diff r --policy linux-7.3", "diff r --format mail",
        "diff r --kernel a", "diff r --kernel a --kernel b --kernel c", "diff r s --kernel a --kernel b", "diff r s t",
        "diff --kernel a --kernel b", "faults r --predicted", "faults r --format mail",
        "faults --predicted --kernel mine", "explore --policy mine", "check", "check r --negate --policy own",
        "rules r --no-runs", "rules --only all", "merge", "history import", "promote r", "explain",
    ])
    func isRefused(words: String) { #expect(!isTaken(words.split(separator: " ").map(String.init))) }

    /// GitHub's and the terminal's own.
    @Test func noPathOfAJobFileHasAControlCharacter() {
        for words in [["jobs", "slurm", "a\nb"], ["jobs", "slurm", "p", "--command", "a\u{7}"]] {
            #expect(!isTaken(words))
        }
    }

    @Test func aDaemonIsAskedForByItsAddressAlone() throws {
        let cancellation = GuestOptions.lab(uri: "qemu:///embed", jobs: 3, cancellation: .init())
        #expect(cancellation.uri == nil && cancellation.guestsAtOnce == 3)
        #expect(GuestOptions.lab(uri: "qemu:///system", jobs: 1, cancellation: .init()).uri == "qemu:///system")
        #expect(try HistoryOptions.parse([]).history == "runs/history.sqlite")
        #expect(try ObserveCommand.parse(["f"]).maxSize == "64MiB" && ObserveCommand.parse(["f"]).seconds == 10)
        #expect(try GCCommand.parse([]).keep == 10 && JobsCommand.parse(["slurm", "p"]).shards == 2)
        #expect(try ReduceCommand.parse(["r", "--cell", "a"]).repeats == 3)
    }

    /// Either is of a kernel that was brought along.
    @Test(arguments: ["--modules", "--headers"]) func whatGoesWithAKernelNeedsOne(option: String) throws {
        let error = #expect(throws: ValidationError.self) { try OwnKernelOptions.parse([option, "x"]).taking(nil) }
        #expect(error?.message.hasPrefix("--modules and --headers go with a --kernel") == true)
    }

    @Test func aPlanAndFlagsOrIsolationDoNotGoTogether() throws {
        let scratch = try Scratch()
        try SampleRun(SamplePlan.sizes(2), []).write(to: "\(scratch.path)/p")
        func plan(_ words: String...) throws -> Plan {
            try CellOptions.parse(["\(scratch.path)/p"] + words).plan(["linux-7.3"], own: nil)
        }
        #expect(try plan().cellCount == 2)
        for words in [["--isolation", "boot"], ["--kernel", "linux-7.3"], ["--ram", "1GiB"]] {
            #expect(throws: ValidationError.self) { try plan(words[0], words[1]) }
        }
        // A file is one by its name.
        let other = try scratch.write(scratch.text("p/plan.json"), to: "plan.txt")
        #expect(throws: (any Error).self) { try CellOptions.parse([other]).plan(["linux-7.3"], own: nil) }
        let named = try scratch.write(scratch.text("p/plan.json"), to: "any.json")
        #expect(try CellOptions.parse([named]).plan(["linux-7.3"], own: nil).cellCount == 2)
    }
}
