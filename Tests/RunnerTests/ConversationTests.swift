import Evidence
import Foundation
import GuestProtocol
import Images
import Journal
import Plan
import RouteModel
import TestSupport
import Testing
import Verdict

@testable import Lab
@testable import Runner

/// What is said between a run and its guests, and when it is enough.
@Suite struct ConversationTests {
    /// A client whose time is over.
    private func late(_ run: FakeRun, _ script: @escaping FakeGuest.Script = FakeGuest.honest, pause: UInt32 = 0) throws
        -> AgentClient
    {
        let spec = GuestSpec(
            name: "g", kernel: "/k", initrd: nil, cmdline: "", ram: 1 << 30, viommu: .none, edu: [], folder: "/f")
        let guest = FakeGuest(spec, run.recording, script: script, pause: pause)
        let client = AgentClient(guest: guest, session: run.lab, end: Deadline(after: .zero))
        return client
    }

    /// However much time is left for the files themselves.
    @Test func filesEndWithTheWholeConversation() throws {
        let run = try FakeRun()
        let client = try late(run)
        _ = try client.guest.receive(deadline: client.end)
        let error = #expect(throws: RunnerError.self) { try client.finish(writingFilesTo: run.scratch.path) }
        #expect(
            error?.description
                == "the guest's agent sent its files for \(Duration.zero) and did not end\n"
                + "  hint: its console ends with:\nthe last words")
        #expect(run.scratch.names() == ["runs"])
    }

    /// What came at the last moment came.
    @Test func anEndThatIsThereIsTaken() throws {
        let run = try FakeRun()
        let client = try late(run, { (command, honest) throws(LabError) in command == .finish ? [.end] : honest })
        _ = try client.guest.receive(deadline: client.end)
        try client.finish(writingFilesTo: run.scratch.path)
    }

    @Test func everyQuestionEndsWithTheWholeConversation() throws {
        let run = try FakeRun()
        let client = try late(run, pause: 100)
        let questions: [(AgentClient) throws -> Void] = [
            { _ = try $0.hello() }, { _ = try $0.setUp(magic: 1, devices: []) }, { _ = try $0.map([]) },
            { _ = try $0.move(step: 0) }, { _ = try $0.store(step: 0) }, { _ = try $0.release() },
            { _ = try $0.drive(DriveOrder(request: 1, slot: "", modules: [], bytes: 64, nonce: 1)) },
        ]
        for ask in questions { #expect(throws: LabError.self) { try ask(client) } }
    }

    @Test func anAgentOfAnotherBuildIsNotSpokenTo() throws {
        let run = try FakeRun { (command, honest) throws(LabError) in
            command == nil ? [.hello(version: Codec.version + 1, release: "x")] : honest
        }
        run.options.attempts = 1
        try run.run()
        #expect(try run.failures().first?.hasPrefix("the guest's agent speaks version \(Codec.version + 1) of") == true)
        #expect(try run.guest.seen.sent.isEmpty)
    }

    @Test func aProblemIsToldWithTheConsolesEnd() throws {
        let run = try FakeRun { (command, honest) throws(LabError) in
            if case .map? = command { return [.problem("no\u{1b}[2J probe")] }
            return honest
        }
        run.options.attempts = 1
        try run.run()
        let reason = try #require(try run.failures().first)
        #expect(reason.hasPrefix("the guest's agent reports: no") && reason.hasSuffix("\nthe last words"))
        #expect(!reason.contains("\u{1b}"))
        // What went wrong stands in the evidence too.
        #expect(try run.content("probe.jsonl").split(separator: "\n").last?.hasPrefix("{\"problem\":") == true)
        #expect(run.files().contains("timings.json"))
    }

    @Test func aFileLargerThanAnyIsRefusedBeforeItIsWritten() throws {
        let scratch = try Scratch(inMemory: true)
        var files = ReceivedFiles(folder: scratch.path)
        let error = #expect(throws: RunnerError.self) {
            try files.append([UInt8](repeating: 0, count: ReceivedFiles.limit + 1), to: "ftrace.txt")
        }
        #expect(error?.message == "the guest's ftrace.txt is larger than 268435456 bytes")
        #expect(scratch.names().isEmpty)
        try files.append([1], to: "observed/facts.txt")
        try files.append([2], to: "observed/facts.txt")
        #expect(try scratch.text("observed/facts.txt") == "\u{1}\u{2}")
    }

    /// From the first to the last word, with what each device of a driver's may take.
    @Test func aConversationsLimitGrowsWithWhatIsAsked() {
        func whole(_ batches: Int, _ drives: Int) -> Duration {
            ConversationLimits.whole(boot: .seconds(7), batches: batches, drives: drives)
        }
        #expect(whole(0, 0) == .seconds(127))
        #expect(whole(2, 0) - whole(0, 0) == .seconds(30) && whole(0, 3) - whole(0, 0) == .seconds(90))
    }

    // MARK: a run

    @Test func aRunThatMayTryNeverAndOnNoGuestTriesOnce() throws {
        let run = try FakeRun()
        run.options.attempts = 0
        run.options.jobs = 0
        try run.run()
        #expect(run.progress == ["started 1", "finished 10"])
    }

    /// Of boots that are alike large the one with more cells is begun first.
    @Test func ofEqualGuestsTheOneWithMoreToDoComesFirst() throws {
        let plan = try SamplePlan.config(
            """
            name: two
            kernels: [linux-7.3]
            axes: {cmdline: [iommu=pt, iommu=nopt]}
            devices:
              - {name: edu32, model: edu, dma-mask: 32}
            requests:
              - {kind: map-single}
              - {kind: map-page}
              - {kind: alloc-coherent}
            """)
        for few in plan.boots {
            let cut = plan.keeping { $0.boot != few.boot || $0.request.kind == .mapSingle }
            #expect(cut.boots.map(\.cells.count).sorted() == [1, 3])
            let run = try FakeRun(cut, make: { (_, _, _) throws(LabError) in throw LabError(.node, "none") })
            run.options.attempts = 1
            try run.run()
            let many = try #require(cut.boots.first { $0.cells.count == 3 })
            #expect(run.lab.seen.specs.map(\.name).first == many.shortKey)
        }
    }

    @Test func whatABootTookIsToldInMilliseconds() throws {
        let run = try FakeRun(nil) { (spec, _, recording) throws(LabError) in
            FakeGuest(spec, recording, pause: 1000)
        }
        try run.run()
        let took = try run.events().compactMap { event -> Int? in
            if case .bootEnd(_, _, let milliseconds) = event { milliseconds } else { nil }
        }
        // Thirty reports, each a millisecond late.
        #expect(took.count == 1 && (20..<300_000).contains(took[0]))
    }

    /// The reason of its first cell stands for it.
    @Test func aBootThatIsSkippedSaysWhyByItsFirstCell() throws {
        let plan = try SamplePlan.of(devices: ["edu,dma-mask=32", "edu,dma-mask=64,untrusted=on"]) {
            $0.axes["viommu"] = ["amd"]
        }
        let run = try FakeRun(plan)
        run.images = [:]
        try run.run()
        let reasons = try run.judgements().map { $0.reason.joined() }
        #expect(reasons.count == 2 && reasons[0] != reasons[1])
        #expect(run.progress == ["skipped \(reasons[0])"])
        #expect(try run.judgements().allSatisfy { $0.verdict == .unavailable && $0.sides == 0 })
    }

    /// Seen first, and then closed, in one piece.
    @Test func cellsAreClosedBehindWhatWasSeenOfThem() throws {
        let scratch = try Scratch(inMemory: true)
        let plan = try SamplePlan.sizes(2)
        let closer = CellCloser(try JournalFile(path: "\(scratch.path)/j"))
        let cells = plan.cells.map {
            JudgedCell(cell: $0, attempt: 3, observation: nil, judgement: SampleRun.judgement(.absent))
        }
        try closer.close(cells, of: plan.boots[0])
        #expect(closer.cells.map(\.cell.id) == plan.cells.map(\.id))
        let closed = try JournalFile.read("\(scratch.path)/j").map { event in
            if case .cell(let id, let boot, 3, let means, let judgement) = event {
                "\(id) \(boot) \(means == nil) \(judgement.verdict)"
            } else {
                "\(event)"
            }
        }
        #expect(closed == plan.cells.map { "\($0.id) \(plan.boots[0].key) true absent" })
    }

    /// A machine that loses its power keeps what was told.
    @Test func theDiskHasABootsVerdictsBeforeTheNextBoot() throws {
        let run = try FakeRun()
        try run.run()
        #expect(run.synced == [try run.events().count])
        let skipped = try FakeRun()
        skipped.images = [:]
        try skipped.run()
        #expect(skipped.synced == [try skipped.events().count])
    }

    @Test func whatNoPolicyIsReadOfIsNotJudged() throws {
        let scratch = try Scratch(inMemory: true)
        let plan = try SamplePlan.of(kernel: "linux-9.9")
        let evidence = AttemptEvidence(folder: scratch.path, of: plan.boots[0].boot, attempt: 4)
        let cells = evidence.judge(plan.boots[0], policy: nil, kernel: RecordedKernel())
        #expect(cells.map(\.judgement.verdict) == [.unmodelled] && cells.map(\.attempt) == [4])
        #expect(cells[0].judgement.reason == ["no policy is called linux-9.9; name one with --policy"])
        let without = evidence.judge(plan.boots[0], policy: nil, kernel: RecordedKernel(hasProbe: false))
        #expect(without.map(\.judgement.verdict) == [.unavailable])
    }
}
