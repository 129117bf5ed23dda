import Foundation
import Journal
import Plan
import RouteModel
import Synchronization
import TestSupport
import Testing
import Verdict

@testable import Lab
@testable import Runner

/// Boots shared out to nodes: real shells and files, with a script for ssh and one for each node's dmaroute.
@Suite struct FanOutTests {
    private let scratch: Scratch
    private let plan: Plan
    private let folder: RunFolder

    init() throws {
        scratch = try Scratch(inMemory: true)
        plan = try SamplePlan.of(requests: ["map-single"]) { $0.axes["ram"] = ["1GiB", "2GiB"] }
        try PlanFolder("\(scratch.path)/plan").write(plan, nil)
        folder = try RunFolder(existing: "\(scratch.path)/plan")
        try program("ssh", "while [ \"$1\" != -- ]; do shift; done; exec sh -c \"$3\"")
        var header = SampleRun(plan, []).header
        header.given = "GIVEN"
        try scratch.write(try JSONLines.line(Event.runBegin(header)), to: "begin.jsonl")
        for boot in plan.boots {
            let closing = boot.cells.map {
                Event.cell(id: $0.id, boot: boot.key, attempts: 1, means: nil, SampleRun.judgement(.forbidden))
            }
            try scratch.write(
                closing.reduce(into: Data()) { $0 += try JSONLines.line($1) }, to: "closing/\(boot.key)")
        }
    }

    /// Copied by another process: what this one has open for writing, a process that it starts meanwhile has open too, and
    /// then it cannot be executed.
    private func program(_ name: String, _ script: String) throws {
        let text = try scratch.write("#!/bin/sh\n\(script)\n", to: "\(name).sh")
        let end = ChildProcess.run(
            ["/usr/bin/install", "-m", "755", text, "\(scratch.path)/\(name)"], output: "/dev/null",
            deadline: Deadline(after: .seconds(60)), cancellation: Cancellation())
        try #require(end == .exited(0))
    }

    private static let asked = "grep -v '^#' \"$4\""

    /// `dmaroute run PLAN --boots FILE --output FOLDER`, which closes the cells of some boots.
    /// - Parameters:
    ///   - told: prints the boots that its journal tells of.
    ///   - part: prints those that it says it was given.
    ///   - given: prints the digest of what it was given.
    private func closing(
        told: String = asked, part: String = asked, given: String = "sha256sum < \"$4\" | cut -c 1-64"
    ) -> String {
        """
        run="$6/2026-11-22-a"; mkdir -p "$run"; cp "$2" "$run/plan.json"
        sed "s/GIVEN/$(\(given))/" '\(scratch.path)/begin.jsonl' > "$run/journal.jsonl"
        for key in $(\(told)); do cat "\(scratch.path)/closing/$key" >> "$run/journal.jsonl"; done
        echo "{\\"boots\\":[$(\(part) | sed 's/.*/"&"/' | paste -s -d ,)]}" > "$run/part.json"
        """
    }

    /// What an honest node does.
    private var closes: String { closing() }

    /// A node whose dmaroute does this for `run`.
    private func node(_ name: String, memoryMiB: Int = 8192, _ run: String) throws -> RemoteNode {
        let labels = try JSONEncoder().encode([
            "labels": NodeLabels(
                accelerator: "tcg", emulator: "7.2", libvirt: "9", iommus: [], cores: 1,
                memoryMiB: UInt64(memoryMiB), slowdown: 1, emulates: [], encrypts: [])
        ])
        let told = try scratch.write(labels, to: "labels-\(name)")
        try program("dmaroute-\(name)", "if [ \"$1\" = doctor ]; then exec cat '\(told)'; fi\n\(run)")
        let file =
            "nodes: [{name: \(name), ssh: host, jobs: 1, command: \(scratch.path)/dmaroute-\(name), "
            + "folder: \(scratch.path)/there-\(name)}]"
        let spec = try #require(Nodes.parse(text: file, file: "nodes.yaml").nodes.first)
        var ssh = SSH(spec, config: nil, cancellation: Cancellation())
        ssh.program = "\(scratch.path)/ssh"
        return try RemoteNode(spec, ssh, here: "\(scratch.path)/here", session: "run")
    }

    private final class Said: Sendable { let lines = Mutex<[String]>([]) }

    private func share(_ nodes: [RemoteNode]) throws -> (parts: [RunFolder], left: [PlannedBoot], said: [String]) {
        let said = Said()
        let (parts, left) = try FanOut(
            folder, boots: plan.boots, known: nil, options: [], nodes: nodes, cancellation: Cancellation()
        ) { line in said.lines.withLock { $0.append(line) } }.run()
        return (parts, left, said.lines.withLock { $0 })
    }

    private func closed(_ parts: [RunFolder]) throws -> [String] {
        try parts.flatMap { try $0.readLog().closed.keys }.sorted()
    }

    @Test func twoNodesCloseEveryCellOnceAndNothingStaysThere() throws {
        let (parts, left, said) = try share([node("one", closes), node("two", closes)])
        #expect(try closed(parts) == plan.cells.map(\.id).sorted() && left.isEmpty)
        #expect(said.count == 2 && said.allSatisfy { $0.hasSuffix(": 1 boots") })
        #expect(scratch.names("there-one").isEmpty && scratch.names("there-two").isEmpty)
    }

    /// Whoever is done before another is lost must still be there for what that one leaves.
    @Test func whatALostNodeLeavesGoesToOneThatWasDone() throws {
        let (begun, done) = ("\(scratch.path)/begun", "\(scratch.path)/done")
        func wait(_ file: String) -> String { "while [ ! -e '\(file)' ]; do sleep 0.05; done\n" }
        let (parts, left, said) = try share([
            node("dying", "touch '\(begun)'\n\(wait(done))sleep 1.5; echo Oops >&2; exit 255"),
            node("living", "\(wait(begun))\(closes)\ntouch '\(done)'"),
        ])
        #expect(try closed(parts) == plan.cells.map(\.id).sorted() && left.isEmpty)
        #expect(said.contains("node dying is lost (exit 255: Oops); 1 of its boots go elsewhere"))
    }

    /// These say what its boots came to, and any other code that it broke.
    @Test(arguments: [0, 1, 3, 4, 77]) func aNodeThatEndsWithAVerdictIsNotLost(code: Int) throws {
        let (parts, left, said) = try share([node("one", "\(closes)\nexit \(code)")])
        #expect(try closed(parts) == plan.cells.map(\.id).sorted() && left.isEmpty)
        #expect(!said.contains { $0.contains("is lost") }, "\(said)")
    }

    @Test func whatNoNodeIsLeftForIsTold() throws {
        let (parts, left, _) = try share([node("one", "exit 255"), node("two", "exit 255")])
        #expect(parts.isEmpty && Set(left.map(\.key)) == Set(plan.boots.map(\.key)))
    }

    @Test func aNodeGetsWhatFitsItAlone() throws {
        let (parts, left, _) = try share([node("small", memoryMiB: 1024, closes)])
        #expect(left.map(\.boot.ram) == [2 << 30])
        #expect(try closed(parts) == plan.boots.filter { $0.boot.ram == 1 << 30 }.flatMap(\.cells).map(\.id))
    }

    /// It would leave them again.
    @Test func aNodeThatLeavesBootsWithoutVerdictsGetsNoMore() throws {
        let (_, left, said) = try share([node("one", closing(told: "true"))])
        #expect(left.count == 2)
        #expect(said.last == "node one is lost (it left 1 boots without verdicts); 0 of its boots go elsewhere")
    }

    @Test func aNodeThatDidAnythingButItsOrderIsLost() throws {
        let all = "ls '\(scratch.path)/closing'"
        for (name, script, why) in [
            ("other", closing(told: all), "which its part.json does not name"),
            ("all", closing(told: all, part: all), "is not about the 1 boots that were given"),
            ("old", closing(given: "echo \(String(repeating: "0", count: 64))"), "was made for another order"),
        ] {
            let (parts, left, said) = try share([node(name, script)])
            #expect(parts.isEmpty && left.count == 2)
            #expect(said.contains { $0.contains("node \(name) is lost") && $0.contains(why) }, "\(said)")
        }
    }

    /// A plan that is read takes many times its bytes of memory.
    @Test(arguments: [
        ("echo ' ' >>", "plan.json has"), ("sed -i 's/\"leftOut\" : 0/\"leftOut\" : 1/'", "sends back another plan"),
    ])
    func aNodeThatSendsAnotherPlanIsLost(change: String, why: String) throws {
        let (parts, left, said) = try share([node("one", "\(closes)\n\(change) \"$run/plan.json\"")])
        #expect(parts.isEmpty && left.count == 2)
        #expect(said.contains { $0.contains("node one is lost") && $0.contains(why) }, "\(said)")
    }

    @Test func whatANodeSendsIsBounded() {
        #expect(RemoteNode.most(1) < 1 << 30 && RemoteNode.most(1) > 2 * AttemptBudget.bytes)
        #expect(RemoteNode.most(100) == 8 << 30 && RemoteNode.most(100_000) == 8 << 30)
    }

    /// One to a node that hangs once waited for ever for a process that was killed.
    @Test func sshEndsWithWhoeverStartedIt() throws {
        try program("ssh", "exec /usr/bin/setpriv --dump")
        let spec = try #require(Nodes.parse(text: "nodes: [{name: one, ssh: host}]", file: "n.yaml").nodes.first)
        var ssh = SSH(spec, config: nil, cancellation: Cancellation())
        ssh.program = "\(scratch.path)/ssh"
        let code = try ssh.run(
            "true", output: "\(scratch.path)/dump", errors: "\(scratch.path)/errors", limit: .seconds(30))
        #expect(code == 0)
        #expect(try scratch.text("dump").contains("Parent death signal: KILL"))
        ssh.program = "\(scratch.path)/none"
        let missing = #expect(throws: RunnerError.self) {
            try ssh.run("true", output: "\(scratch.path)/o", errors: "\(scratch.path)/e", limit: .seconds(30))
        }
        #expect(missing?.hint == "install openssh-client")
    }

    @Test func aNodeThatTellsNothingIsNone() throws {
        try program("dmaroute-mute", "echo 'no libvirt' >&2; exit 3")
        let file = "nodes: [{name: mute, ssh: host, command: \(scratch.path)/dmaroute-mute}]"
        let spec = try #require(Nodes.parse(text: file, file: "nodes.yaml").nodes.first)
        var ssh = SSH(spec, config: nil, cancellation: Cancellation())
        ssh.program = "\(scratch.path)/ssh"
        let error = #expect(throws: RunnerError.self) {
            try RemoteNode(spec, ssh, here: "\(scratch.path)/here", session: "run")
        }
        #expect(error?.message == "node mute tells no labels (exit 3): no libvirt")
    }

    /// Half of what is left for each that lives, so that all end together.
    @Test func aNodeTakesFewerTheLessIsLeft() throws {
        let many = try SamplePlan.of(requests: ["map-single"]) {
            $0.axes["ram"] = ["1GiB", "2GiB"]
            $0.axes["cmdline"] = ["a", "b", "c", "d"]
        }
        try PlanFolder("\(scratch.path)/many").write(many, nil)
        for boot in many.boots {
            let closing = boot.cells.map {
                Event.cell(id: $0.id, boot: boot.key, attempts: 1, means: nil, SampleRun.judgement(.agree))
            }
            try scratch.write(
                closing.reduce(into: Data()) { $0 += try JSONLines.line($1) }, to: "closing/\(boot.key)")
        }
        var header = SampleRun(many, []).header
        header.given = "GIVEN"
        try scratch.write(try JSONLines.line(Event.runBegin(header)), to: "begin.jsonl")
        let said = Said()
        let (parts, left) = try FanOut(
            RunFolder(existing: "\(scratch.path)/many"), boots: many.boots, known: nil, options: [],
            nodes: [node("one", closes)], cancellation: Cancellation()
        ) { line in said.lines.withLock { $0.append(line) } }.run()
        #expect(said.lines.withLock { $0 } == [4, 2, 1, 1].map { "one: \($0) boots" })
        #expect(parts.count == 4 && left.isEmpty)
    }

    @Test func aNodeIsToldItsOrderAndWhatIsDeclared() throws {
        let known = try scratch.write("known: []\n", to: "mine.yaml")
        let words = "echo \"$@\" >> '\(scratch.path)/words'\n"
        _ = try share([node("one", words + closes)])
        let there = "\(scratch.path)/there-one/run"
        #expect(
            try scratch.text("words").split(separator: "\n").first
                == """
                run \(there)/plan.json --boots \(there)/boots-1 --output \(there)/runs-1 --jobs 1 --tied --quiet --known none
                """)
        let given = try node("two", "cp \"$(dirname \"$2\")/known.yaml\" '\(scratch.path)/came'\n" + words + closes)
        _ = try FanOut(
            folder, boots: plan.boots, known: known, options: ["--sides", "both"], nodes: [given],
            cancellation: Cancellation()
        ) { _ in }.run()
        #expect(try scratch.text("came") == "known: []\n")
        #expect(
            try scratch.text("words").hasSuffix(
                " --tied --quiet --sides both --known \(scratch.path)/there-two/run/known.yaml\n"))
    }

    @Test func whatCameIsUnpackedAndItsArchiveGoes() throws {
        _ = try share([node("one", closes)])
        let names = scratch.names("here/one")
        #expect(names.contains("runs-1") && !names.contains { $0.hasPrefix("runs-") && $0.hasSuffix(".tar") })
    }

    @Test func theLastThingThatANodeSaidIsTold() throws {
        let (_, _, said) = try share([node("one", "echo first >&2; echo last >&2; echo >&2; exit 9")])
        #expect(said.contains { $0.hasPrefix("node one is lost (exit 9: last); ") }, "\(said)")
    }

    @Test func aRunOfBootsThatNobodyCanDoSaysWhy() throws {
        let run = try FanOut.close(
            [(plan.boots[0], .error, "lost"), (plan.boots[1], .unavailable, "too small")], of: plan,
            header: SampleRun(plan, []).header, policy: nil, in: "\(scratch.path)/own")
        let cells = try run.readLog().cells
        #expect(cells.map(\.judgement.verdict) == [.error, .unavailable] && cells.map(\.attempt) == [0, 0])
        #expect(cells.map(\.judgement.wrong) == [.harness, nil])
        #expect(cells.map(\.judgement.reasons) == [[.note("lost")], [.lack("too small")]])
        #expect(try run.readPart() == Set(plan.boots.map(\.key)))
        #expect(try Predictions(run) != nil)
    }

    @Test(arguments: [(1, 900), (4, 2700)]) func anOrdersLimitGrowsWithItsBoots(boots: Int, seconds: Int) {
        #expect(FanOut.limit(boots) == .seconds(seconds))
    }

    @Test func whatANodeMaySendIsWhatTwoAttemptsAtEachBootLeave() {
        #expect(RemoteNode.most(1) == 2 * AttemptBudget.bytes + RunLimits.plan)
        #expect(RemoteNode.most(3) == 6 * AttemptBudget.bytes + RunLimits.plan)
    }
}
