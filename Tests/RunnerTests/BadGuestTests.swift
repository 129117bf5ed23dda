import Evidence
import Foundation
import GuestProtocol
import Journal
import Plan
import RouteModel
import Synchronization
import TestSupport
import Testing
import Verdict

@testable import Images
@testable import Lab
@testable import Runner

/// What a guest that is silent, broken or lying comes to.
@Suite struct BadGuestTests {
    /// Runs one attempt, whose guest answers a command of this kind so.
    private func failure(
        _ kind: String, _ answer: @escaping @Sendable ([Report]) throws(LabError) -> [Report]
    ) throws -> String {
        let run = try FakeRun(nil) { (command, honest) throws(LabError) in
            let name = command.map { "\($0)".prefix { $0 != "(" } } ?? "hello"
            return name == kind ? try answer(honest) : honest
        }
        run.options.attempts = 1
        try run.run()
        #expect(run.lab.seen.guests.allSatisfy { $0.seen.ended == 1 }, "every guest is ended, once")
        #expect(run.files().contains("timings.json"))
        #expect(try run.judgements().allSatisfy { $0.verdict == .error })
        return try run.failures().joined(separator: "\n")
    }

    @Test(arguments: ["hello", "setUp", "map", "move", "store", "release", "finish"])
    func silenceIsAFailure(kind: String) throws {
        #expect(try failure(kind) { _ in [] }.contains("the guest did not report"))
    }

    @Test(arguments: ["setUp", "map", "move", "store", "release", "finish"])
    func whatTheAgentReportsIsTold(kind: String) throws {
        let said = try failure(kind) { _ in [.problem("\u{1b}[31mno such\ndevice")] }
        #expect(said.hasPrefix("the guest's agent reports: ·[31mno such·device\n  hint: its console ends with:"))
        #expect(said.hasSuffix("the last words"))
    }

    @Test(arguments: [
        ("hello", "hello"), ("setUp", "ready"), ("map", "mapped"), ("move", "moved"), ("store", "moved"),
        ("release", "released"), ("finish", "a file or the end"),
    ])
    func anAnswerOutOfTurnIsTold(kind: String, wanted: String) throws {
        let other: Report = kind == "setUp" ? .released([]) : .ready([])
        #expect(
            try failure(kind) { _ in [other] }.hasPrefix("the guest's agent answered out of turn: \(wanted) was due"))
    }

    @Test(arguments: ["../escape", "/etc/passwd", "domain.xml", "probe.jsonl", "ftrace.txt\u{0}", "observed/../x", ""])
    func onlyFilesThatWereAskedForAreWritten(name: String) throws {
        let said = try failure("finish") { honest in [.file(name: name, bytes: [1])] + honest }
        #expect(said.hasPrefix("the guest sends a file nobody asked for: "))
    }

    @Test func aGuestMayNotFillTheDisk() throws {
        try withScratch { scratch in
            var files = ReceivedFiles(folder: scratch.path)
            let piece = [UInt8](repeating: 1, count: 1 << 20)
            for _ in 0..<3 { try files.append(piece, to: "ftrace.txt") }
            #expect(try scratch.text("ftrace.txt").utf8.count == 3 << 20)
            try files.append([2], to: "observed/facts.txt")
            #expect(scratch.names("observed") == ["facts.txt"])
            #expect(ReceivedFiles.limit == 256 << 20)
            #expect(throws: RunnerError.self) {
                try files.append([UInt8](repeating: 1, count: ReceivedFiles.limit), to: "ftrace.txt")
            }
            #expect(try scratch.text("ftrace.txt").utf8.count == 3 << 20, "nothing of it is written")
        }
    }

    @Test func piecesOfAFileStandOneBehindTheOther() throws {
        let run = try FakeRun(nil) { (command, honest) throws(LabError) in
            guard command == .finish else { return honest }
            return honest.flatMap { report -> [Report] in
                guard case .file(let name, let bytes) = report else { return [report] }
                return [
                    .file(name: name, bytes: Array(bytes.prefix(100))),
                    .file(name: name, bytes: Array(bytes.dropFirst(100))),
                ]
            }
        }
        try run.run()
        #expect(try run.judgements().allSatisfy { $0.verdict == .agree })
        let facts = try #require(run.recording.files.first { $0.name == "facts.txt" })
        #expect(try Array(run.content("facts.txt").utf8) == facts.bytes)
    }

    @Test func aGuestThatLosesItsTraceAccusesNobody() throws {
        let run = try FakeRun(nil) { (command, honest) throws(LabError) in
            command == .finish ? honest.filter { if case .file("ftrace.txt", _) = $0 { false } else { true } } : honest
        }
        try run.run()
        #expect(try run.judgements().allSatisfy { ![.forbidden, .absent, .corrupted].contains($0.verdict) })
        #expect(try run.judgements().contains { $0.verdict != .agree })
    }

    /// The lie that the two sides are there to tell.
    @Test func aLieOfTheAgentIsNoAgreement() throws {
        let run = try FakeRun(nil) { (command, honest) throws(LabError) in
            honest.map { report in
                guard case .mapped(let reports) = report else { return report }
                return .mapped(
                    reports.map { report in
                        var lie = report
                        for index in lie.mapping.indices { lie.mapping[index].address ^= 0x10_0000 }
                        return lie
                    })
            }
        }
        try run.run()
        let verdicts = try run.judgements().map(\.verdict)
        #expect(verdicts.count { $0 != .agree } >= 6, "\(verdicts)")
    }

    @Test func aDeviceThatWasHandedAnotherAddressIsSeen() throws {
        let run = try FakeRun(
            nil,
            make: { (spec, _, recording) throws(LabError) in
                FakeGuest(
                    spec, recording,
                    alter: { honest, _ in
                        var other = honest
                        other.destination ^= 0x1000
                        other.source ^= 0x1000
                        return other
                    })
            })
        try run.run()
        #expect(try run.judgements().allSatisfy { $0.verdict != .agree })
    }

    /// What is beyond the limit is not looked for, and so nothing can be said of it.
    @Test func aLookThatIsCutOffIsAnError() throws {
        try withScratch { scratch in
            let spec = GuestSpec(
                name: "x", kernel: "/k", initrd: "/i", cmdline: "", ram: 1 << 30, viommu: .none, edu: [], folder: "/f")
            let looks = try RecordFile<LookRecord>(path: "\(scratch.path)/ram.jsonl")
            // The fake guest holds too much under this magic number.
            let watcher = RAMWatcher(guest: FakeGuest(spec, try Recording()), magic: 0, looks: looks, open: true)
            let error = #expect(throws: RunnerError.self) { try watcher.look(.setUp) }
            #expect(error?.message.hasPrefix("guest RAM holds more than 65536 runs") == true)
            #expect(try scratch.text("ram.jsonl").isEmpty)
        }
    }

    @Test func bytesThatTheCPUDidNotFindAreCorrupted() throws {
        let run = try FakeRun(nil) { (command, honest) throws(LabError) in
            honest.map { report in
                guard case .released(let reports) = report else { return report }
                return .released(
                    reports.map { ReleaseReport(request: $0.request, right: 0, wrong: $0.right + $0.wrong) })
            }
        }
        try run.run()
        let verdicts = try run.judgements().map(\.verdict)
        #expect(verdicts.contains(.corrupted))
        #expect(Set(verdicts).isSubset(of: [.corrupted, .agree]), "what the CPU does not read back stays as it is")
    }
}
