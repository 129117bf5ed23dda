import ArgumentParser
import Foundation
import GuestProtocol
import Images
import Lab
import RouteModel

/// What emulated encryption costs a boot: the same kernel on the same processor with and without the shim and the second
/// store, from the order to the agent's first word.
struct ShimBench {
    let shim: String?
    let kernels: [String]
    let modes: [Mode]
    let pairs: Int

    enum Mode: String, ExpressibleByArgument, CaseIterable { case sme, sev }

    /// Seconds of processor time that a boot may take more. An emulated processor that boots never idles, so that on an
    /// idle machine as many pass by the clock.
    private static let ceiling = 2.0

    func figures() throws -> [Figure] {
        guard let shim else { throw Places.Missing(description: "the shim is not built\n  hint: make shim") }
        let images = try kernels.map { name in
            guard let image = ImageStore(images: "").cached(name) else {
                throw Places.Missing(description: "there is no prepared \(name)\n  hint: make images")
            }
            return image
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "dmaroute-bench-shim-\(getpid())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let session = try LabSession(LabOptions(guestsAtOnce: 1, acceleration: .tcgOnly))
        defer { session.close() }
        let boots = images.flatMap { image in
            modes.map { Boots(image: image, mode: $0, shim: shim, folder: folder, session: session) }
        }
        // libvirt asks QEMU what it can when the first guest of a session starts.
        try boots.first?.start(encrypted: false).end()
        return try boots.map { try figure($0) }
    }

    /// The median of the differences within pairs; which of a pair is first changes each time, so that a node which
    /// slows down or speeds up favours neither.
    private func figure(_ boots: Boots) throws -> Figure {
        var (with, without): ([Boots.Cost], [Boots.Cost]) = ([], [])
        for pair in 0..<pairs {
            for encrypted in pair % 2 == 0 ? [false, true] : [true, false] {
                let cost = try boots.cost(encrypted: encrypted)
                if encrypted { with.append(cost) } else { without.append(cost) }
            }
        }
        let differences = zip(with, without).map { (cpu: $0.cpu - $1.cpu, elapsed: $0.elapsed - $1.elapsed) }
        let elapsed = BenchOutcome.number(Self.median(differences.map(\.elapsed)))
        return Figure(
            "shim, \(boots.mode.rawValue.uppercased()), \(boots.image.name)", Self.median(differences.map(\.cpu)), "s",
            ceiling: Self.ceiling,
            over: "\(pairs) pairs of boots, \(Self.list(with)) s with and \(Self.list(without)) s without; "
                + "\(elapsed) s by the clock")
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return .nan }
        return (sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]) / 2
    }

    private static func list(_ costs: [Boots.Cost]) -> String {
        costs.map { String(format: "%.2f", $0.cpu) }.joined(separator: ", ")
    }
}

/// Boots of one kernel that differ in nothing but encryption.
private struct Boots {
    let image: KernelImage
    let mode: ShimBench.Mode
    let shim: String
    let folder: String
    let session: LabSession

    func start(encrypted: Bool) throws -> Guest {
        var spec = GuestSpec(
            name: "\(image.name) \(encrypted ? "with" : "without") the shim", kernel: image.packed.path,
            initrd: image.initrd.path, cmdline: "", ram: 1 << 30, viommu: .none, edu: [EduSpec(slot: 0x10)],
            folder: folder)
        spec.platform = mode == .sme ? .host : .guest
        spec.namesCPU = true
        // Memory that could be plugged makes a kernel prepare for it, with and without the second store.
        spec.maxmem = 512 << 30
        if encrypted {
            spec.encryption = mode == .sme ? .sme : .sev
            spec.packedKernel = image.packed.path
            spec.shim = shim
        }
        return try session.start(spec)
    }

    struct Cost {
        /// Seconds of processor time, QEMU's and this process's.
        var cpu: Double
        var elapsed: Double
    }

    func cost(encrypted: Bool) throws -> Cost {
        let clock = SuspendingClock()
        let (begin, own) = (clock.now, CPUTime.ofProcess())
        let guest = try start(encrypted: encrypted)
        let report = try guest.receive(deadline: guest.bootDeadline)
        let elapsed = (clock.now - begin) / .seconds(1)
        let emulator = guest.emulatorTime.map { $0 / .seconds(1) }
        let spent = CPUTime.ofProcess() - own
        try guest.end()
        guard case .hello = report, let emulator else {
            throw RunBench.Failed(description: "\(guest.name): \(report) instead of hello, or QEMU was gone")
        }
        return Cost(cpu: emulator + spent, elapsed: elapsed)
    }
}
