import Foundation
import GuestProtocol
import Images
import Journal
import Plan
import RouteModel
import Synchronization
import TestSupport
import Testing
import Verdict

@testable import Lab
@testable import Runner

/// A run from its first boot to its last verdict, on a lab that answers in microseconds.
@Suite struct ConductorTests {
    /// What a guest of the recorded boot says at its end, after this many attempts that failed.
    private static func failing(_ attempts: Int, _ error: LabError)
        -> @Sendable (GuestSpec, Int, Recording) throws(LabError) -> FakeGuest
    {
        { (spec, number, recording) throws(LabError) in
            FakeGuest(spec, recording) { (command, honest) throws(LabError) in
                if number <= attempts, command == .release { throw error }
                return honest
            }
        }
    }

    private static let gone = LabError(.gone, "QEMU is gone", console: "Oops")

    @Test func anHonestGuestAgreesOnTwoSides() throws {
        let run = try FakeRun()
        try run.run()
        let judgements = try run.judgements()
        #expect(judgements.count == 10)
        #expect(judgements.allSatisfy { $0.verdict == .agree && $0.sides == 2 })
        #expect(judgements.allSatisfy { !$0.unread }, "the policy was read from this version")
        #expect(
            try run.words() == ["run-begin", "boot-begin 1", "boot-end 1"]
                + Array(repeating: "observation 1", count: 10) + Array(repeating: "cell agree 1", count: 10))
        #expect(run.progress == ["started 1", "finished 10"])
        #expect(
            run.files() == [
                "facts.txt", "ftrace.txt", "kmsg.txt", "probe.jsonl", "ram.jsonl", "timings.json", "trace-stats.txt",
            ])
        #expect(run.lab.seen.guests.map(\.seen.ended) == [1])
    }

    @Test func anotherReleaseOfTheSeriesIsUnread() throws {
        let run = try FakeRun()
        run.options.policy = Policy.named("linux-7.2")
        try run.run()
        #expect(try run.judgements().allSatisfy(\.unread))
    }

    @Test func anAttemptThatFailsIsKeptAndTheNextSaysThatItIsTheSecond() throws {
        let run = try FakeRun(make: Self.failing(1, Self.gone))
        try run.run()
        #expect(
            try run.words().filter { !$0.hasPrefix("observation") && !$0.hasPrefix("cell") } == [
                "run-begin", "boot-begin 1", "attempt-failed 1", "boot-begin 2", "boot-end 2",
            ])
        #expect(try run.words().filter { $0 == "cell agree 2" }.count == 10)
        #expect(try run.failures() == ["QEMU is gone\n  last words of the console:\n    Oops"])
        #expect(run.progress == ["started 1", "failed 1", "started 2", "finished 10"])
        #expect(run.lab.seen.guests.map(\.seen.ended) == [1, 1])
        #expect(run.files(1) == ["probe.jsonl", "ram.jsonl", "timings.json"])
        #expect(try run.content("probe.jsonl").split(separator: "\n").last?.contains("QEMU is gone") == true)
    }

    @Test(arguments: [1, 2, 3]) func afterTheLastAttemptItsCellsAreErrors(attempts: Int) throws {
        let run = try FakeRun(make: Self.failing(9, Self.gone))
        run.options.attempts = attempts
        try run.run()
        let judgements = try run.judgements()
        #expect(judgements.count == 10)
        #expect(judgements.allSatisfy { $0.verdict == .error && $0.sides == 0 && $0.wrong == .harness })
        let reasons = (1...attempts).map { "attempt \($0): QEMU is gone\n  last words of the console:\n    Oops" }
        #expect(judgements.allSatisfy { $0.reason == reasons })
        #expect(try run.words().suffix(10).allSatisfy { $0 == "cell error \(attempts)" })
        #expect(run.lab.seen.specs.count == attempts)
    }

    @Test func aGuestThatDoesNotStartIsAnAttempt() throws {
        let run = try FakeRun { (spec, number, recording) throws(LabError) in
            if number == 1 { throw LabError(.hypervisor, "libvirt refuses") }
            return FakeGuest(spec, recording)
        }
        try run.run()
        #expect(try run.failures() == ["libvirt refuses"])
        #expect(try run.judgements().allSatisfy { $0.verdict == .agree })
    }

    // MARK: the user wants out

    @Test func whoWantsOutBeforeItBeginsStartsNothing() throws {
        let run = try FakeRun()
        run.lab.cancellation.cancel()
        let error = #expect(throws: LabError.self) { try run.run() }
        #expect(error?.kind == .cancelled)
        #expect(run.lab.seen.specs.isEmpty && run.progress.isEmpty)
        #expect(try run.words() == ["run-begin"])
    }

    @Test func whoWantsOutMeanwhileClosesNoCellAndFailsNoAttempt() throws {
        let run = try FakeRun()
        let lab = run.lab
        let error = #expect(throws: LabError.self) { try run.run { _ in lab.cancellation.cancel() } }
        #expect(error?.kind == .cancelled)
        #expect(try run.words() == ["run-begin", "boot-begin 1"])
        #expect(run.lab.seen.guests.map(\.seen.ended) == [1])
        // Between two requests, not at the end of the boot.
        let sent = run.lab.seen.guests.first?.seen.sent ?? []
        #expect(!sent.contains(.finish) && !sent.contains { if case .map = $0 { true } else { false } })
    }

    @Test func whoWantsOutAtTheLastVerdictIsHeardAndTheVerdictsStay() throws {
        let run = try FakeRun()
        let lab = run.lab
        let error = #expect(throws: LabError.self) {
            try run.run { if case .finished = $0 { lab.cancellation.cancel() } }
        }
        #expect(error?.kind == .cancelled)
        #expect(try run.judgements().count == 10)
    }

    // MARK: what cannot run

    private func plan(_ change: (inout Flags) -> Void) throws -> Plan {
        try SamplePlan.of(devices: ["edu,dma-mask=32"], requests: ["map-single", "alloc-coherent"], change)
    }

    /// The reasons of a run in which nothing is started.
    private func skipped(_ run: FakeRun) throws -> Set<String> {
        try run.run()
        #expect(run.lab.seen.specs.isEmpty)
        let judgements = try run.judgements()
        #expect(judgements.count == run.plan.cellCount)
        #expect(judgements.allSatisfy { $0.verdict == .unavailable && $0.sides == 0 && $0.reason.count == 1 })
        #expect(try run.words().dropFirst().allSatisfy { $0 == "cell unavailable 0" })
        return Set(judgements.flatMap(\.reason))
    }

    @Test func aKernelThatIsNotToBeHadSaysWhy() throws {
        let run = try FakeRun(plan { $0.axes["viommu"] = ["none", "intel"] })
        run.images = ["linux-7.3": .unavailable("Debian dropped it")]
        #expect(try skipped(run) == ["Debian dropped it"])
        #expect(run.progress == ["skipped Debian dropped it", "skipped Debian dropped it"])
    }

    @Test func aKernelThatNobodyNamesIsUnavailable() throws {
        let run = try FakeRun(plan { _ in })
        run.images = [:]
        #expect(try skipped(run) == ["images/kernels.yaml does not name it"])
    }

    @Test func encryptionWithoutTheShimIsUnavailable() throws {
        let run = try FakeRun(plan { $0.axes["encryption"] = ["sev"] })
        #expect(try skipped(run) == ["the shim that emulates memory encryption is not built: make shim"])
    }

    @Test func sharedStoresWouldPoisonASEVGuest() throws {
        let run = try FakeRun(plan { $0.axes["encryption"] = ["sev"] })
        run.options.emulation = Emulation(shim: "/shim", aliasesStores: true)
        #expect(
            try skipped(run) == ["with one store for both views a SEV guest would poison what it runs from"])
    }

    @Test func aKernelWithoutAProbeHasNobodyToAsk() throws {
        let run = try FakeRun(plan { _ in })
        run.images = ["linux-7.3": .ready(.sample(hasProbe: false))]
        let reasons = try skipped(run)
        #expect(reasons.count == 2)
        #expect(reasons.allSatisfy { $0.hasPrefix("this kernel has no probe module, which makes the call ") })
    }

    @Test func whatNoProbeCanAskForIsNeverStarted() throws {
        let run = try FakeRun(
            SamplePlan.of(devices: ["edu,dma-mask=32,t-state=on"], requests: ["map-single"]))
        #expect(try skipped(run) == ["no device of the lab's machines can prove itself to a guest (TDISP)"])
    }

    @Test func anUnavailableBootDoesNotKeepOthersFromRunning() throws {
        let plan = try SamplePlan.of(requests: ["map-single"]) { $0.axes["encryption"] = ["none", "sev"] }
        let run = try FakeRun(plan)
        try run.run()
        #expect(run.lab.seen.specs.count == 1)
        #expect(Set(try run.judgements().map { $0.verdict == .unavailable }) == [true, false])
    }

    // MARK: order and side by side

    @Test func theLargestGuestsComeFirst() throws {
        let run = try FakeRun(plan { $0.axes["ram"] = ["1GiB", "5GiB", "2GiB"] })
        try run.run()
        #expect(run.lab.seen.specs.map { $0.ram >> 30 } == [5, 2, 1])
    }

    @Test(arguments: [1, 2]) func soManyGuestsLiveAtATime(jobs: Int) throws {
        let boxed = Living()
        let run = try FakeRun(plan { $0.axes["ram"] = ["1GiB", "2GiB", "3GiB", "4GiB"] }) {
            (spec, _, recording) throws(LabError) in
            boxed.begin()
            return FakeGuest(spec, recording) { (command, honest) throws(LabError) in
                if command == .finish { boxed.end() } else if command != nil { usleep(2000) }
                return honest
            }
        }
        run.options.jobs = jobs
        try run.run()
        #expect(boxed.most == jobs)
        #expect(try run.judgements().count == 8)
    }

    private final class Living: Sendable {
        private let count = Mutex((now: 0, most: 0))
        func begin() {
            count.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
        }
        func end() { count.withLock { $0.now -= 1 } }
        var most: Int { count.withLock { $0.most } }
    }

    @Test func aFullDiskEndsTheRun() throws {
        let run = try FakeRun(plan { $0.axes["ram"] = ["1GiB", "2GiB"] })
        // What cannot be made: a folder where a file stands.
        try run.scratch.write("", to: String("\(run.folder.path)/boots".dropFirst(run.scratch.path.count + 1)))
        #expect(throws: (any Error).self) { try run.run() }
        #expect(run.lab.seen.specs.isEmpty)
        #expect(try run.judgements().isEmpty)
    }

    // MARK: sides, policies, declarations

    @Test func withoutTheGuestSideNothingIsTraced() throws {
        let run = try FakeRun()
        run.options.sides = Sides(guest: false, device: true)
        try run.run()
        #expect(run.lab.seen.specs.map(\.cmdline) == ["dmaroute.trace=off"])
    }

    @Test func withoutTheDeviceSideNobodyLooks() throws {
        let run = try FakeRun()
        run.options.sides = Sides(guest: true, device: false)
        try run.run()
        let guest = try #require(run.lab.seen.guests.first)
        #expect(guest.seen.scans == 0 && guest.seen.registers == 0)
        #expect(try run.content("ram.jsonl") == "")
        #expect(try run.judgements().allSatisfy { $0.verdict != .agree || $0.sides == 1 })
    }

    @Test func aDeclaredDivergenceThatDoesNotOccurIsTold() throws {
        let run = try FakeRun()
        let cell = try #require(run.plan.cells.first)
        let known = KnownDivergence(
            policy: "own", cell: cell.id, what: "x", verdict: .forbidden, reason: "because",
            link: "https://example.org/1", expires: try #require(Day("2100-01-01")))
        run.options.declarations = Declarations([cell.id: known], today: try #require(Day("2026-11-29")))
        try run.run()
        let verdicts = try run.judgements().map(\.verdict)
        #expect(verdicts.filter { $0 == .unexpectedlyAgree }.count == 1)
        #expect(verdicts.filter { $0 == .agree }.count == 9)
    }
}
