import Evidence
import Journal
import Plan
import RouteModel
import Runner
import Verdict

/// A run of 20,000 cells that nobody booted: made-up sides, in words as long as a guest's, judged as if they were seen.
struct FabricatedRun {
    let folder: RunFolder
    let cells: Int

    /// Five kernels, two vIOMMUs, five command lines and five devices, with these encryptions and requests.
    static func plan(_ name: String, encryption: String, requests: String) throws -> Plan {
        let kernels = Policy.releases.map(\.name)
        let config = """
            name: \(name)
            kernels: [\(kernels.joined(separator: ", "))]
            axes:
              encryption: \(encryption)
              viommu: [none, virtio]
              cmdline: ["", "iommu=pt", "swiotlb=force", "swiotlb=noforce", "iommu=pt swiotlb=force"]
              ram: [1GiB]
            devices:
              - {name: edu28, model: edu, dma-mask: 28}
              - {name: edu31, model: edu, dma-mask: 31}
              - {name: edu32, model: edu, dma-mask: 32}
              - {name: edu64, model: edu, dma-mask: 64}
              - {name: edu64c32, model: edu, dma-mask: 64, coherent-mask: 32}
            requests:
              - {kind: [map-single, map-page], size: [512, 4KiB, 64KiB, 256KiB, 512KiB], \(requests)}
            """
        return try Config.parse(text: config, file: "\(name).yaml")
            .plan(Catalogue(kernels: kernels, policies: kernels))
    }

    init(in parent: String) throws {
        // 5 kernels × 20 boots × 5 devices × 40 requests.
        let plan = try Self.plan(
            "fabricated", encryption: "[none, sev]",
            requests: "direction: [to-device, from-device], place: [below-16m, below-4g]")
        folder = try RunFolder(newIn: parent)
        cells = plan.cellCount
        try folder.write(plan)
        let journal = try JournalFile(path: folder.journal)
        try journal.append(
            .runBegin(
                RunHeader(
                    dmaroute: "bench", plan: plan.digest, policy: .own, kernels: [], emulator: "none", libvirt: "none",
                    accelerator: "none", slowdown: 1)))
        for boot in plan.boots {
            try journal.append(.bootBegin(boot: boot.key, attempt: 1))
            for (number, cell) in zip(1..., boot.cells) { try Self.append(cell, number, boot, to: journal) }
            try journal.append(.bootEnd(boot: boot.key, attempt: 1, milliseconds: 9000))
        }
    }

    private static func append(_ cell: Cell, _ number: Int, _ boot: PlannedBoot, to journal: JournalFile) throws {
        guard let policy = Policy.named(cell.boot.kernel) else { return }
        let point = Point(boot: cell.boot, device: cell.device, request: cell.request)
        let route = policy.predict(point).compactMap(\.allowed?.first).first
        let address = 0x493_c000 + UInt64(number) * 0x1000
        let lines = (0..<4).map { line in
            "            init-1       [000] .....     \(number).\(216_101 + line): dma_map_phys: 0000:00:10.0 "
                + "dir=FROM_DEVICE dma_addr=\(String(address, radix: 16)) size=4096 phys_addr=493c000 attrs="
        }
        let view = SideView(
            paths: [route?.path ?? .direct], addressBit: route?.addressBit ?? .none, memory: route?.memory,
            entryBit: route?.entryBit,
            top: address, message: route?.message,
            says: "dma_addr_t 0x\(String(address, radix: 16)), the buffer's own, with no swiotlb_bounced", lines: lines)
        // The device side rests on looks, and has few lines or none.
        var device = view
        device.lines = []
        let observation = Observation(
            cell: cell.id, guest: .saw(view), device: .saw(device), data: .intact, buffer: [address...(address + 4095)],
            saidBefore: [])
        var judgement = Judge(policy: policy).judge(point, observation, facts: Facts(buffer: observation.buffer))
        judgement.statements = [.host1, .host4, .guest1, .pool2, .detect1].map {
            StatementFinding($0, .satisfied, "\(cell.device.name) of \(cell.device.dmaMask) bits")
        }
        try journal.append(.observation(boot: boot.key, attempt: 1, observation))
        try journal.append(.cell(id: cell.id, boot: boot.key, attempts: 1, means: cell.boot.means, judgement))
    }
}
