import ArgumentParser
import Foundation
import Journal
import Plan
import Report
import RouteModel
import Runner
import TestSupport
import Testing
import Verdict

@testable import DMARouteCommand

/// Which earlier run a mail is held against, and what nodes are asked of a file.
struct EarlierTests: KeepsRuns {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func earlier(_ name: String = "2026-11-22-a", since: String? = nil) throws -> String? {
        let folder = try RunFolder(existing: "\(runs)/\(name)")
        return try ReportOptions(since: since, origin: "dmaroute").earlier(than: folder.readLog(), in: folder)?.name
    }

    @Test func theLastOfTheSameConfigAndPolicyBeforeItCounts() throws {
        try make("2026-11-19-a")
        try make("2026-11-20-a")
        try make("2026-11-23-a")
        try make()
        #expect(try earlier() == "\(runs)/2026-11-20-a")
        #expect(try earlier("2026-11-19-a") == nil)
    }

    @Test func checksOtherPoliciesAndOtherPlansDoNot() throws {
        try make("2026-11-18-a")
        try make("2026-11-19-a") { $0.header.judges = "runs/x" }
        try make("2026-11-20-a") { $0.header.policy = .named("linux-7.2") }
        try SampleRun(
            SamplePlan.config(
                """
                name: other
                kernels: [linux-7.3]
                devices: [{name: edu32, model: edu, dma-mask: 32}]
                requests: [{kind: alloc-coherent}]
                """), [.agree]
        ).write(to: "\(runs)/2026-11-21-a")
        try scratch.write("no plan", to: "runs/2026-11-21-b/plan.json")
        try make()
        #expect(try earlier() == "\(runs)/2026-11-18-a")
    }

    @Test func theOneThatIsNamedCounts() throws {
        try make("2026-11-20-a")
        try make("2026-11-23-a")
        try make()
        #expect(try earlier(since: "\(runs)/2026-11-23-a") == "\(runs)/2026-11-23-a")
        #expect(throws: RunnerError.self) { try earlier(since: "\(runs)/none") }
    }

    // MARK: nodes

    private static let cells = ["--device", "edu,dma-mask=32", "--request", "map-single", "--kernel", "linux-7.3"]

    @Test func aFileOfNodesIsReadBeforeAnyIsAsked() async throws {
        let none = await Ran.command(["run", "--nodes", "\(scratch.path)/none", "--output", runs] + Self.cells)
        #expect(none.code == 2 && none.errors.contains("cannot read \(scratch.path)/none"))
        let bad = try scratch.write("nodes: 7\n", to: "nodes.yaml")
        let ran = await Ran.command(["run", "--nodes", bad, "--output", runs] + Self.cells)
        #expect(ran.code == 2 && ran.errors.hasPrefix("\(bad):1:"))
        #expect(scratch.names("runs").isEmpty)
    }

    @Test func nodesAreToldWhatTheRunWasTold() throws {
        func options(_ policy: Policy?, _ words: String...) throws -> [String] {
            NodesRun(
                plan: try SamplePlan.of(), policy: policy, part: nil, file: "", guests: try GuestOptions.parse(words),
                known: try KnownOptions.parse([]), faults: try FaultOptions.parse([]),
                common: try CommonOptions.parse([])
            ).options
        }
        #expect(try options(nil) == ["--attempts", "2", "--boot-limit", "60", "--sides", "both"])
        let all = ["--attempts", "3", "--boot-limit", "90", "--sides", "guest"]
        #expect(
            try options(
                Policy.named("linux-7.2"), "--attempts", "3", "--boot-limit", "90", "--sides", "guest",
                "--alias-stores") == all + ["--policy", "linux-7.2", "--alias-stores"])
    }

    @Test func aDryRunAsksNoNode() async throws {
        let words = ["run", "--nodes", "\(scratch.path)/none", "--dry-run", "--known", "none"]
        let ran = await Ran.command(words + Self.cells)
        #expect(ran.code == 0 && ran.output == "would judge 1 cell in 1 boot; nothing was started\n")
    }
}
