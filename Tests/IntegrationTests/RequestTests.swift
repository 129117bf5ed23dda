import Foundation
import Testing

/// Calls of the DMA API beyond a single buffer one way, on the oldest kernel and the newest.
extension Integration {
    @Suite(.timeLimit(.minutes(10))) struct RequestTests {
        private static let config = """
            name: requests
            kernels: [linux-6.1, linux-7.3]
            axes: {cmdline: ["swiotlb=force"], ram: [5GiB]}
            devices:
              - {name: edu32, model: edu, dma-mask: 32}
            requests:
              - {kind: [alloc-pages, alloc-coherent], size: 4KiB}
              - {kind: alloc-noncontiguous, size: 16KiB, direction: to-device}
              - {kind: map-resource, size: 4KiB, direction: [to-device, from-device]}
              - {kind: map-single, size: 4KiB, direction: bidirectional}
              - {kind: map-single, size: 4KiB, attributes: cc-shared}
              - {kind: map-sg, size: 40KiB, segments: 4, cut: growing, place: mixed}
              - {kind: map-single, size: 256KiB, held: [255, 256]}
              - {kind: map-page, size: 4KiB, earlier-mask: 24}
              - {kind: map-single, size: 8KiB, direction: [to-device, from-device], sync: [whole, half]}
              - {kind: map-sg, size: 8KiB, segments: 2, direction: to-device, sync: whole}
              - {kind: map-page, size: 4KiB, direction: from-device, sync: skipped}
              - {kind: map-page, size: 512, direction: [to-device, from-device], moved: after-unmap}
              - {kind: map-page, size: 4KiB, direction: to-device, moved: backwards}
              - {kind: [map-single, map-page], size: 4KiB, direction: [to-device, from-device], offset: 1088}

            """

        @Test func everyKindOfRequestIsSeenOnBothSides() async throws {
            try await Scratch.with { scratch in
                let file = try scratch.write(Self.config, to: "requests.yaml")
                let ended = try await Tool.run(["run", file, "--output", scratch.runs], in: scratch)
                #expect(ended.exit == .code(0), "\(ended.output)")
                let run = try scratch.onlyRun()
                let verdicts = try run.verdicts()
                // 6.1 has no DMA_ATTR_CC_SHARED.
                #expect(verdicts.agreeOnTwoSides == verdicts.count - 1, "\(verdicts.counts)")
                #expect(verdicts.counts["unavailable"] == 1)
                // The last of 256 mappings of 256 KiB fits into 64 MiB, the next does not.
                let plan = try run.plan()
                for boot in plan.boots {
                    let last = boot.cells.filter { ($0.request.held ?? 0) > 0 }
                    let paths = last.map { verdicts[$0.id]?.route?["path"] ?? nil }
                    #expect(last.map(\.request.held) == [255, 256] && paths == ["bounce", "refused"])
                }
                // Registers are taken straight on 6.1, forced or not, and never copied on 7.3.
                let registers = plan.boots.map { boot in
                    Set(boot.cells.filter { $0.request.kind == "map-resource" }.map { verdicts[$0.id]?.route?["path"] })
                }
                #expect(Set(registers) == [[.some("direct")], [.some("refused")]])
            }
        }
    }
}
