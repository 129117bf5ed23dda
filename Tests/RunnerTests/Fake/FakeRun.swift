import Files
import Foundation
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

/// A run of a plan on a ``FakeLab``, in a folder of its own.
final class FakeRun {
    let plan: Plan
    let scratch: Scratch
    let folder: RunFolder
    let lab: FakeLab
    let recording: Recording
    var images: [String: Availability] = ["linux-7.3": .ready(.sample())]
    var options = Conductor.Options(jobs: 1, emulation: Emulation(shim: nil))
    private let told = Told()

    /// - Parameter plan: nil: what was recorded.
    init(_ plan: Plan? = nil, script: @escaping FakeGuest.Script = FakeGuest.honest) throws {
        let recording = try Recording()
        self.recording = recording
        self.plan = plan ?? recording.plan
        scratch = try Scratch(inMemory: true)
        folder = try RunFolder(newIn: "\(scratch.path)/runs")
        try folder.write(self.plan)
        lab = FakeLab(folder: scratch.path) { (spec, _) throws(LabError) in
            FakeGuest(spec, recording, script: script)
        }
    }

    init(
        _ plan: Plan? = nil, pace: Double = 1,
        make: @escaping @Sendable (GuestSpec, Int, Recording) throws(LabError) -> FakeGuest
    )
        throws
    {
        let recording = try Recording()
        self.recording = recording
        self.plan = plan ?? recording.plan
        scratch = try Scratch(inMemory: true)
        folder = try RunFolder(newIn: "\(scratch.path)/runs")
        try folder.write(self.plan)
        lab = FakeLab(folder: scratch.path, pace: pace) { (spec, number) throws(LabError) in
            try make(spec, number, recording)
        }
    }

    /// What was told while it went on, a word and a number each.
    var progress: [String] { told.words.withLock { $0 } }

    /// Runs all that is left, from the beginning or behind what the journal holds.
    /// - Parameter watch: sees each piece of progress as it comes.
    func run(watch: @escaping @Sendable (RunProgress) -> Void = { _ in }) throws {
        let plan = options.resumption?.left ?? plan
        let journal =
            try options.resumption.map { try JournalFile(path: folder.journal, after: $0.length) }
            ?? JournalFile(path: folder.journal) { [told] file in
                let bytes = (try? Data(contentsOf: URL(fileURLWithPath: file.path))) ?? Data()
                told.synced.withLock { $0.append(bytes.count { $0 == 0x0a }) }
            }
        if options.resumption?.header == nil { try journal.append(.runBegin(header)) }
        let told = told
        let conductor = Conductor(
            plan: plan, folder: folder, images: images, session: lab, journal: journal, options: options
        ) { progress in
            watch(progress)
            told.words.withLock { told in
                switch progress {
                case .started(_, let attempt): told.append("started \(attempt)")
                case .failed(_, let attempt, _): told.append("failed \(attempt)")
                case .finished(_, _, let judgements): told.append("finished \(judgements.count)")
                case .skipped(_, let reason): told.append("skipped \(reason)")
                }
            }
        }
        _ = try conductor.run()
    }

    private final class Told: Sendable {
        let words = Mutex<[String]>([])
        let synced = Mutex<[Int]>([])
    }

    /// Lines of the journal each time when it was waited for until the disk had it.
    var synced: [Int] { told.synced.withLock { $0 } }

    var header: RunHeader {
        RunHeader(
            dmaroute: "0", plan: plan.digest, policy: .own,
            kernels: [
                .init(
                    name: "linux-7.3", release: "7.3.4+deb13-amd64", version: "7.3.4-1", sha256: ["probe": "aa"],
                    packages: [:],
                    unavailable: nil)
            ], emulator: "QEMU 7.2", libvirt: "9", accelerator: "tcg", slowdown: 1, session: "one")
    }

    /// The first that was started.
    var guest: FakeGuest {
        get throws { try #require(lab.seen.guests.first) }
    }

    func events() throws -> [Event] { try JournalFile.read(folder.journal) }

    /// `boot-begin 1`, `cell agree 2`, as they stand in the journal.
    func words() throws -> [String] {
        try events().map { event in
            switch event {
            case .runBegin: "run-begin"
            case .bootBegin(_, let attempt): "boot-begin \(attempt)"
            case .observation(_, let attempt, _): "observation \(attempt)"
            case .attemptFailed(_, let attempt, _): "attempt-failed \(attempt)"
            case .bootEnd(_, let attempt, _): "boot-end \(attempt)"
            case .cell(_, _, let attempts, _, let judgement): "cell \(judgement.verdict) \(attempts)"
            case .runEnd: "run-end"
            }
        }
    }

    func judgements() throws -> [Judgement] {
        try events().compactMap { if case .cell(_, _, _, _, let judgement) = $0 { judgement } else { nil } }
    }

    func failures() throws -> [String] {
        try events().compactMap { if case .attemptFailed(_, _, let reason) = $0 { reason } else { nil } }
    }

    /// Names in the folder of an attempt at a boot.
    func files(_ attempt: Int = 1, of boot: PlannedBoot? = nil) -> [String] {
        guard let boot = boot ?? plan.boots.first else { return [] }
        let path = "\(folder.path)/boots/\(boot.key.prefix(12))/attempt-\(attempt)"
        return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    func content(_ name: String, attempt: Int = 1) throws -> String {
        let boot = plan.boots[0]
        return try String(
            contentsOfFile: "\(folder.path)/boots/\(boot.key.prefix(12))/attempt-\(attempt)/\(name)", encoding: .utf8)
    }
}
