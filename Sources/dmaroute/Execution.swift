import ArgumentParser
import Digests
import Foundation
import Images
import Journal
import Lab
import Plan
import Report
import RouteModel
import Runner
import Verdict

/// A plan from its images to its exit code.
struct Execution {
    let plan: Plan
    let policy: Policy?
    let guests: GuestOptions
    let common: CommonOptions
    /// For a rerun: the kernels as they were.
    var kernels: [RunHeader.Kernel]?
    var declarations: Declarations?
    /// A kernel that was brought along, and what goes with it.
    var own: OwnKernel?

    struct OwnKernel {
        let kernel: Images.OwnKernel
        let modules: String?
        let headers: String?
    }

    func run() async throws {
        try await judge { conclusion, journal in try conclusion.write(to: journal) }
    }

    /// - Parameter conclude: Called while the run's folder is still held.
    func judge<Answer>(_ conclude: (Conclusion, JournalFile) throws -> Answer) async throws -> Answer {
        let console = Console(plan: plan, quiet: common.quiet)
        let cancellation = Cancellation()
        let signals = Interruption.cancel(cancellation)
        defer { signals.forEach { $0.cancel() } }
        try Room.check(plan, in: guests.output)
        let installation = try Installation.find()
        let emulation = Emulation(shim: installation.shim, aliasesStores: guests.aliasStores)
        let images = try await images(cancellation, console)
        let session = try LabSession(guests.lab(cancellation))
        defer { session.close() }
        let machine = try session.capabilities()
        let folder = try RunFolder(newIn: guests.output)
        let lock = RunLock(folder.path)
        defer { withExtendedLifetime(lock) {} }
        try folder.write(plan)
        let journal = try JournalFile(path: folder.journal)
        let header = RunHeader(
            dmaroute: Version.text, plan: plan.digest, policy: policy?.name ?? "own",
            kernels: plan.kernelNames.map { RunHeader.Kernel($0, images[$0]) },
            emulator: "QEMU \(machine.emulatorVersion)",
            libvirt: machine.libvirt, accelerator: session.accelerator.accelerator.rawValue,
            acceleratorReason: session.accelerator.reason,
            shim: try emulation.shim.flatMap { shim in
                try plan.boots.contains { $0.boot.means == .emulated } ? "\(Digest(ofFile: shim))" : nil
            },
            aliasedStores: guests.aliasStores ? true : nil,
            slowdown: session.slowdown.factor)
        try journal.append(.runBegin(header))
        console.say(
            "\(folder.path): \(counted(plan.cellCount, "cell")) in \(counted(plan.boots.count, "boot")) on \(header.accelerator), "
                + "\(guests.jobs) at a time; limits stretched by \((session.slowdown.factor * 10).rounded() / 10)")
        let conductor = Conductor(
            plan: plan, folder: folder, images: images, session: session, journal: journal,
            options: .init(
                jobs: guests.jobs, attempts: guests.attempts, bootLimit: .seconds(guests.bootLimit),
                sides: guests.sides.sides, policy: policy, emulation: emulation, declarations: declarations,
                observer: installation.observer),
            progress: console.take)
        let judged = try await Blocking.run { try conductor.run() }
        console.finish()
        let conclusion = Conclusion(plan: plan, header: header, judged: judged, folder: folder, common: common)
        return try conclude(conclusion, journal)
    }
}

extension Execution {
    private func images(_ cancellation: Cancellation, _ console: Console) async throws -> [String: Availability] {
        let names = plan.kernelNames
        let preparing = Task { [own] in try await Kernels.prepare(names, own: own) { console.say($0) } }
        let watch = Task {
            while !cancellation.isCancelled { try await Task.sleep(for: .milliseconds(50)) }
            preparing.cancel()
        }
        defer { watch.cancel() }
        var found = try await preparing.value
        for kernel in kernels ?? [] {
            guard case .ready(let image) = found[kernel.name] else { continue }
            guard (kernel.sha256["probe"] == nil) == (image.probe == nil) else {
                let with = image.probe == nil ? "with --headers" : "without --headers"
                found[kernel.name] = .unavailable("its image was made otherwise since: run --kernel PATH \(with) again")
                continue
            }
            let was = kernel.sha256["bzImage"] ?? "of which nothing is recorded"
            guard was != "\(image.bzImage.sha256)" else { continue }
            found[kernel.name] = .unavailable("the run's kernel \(Printable.line(was, limit: 12))… is not at hand")
        }
        return found
    }
}

extension RunHeader.Kernel {
    init(_ name: String, _ availability: Availability?) {
        switch availability {
        case .ready(let image):
            var files = [("bzImage", image.bzImage), ("vmlinux", image.vmlinux), ("initrd", image.initrd)]
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
