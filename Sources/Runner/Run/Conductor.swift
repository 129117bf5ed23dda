import Evidence
import Files
import Foundation
public import Images
public import Journal
import Lab
public import Plan
public import RouteModel
import Synchronization
public import Verdict

/// What a run tells while it goes on.
public enum RunProgress: Sendable {
    case started(PlannedBoot, attempt: Int)
    case failed(PlannedBoot, attempt: Int, reason: String)
    case finished(PlannedBoot, milliseconds: Int, judgements: [Judgement])
    case skipped(PlannedBoot, reason: String)
}

/// Runs a plan: so many guests at a time, each boot by a thread of its own from start to verdicts.
public final class Conductor: Sendable {
    /// How a plan is run on this node.
    public struct Options: Sendable {
        /// Guests at a time.
        public var jobs: Int
        /// Attempts at a boot before its cells are errors.
        public var attempts: Int
        /// From a guest's start to its agent's first word, on the reference machine.
        public var bootLimit: Duration
        /// Sides of a DMA that are observed.
        public var sides: Sides
        /// nil: each kernel's own.
        public var policy: Policy?
        /// What stands in for what the machine does not have.
        public var emulation: Emulation
        /// The memory encryption of this node's processor.
        public var hardware: HardwareEncryption
        /// The IOMMUs that this node's QEMU lacks, by QEMU's names of them.
        public var missingIOMMUs: [VIOMMU: String] = [:]
        /// nil: nothing is declared.
        public var declarations: Declarations?
        /// What an earlier session of the run did; nil where there was none.
        public var resumption: Resumption?
        /// What was predicted before anything boots; nil where a run of an earlier release goes on.
        public var predictions: Predictions?
        /// `dmaroute-observe`, for boots that ask to be observed as if they were machines of their own; nil where it was not
        /// built.
        public var observer: String?
        /// Bytes free in a folder; nil where that cannot be told.
        public var free: @Sendable (String) -> UInt64? = DiskRoom.free

        public init(
            jobs: Int, attempts: Int = 2, bootLimit: Duration = .seconds(60), sides: Sides = .both,
            policy: Policy? = nil, emulation: Emulation, hardware: HardwareEncryption = .none,
            declarations: Declarations? = nil,
            resumption: Resumption? = nil, observer: String? = nil
        ) {
            self.jobs = jobs
            self.attempts = attempts
            self.bootLimit = bootLimit
            self.sides = sides
            self.policy = policy
            self.emulation = emulation
            self.hardware = hardware
            self.declarations = declarations
            self.resumption = resumption
            self.observer = observer
        }

        /// What this node can run.
        var capabilities: Capabilities {
            Capabilities(emulation, hardware: hardware, missingIOMMUs: missingIOMMUs)
        }
    }

    private let plan: Plan
    private let folder: RunFolder
    private let images: [String: Availability]
    private let session: any GuestLab
    private let options: Options
    private let journal: JournalFile
    private let closer: CellCloser
    private let progress: @Sendable (RunProgress) -> Void
    private let nonces = Nonces()
    private let layouts = KernelLayouts()
    private let snapshots: Snapshots
    private let waiting: Mutex<[PlannedBoot]>
    private let failure = Mutex<(any Error)?>(nil)

    /// - Parameters:
    ///   - images: what is at hand of each kernel, by its name in the plan.
    ///   - progress: called by the threads of the boots, several at once.
    public init(
        plan: Plan, folder: RunFolder, images: [String: Availability], session: any GuestLab, journal: JournalFile,
        options: Options, progress: @escaping @Sendable (RunProgress) -> Void
    ) {
        self.plan = plan
        self.folder = folder
        self.images = images
        self.session = session
        self.options = options
        self.journal = journal
        closer = CellCloser(journal, declarations: options.declarations)
        self.progress = progress
        snapshots = Snapshots(plan)
        // The longest first, so that none is left to run alone at the end.
        waiting = Mutex(plan.boots.sorted { ($0.boot.ram, $0.cells.count) < ($1.boot.ram, $1.cells.count) })
    }

    /// Blocks until every cell is judged.
    /// - Returns: The cells.
    /// - Throws: `LabError` of kind `cancelled`, or what made the run itself impossible, such as a full disk.
    public func run() throws -> [JudgedCell] {
        let workers = (0..<max(1, options.jobs)).map { number in
            let done = DispatchSemaphore(value: 0)
            let thread = Thread { [self] in
                work()
                done.signal()
            }
            thread.name = "guest \(number)"
            thread.stackSize = 8 << 20
            thread.start()
            return done
        }
        for worker in workers { worker.wait() }
        if let error = failure.withLock({ $0 }) { throw error }
        try check()
        return closer.cells
    }

    private func check() throws(LabError) {
        guard !session.cancellation.isCancelled else { throw LabError(.cancelled, "interrupted") }
    }

    private func work() {
        while failure.withLock({ $0 == nil }), let boot = waiting.withLock({ $0.popLast() }) {
            do {
                try check()
                try take(boot)
            } catch {
                failure.withLock { if $0 == nil { $0 = error } }
            }
        }
    }

    private func take(_ boot: PlannedBoot) throws {
        defer { snapshots.release(boot) }
        let availability = images[boot.boot.kernel]
        let kernel = Capabilities.Kernel(availability)
        let capabilities = options.capabilities
        // A boot in which nothing can be asked for is none.
        guard boot.cells.contains(where: { capabilities.lack(of: $0, kernel: kernel) == nil }),
            case .ready(let image) = availability
        else { return try skip(boot) { capabilities.lack(of: $0, kernel: kernel)?.text ?? "" } }
        try attempt(boot, image)
    }

    private func skip(_ boot: PlannedBoot, _ reason: (Cell) -> String) throws {
        try close(boot, attempt: 0) { Judgement(verdict: .unavailable, sides: 0, reasons: [.lack(reason($0))]) }
        progress(.skipped(boot, reason: boot.cells.first.map(reason) ?? ""))
    }

    private func attempt(_ boot: PlannedBoot, _ image: KernelImage) throws {
        if let number = options.resumption?.ended(boot) {
            let judgements = try judge(boot, image, attempt: number, in: folder.attempt(number, of: boot))
            return progress(.finished(boot, milliseconds: 0, judgements: judgements))
        }
        var reasons: [Reason] = []
        var last = options.resumption?.attempts(boot) ?? 0
        for _ in 0..<max(1, options.attempts) {
            try check()
            try DiskRoom.check(folder.path, guests: options.jobs, free: options.free)
            let began = ContinuousClock.now
            let (number, path) = try folder.newAttempt(after: last, of: boot)
            last = number
            try journal.append(.bootBegin(boot: boot.key, attempt: number))
            progress(.started(boot, attempt: number))
            do {
                let attempt = BootAttempt(
                    boot: boot, image: image, session: session, sides: options.sides.open(to: boot.boot),
                    emulation: options.emulation, hardware: options.hardware, bootLimit: options.bootLimit,
                    folder: path, nonces: nonces, pool: layouts.layout(of: image), observer: options.observer,
                    snapshots: snapshots)
                try attempt.run()
            } catch let error as LabError where [.cancelled, .disk].contains(error.kind) {
                throw error
            } catch let error as FileProblem where error.isOfTheDisk {
                // No fault of this boot, and none could do better: the run can go on once there is room.
                throw error
            } catch {
                let reason = FileProblem.text(of: error)
                reasons.append(.note("attempt \(number): \(reason)"))
                try journal.append(.attemptFailed(boot: boot.key, attempt: number, reason: reason))
                progress(.failed(boot, attempt: number, reason: reason))
                continue
            }
            let milliseconds = Int((ContinuousClock.now - began) / .milliseconds(1))
            try journal.append(.bootEnd(boot: boot.key, attempt: number, milliseconds: milliseconds))
            let judgements = try judge(boot, image, attempt: number, in: path)
            progress(.finished(boot, milliseconds: milliseconds, judgements: judgements))
            return
        }
        let judgement = Judgement(verdict: .error, sides: 0, reasons: reasons, wrong: .harness)
        try close(boot, attempt: last) { _ in judgement }
    }

    private func judge(
        _ boot: PlannedBoot, _ image: KernelImage, attempt: Int, in path: String
    ) throws -> [Judgement] {
        let judged = AttemptEvidence(folder: path, of: boot.boot, attempt: attempt).judge(
            boot, policy: options.policy, kernel: RecordedKernel(image), predictions: options.predictions)
        return try close(judged, of: boot).map(\.judgement)
    }

    /// Closes a boot's cells without evidence.
    private func close(_ boot: PlannedBoot, attempt: Int, _ judgement: (Cell) -> Judgement) throws {
        _ = try close(
            boot.cells.map {
                JudgedCell(cell: $0, attempt: attempt, observation: nil, judgement: judgement($0))
            }, of: boot)
    }

    private func close(_ cells: [JudgedCell], of boot: PlannedBoot) throws -> [JudgedCell] {
        defer { journal.sync() }
        return try closer.close(cells, of: boot)
    }
}
