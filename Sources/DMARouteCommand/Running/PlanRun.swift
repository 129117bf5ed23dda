import Printing
import ArgumentParser
import Digests
import Foundation
import History
import Images
import Journal
import Lab
import Plan
import Report
import RouteModel
import Runner
import Verdict

/// A plan from its images to its exit code.
struct PlanRun {
    let plan: Plan
    let policy: Policy?
    let guests: GuestOptions
    let common: CommonOptions
    /// For a rerun: the kernels as they were.
    var kernels: [RunHeader.Kernel]?
    var declarations: Declarations?
    /// A kernel that was brought along, and what goes with it.
    var own: OwnKernel?
    /// Faults by id that are declared, and whether another one ends the run as a FAIL does.
    var declaredFaults: [String: FaultDeclaration] = [:]
    var failsOnFaults = false
    /// Takes the run in once it is over.
    var history: History?

    struct OwnKernel {
        let kernel: Images.OwnKernel
        let modules: String?
        let headers: String?
    }

    /// Keys of the boots that are run here; nil for all.
    var part: Set<String>?
    /// SHA-256 of the file that named them, so that whoever gave it knows the run for the one that was asked for.
    var given: String?
    /// A run that was ended early, and goes on.
    var resumed: OpenRun?

    /// What is to be done of the plan.
    private var work: Plan { part.map(plan.keeping(boots:)) ?? plan }

    func run() async throws {
        try await judge { conclusion, journal in
            let ending = Result { try conclusion.write(to: journal) }
            // Also of a run that failed, which is what a history is asked about.
            try history?.add(RunOutline(conclusion.folder))
            try ending.get()
        }
    }

    /// - Parameter conclude: Called while the run's folder is still held.
    func judge<Answer>(_ conclude: (RunConclusion, JournalFile?) throws -> Answer) async throws -> Answer {
        let lease = LabLease(guests)
        defer { lease.close() }
        return try await judge(on: lease, conclude)
    }

    /// - Parameter bench: What one run after the other may be done on.
    func judge<Answer>(on lease: LabLease, _ conclude: (RunConclusion, JournalFile?) throws -> Answer) async throws
        -> Answer
    {
        if let resumed, resumed.isDone, let log = try resumed.log() {
            let all = conclusion(log.header, log.cells, resumed.folder)
            endOrphans()
            return try conclude(all, resumed.isEnded ? nil : resumed.journal)
        }
        let (run, header, cells) = try await boot(on: lease)
        // The first beginning speaks for the whole run.
        let log = try run.log()
        let all = conclusion(log?.header ?? header, (log?.cells ?? []) + cells, run.folder)
        return try withExtendedLifetime(run) { try conclude(all, run.journal) }
    }

    /// What a run that was killed at its very end left is found here, where no session is opened that would find it.
    private func endOrphans() {
        do throws(LabError) { _ = try LabSession.endOrphans() } catch { CommandExit.complain("\(error)") }
    }

    private func conclusion(_ header: RunHeader, _ cells: [JudgedCell], _ folder: RunFolder) -> RunConclusion {
        var conclusion = RunConclusion(plan: work, header: header, cells: cells, folder: folder, common: common)
        conclusion.declared = declaredFaults
        conclusion.failsOnFaults = failsOnFaults
        return conclusion
    }

    /// Boots what is left to do.
    private func boot(on lease: LabLease) async throws -> (run: OpenRun, header: RunHeader, cells: [JudgedCell]) {
        let left = resumed?.left ?? work
        let console = ProgressConsole(plan: left, quiet: common.quiet)
        try Room.check(left, in: resumed?.folder.path ?? guests.output)
        let installation = try Installation.find()
        let emulation = Emulation(installation, aliasesStores: guests.aliasStores)
        let images = try await images(left.kernelNames, lease.cancellation, console)
        let session = try lease.session()
        let machine = try session.capabilities()
        let run =
            try resumed ?? OpenRun(RunFolder(newIn: guests.output), RunWork(plan: plan, part: part), policy: policy)
        let (folder, journal) = (run.folder, run.journal)
        let header = RunHeader(
            dmaroute: Version.text, plan: plan.digest, policy: PolicyChoice(policy),
            kernels: left.kernelNames.map { RunHeader.Kernel($0, images[$0]) },
            emulator: emulation.versions(of: left, installed: machine.emulatorVersion),
            libvirt: machine.libvirt, accelerator: session.accelerator.accelerator.rawValue,
            acceleratorReason: session.accelerator.reason,
            shim: try emulation.shim.flatMap { shim in
                try left.boots.contains { $0.boot.means == .emulated } ? "\(Digest(ofFile: shim))" : nil
            },
            aliasedStores: guests.aliasStores ? true : nil,
            slowdown: session.slowdown.factor, begun: Date().rfc3339, session: RunHeader.newSession(), given: given)
        try journal.append(.runBegin(header))
        journal.sync()
        console.say(
            "\(folder.path): \(counted(left.cellCount, "cell")) in \(counted(left.boots.count, "boot")) on \(header.accelerator), "
                + "\(guests.jobs) at a time; limits stretched by \((session.slowdown.factor * 10).rounded() / 10)")
        var options = Conductor.Options(
            jobs: guests.jobs, attempts: guests.attempts, bootLimit: .seconds(guests.bootLimit),
            sides: guests.sides.sides, policy: policy, emulation: emulation, hardware: machine.encryption,
            declarations: declarations,
            resumption: run.resumption, observer: installation.observer)
        options.missingIOMMUs = machine.missingIOMMUs
        options.predictions = run.predictions
        let conductor = Conductor(
            plan: left, folder: folder, images: images, session: session, journal: journal, options: options,
            progress: console.take)
        do {
            let cells = try await Blocking.run { try conductor.run() }
            console.finish()
            return (run, header, cells)
        } catch let error as LabError where error.kind == .cancelled {
            console.finish()
            console.say(
                "\(folder.path) was ended early; dmaroute run --resume \(ShellWord.argument(folder.path)) goes on with it"
            )
            throw error
        }
    }
}

extension PlanRun {
    private func images(
        _ names: [String], _ cancellation: Cancellation, _ console: ProgressConsole
    ) async throws -> [String: Availability] {
        // The journal says by their digests what is booted, so every file is read once before the first boot.
        let found = try await Interruption.running(cancellation) { [own] in
            try await Kernels.prepare(names, own: own, options: .init(verify: true)) { console.say($0) }
        }
        return Self.asTheyWere(kernels ?? [], found)
    }

    /// What is at hand of a run's kernels, where each is the one that the run had.
    static func asTheyWere(_ kernels: [RunHeader.Kernel], _ found: [String: Availability]) -> [String: Availability] {
        var found = found
        for kernel in kernels {
            guard case .ready(let image) = found[kernel.name] else { continue }
            guard (kernel.sha256["probe"] == nil) == (image.probe == nil) else {
                let with = image.probe == nil ? "with --headers" : "without --headers"
                found[kernel.name] = .unavailable("its image was made otherwise since: run --kernel PATH \(with) again")
                continue
            }
            let was = kernel.sha256[KernelImage.packedName] ?? "of which nothing is recorded"
            guard was != "\(image.packed.sha256)" else { continue }
            found[kernel.name] = .unavailable("the run's kernel \(Printable.line(was, limit: 12))… is not at hand")
        }
        return found
    }
}

extension RunHeader.Kernel {
    init(_ name: String, _ availability: Availability?) {
        switch availability {
        case .ready(let image):
            var files = [(KernelImage.packedName, image.packed), ("vmlinux", image.vmlinux), ("initrd", image.initrd)]
            if let probe = image.probe { files.append(("probe", probe)) }
            self.init(
                name: name, release: image.release, version: image.version,
                sha256: Dictionary(uniqueKeysWithValues: files.map { ($0, "\($1.sha256)") }),
                packages: Dictionary(
                    image.packages.map { ($0.name, "\($0.version) \($0.sha256)") },
                    uniquingKeysWith: { first, _ in first }),
                unavailable: nil)
        case .unavailable(let reason):
            self.init(name: name, release: nil, version: nil, sha256: [:], packages: [:], unavailable: reason)
        case nil:
            self.init(
                name: name, release: nil, version: nil, sha256: [:], packages: [:],
                unavailable: "not in images/kernels.yaml")
        }
    }
}

extension Plan {
    /// Each kernel once, in the plan's order.
    var kernelNames: [String] {
        var seen: Set<String> = []
        return boots.map(\.boot.kernel).filter { seen.insert($0).inserted }
    }
}

/// Runs what blocks on a thread of its own, so that it holds none of the runtime's.
enum Blocking {
    static func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread { continuation.resume(with: Result(catching: body)) }
            thread.stackSize = 8 << 20
            thread.start()
        }
    }
}

extension Emulation {
    /// What was built and fetched.
    init(_ installation: Installation, aliasesStores: Bool = false) {
        let store = ImageStore(images: installation.images)
        let emulators = Emulator.allCases.compactMap { name in
            store.cachedEmulator(name.rawValue).map { (name, $0) }
        }
        self.init(
            shim: installation.shim, aliasesStores: aliasesStores,
            emulators: Dictionary(uniqueKeysWithValues: emulators))
    }

    /// Every QEMU that shows a machine of the plan, the installed one first.
    func versions(of plan: Plan, installed: String) -> String {
        let used = Set(plan.boots.map(\.boot.emulator))
        let fetched = Emulator.allCases.filter(used.contains).map { name in
            "QEMU \(emulators[name]?.version ?? "(not at hand)") (\(name.rawValue))"
        }
        return ((used.contains(nil) || fetched.isEmpty ? ["QEMU \(installed)"] : []) + fetched).joined(separator: ", ")
    }
}
