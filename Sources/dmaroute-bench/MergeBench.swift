import Evidence
import Foundation
import Journal
import Plan
import RouteModel
import Runner
import Verdict

/// Merging many shards: what their journals hold is predicted, with its reasons, and nothing was booted.
struct MergeBench {
    private static let shards = 20
    private static let seconds = 10.0
    private static let mebibytes = 500.0

    func figures() throws -> [Figure] {
        let parent = FileManager.default.temporaryDirectory.path + "/dmaroute-bench-merge-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: parent) }
        let plan = try Self.plan()
        let folders = try (1...Self.shards).map { try Self.write(plan, Shard(index: $0, count: Self.shards), parent) }
        // The peak so far is another's.
        try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
        let begin = CPUTime.ofProcess()
        let merging = try RunMerge(folders)
        _ = try merging.write(to: RunFolder(newIn: parent + "/merged"))
        let used = CPUTime.ofProcess() - begin
        let over = "\(merging.merge.verdicts.count) cells of \(folders.count) shards"
        return [
            Figure("merging", used, "s", ceiling: Self.seconds, over: over),
            Figure(
                "merging, peak memory", Double(Usage.ofThisProcess().peakBytes) / 1_048_576, "MiB",
                ceiling: Self.mebibytes, over: over),
        ]
    }

    /// 400 boots of 50 cells.
    private static func plan() throws -> Plan {
        let options = (0..<200).map { "\"swiotlb=\(2048 + 64 * $0)\"" }.joined(separator: ", ")
        let text = """
            name: bench
            kernels: [linux-7.2, linux-7.3]
            axes: {encryption: [sev], cmdline: [\(options)]}
            devices:
              - {name: a, model: edu, dma-mask: 28}
              - {name: b, model: edu, dma-mask: 30}
              - {name: c, model: edu, dma-mask: 32}
              - {name: d, model: edu, dma-mask: 48}
              - {name: e, model: edu, dma-mask: 64}
            requests:
              - {kind: map-single, size: [1KiB, 2KiB, 4KiB, 8KiB], direction: [to-device, from-device], place: below-4g}
              - {kind: alloc-coherent, size: [4KiB, 8KiB]}
            """
        return try Config.parse(text: text, file: "bench")
            .plan(Catalogue(kernels: ["linux-7.2", "linux-7.3"], policies: []))
    }

    private static func write(_ plan: Plan, _ shard: Shard?, _ parent: String) throws -> RunFolder {
        let folder = try RunFolder(newIn: parent)
        let boots = shard.map { plan.boots(of: $0, weights: nil) } ?? []
        try folder.write(plan, part: boots)
        let journal = try JournalFile(path: folder.journal)
        try journal.append(
            .runBegin(
                RunHeader(
                    dmaroute: "bench", plan: plan.digest, policy: .own, kernels: [], emulator: "", libvirt: "",
                    accelerator: "", slowdown: 1, session: RunHeader.newSession())))
        for boot in plan.boots where boots.contains(boot.key) {
            try journal.append(.bootBegin(boot: boot.key, attempt: 1))
            _ = try folder.attempt(1, of: boot)
            try journal.append(.bootEnd(boot: boot.key, attempt: 1, milliseconds: 1000))
            try journal.append(events(of: boot))
        }
        return folder
    }

    private static func events(of boot: PlannedBoot) -> [Event] {
        let policy = Policy.named(boot.boot.kernel)
        let line =
            "init-1  [000] .....  3.324478: dma_map_phys: 0000:00:14.0 dir=FROM_DEVICE dma_addr=3ac00000 size=4096"
        let view = SideView(paths: [.bounce], says: "dma_addr_t 0x3ac00000 in the pool", lines: [line, line, line])
        return boot.cells.flatMap { cell -> [Event] in
            let point = Point(boot: boot.boot, device: cell.device, request: cell.request)
            let predicted = (policy?.predict(point) ?? []).map(Judgement.Alternative.init)
            let judgement = Judgement(
                verdict: .agree, sides: 2, route: predicted.first?.allowed?.first, predicted: predicted,
                guest: view.says, device: view.says)
            return [
                .observation(
                    boot: boot.key, attempt: 1,
                    Observation(
                        cell: cell.id, guest: .saw(view), device: .saw(view), data: .intact, buffer: [], saidBefore: [])
                ),
                .cell(id: cell.id, boot: boot.key, attempts: 1, means: boot.boot.means, judgement),
            ]
        }
    }
}
