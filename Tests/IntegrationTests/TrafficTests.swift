import Foundation
import Testing

extension Integration {
    /// Every DMA of a kernel's own driver, judged by its own fields.
    @Suite(.timeLimit(.minutes(5))) struct TrafficTests {
        private static let asked = [
            "--platform", "host", "--encryption", "sme", "--cmdline", "swiotlb=force", "--device", "edu,dma-mask=64",
            "--device", "virtio-blk,iommu-platform=on", "--request", "driver-io", "--request",
            "map-single,place=below-4g",
        ]

        @Test func eachAgreesWithItsKernelAndNotWithAnothersPolicy() async throws {
            try await Scratch.with { scratch in
                let kernels = ["--kernel", "linux-6.1", "--kernel", "linux-7.3"]
                let (ended, run) = try await Run.made(["run"] + kernels + Self.asked, to: "runs", scratch)
                #expect(ended.exit == .code(0), "\(ended.output)\(ended.errors)")
                #expect(ended.output.contains("DMAs "))
                let boots = try run.plan().boots
                let verdicts = try run.verdicts()
                let driven = boots.flatMap(\.cells).filter { $0.request.kind == "driver-io" }
                try #require(driven.count == 2)
                for cell in driven {
                    let rows = try #require(verdicts[cell.id]?.dmas?.rows)
                    #expect(rows.allSatisfy { $0.forbidden == 0 && $0.unmodelled == 0 && $0.indeterminate == 0 })
                    // The queue is allocated, and all that goes through it is copied.
                    let allocations = rows.filter { $0.call == "alloc-coherent" && $0.path == "coherent" }
                    let copies = rows.filter { $0.call == "map-page" && $0.path == "bounce" }
                    #expect(allocations.first.map { $0.agree > 0 } == true && rows.count == 2, "\(rows)")
                    #expect(copies.first.map { $0.agree > 16 } == true, "\(rows)")
                }
                let checked = try await Run.made(["check", run.path, "--policy", "series-v6"], to: "checked", scratch)
                let new = try #require(boots.first { $0.boot.kernel == "linux-7.3" })
                let cell = try #require(new.cells.first { $0.request.kind == "driver-io" })
                let line = try #require(try checked.run.verdicts()[cell.id])
                #expect(line.verdict == "forbidden" && line.dmas?.worst?.line.contains("dma_map_phys") == true)
                #expect(line.reason?.text.contains("saw bounce where refused is allowed") == true)
            }
        }

        /// From 6.12 on Debian builds virtio_console in: it has its queues and buffers before there is an /init. The policy of
        /// 7.2 does not know the word that forces 7.3's bouncing.
        @Test func whatABuiltInDriverDoesBeforeInitIsJudged() async throws {
            try await Scratch.with { scratch in
                let (ended, run) = try await Run.made(
                    [
                        "run", "--kernel", "linux-6.1", "--kernel", "linux-7.3", "--cmdline",
                        "swiotlb=force,track_hiwater", "--device", "virtio-console,iommu-platform=on", "--request",
                        "driver-io",
                    ], to: "runs", scratch)
                #expect(ended.exit == .code(0), "\(ended.output)\(ended.errors)")
                let cells = try run.plan().boots.flatMap { boot in boot.cells.map { (boot.boot.kernel, $0.id) } }
                let verdicts = try run.verdicts()
                for (kernel, cell) in cells {
                    let dmas = try #require(verdicts[cell]?.dmas)
                    #expect((dmas.early > 64) == (kernel == "linux-7.3"), "\(kernel): \(dmas)")
                    let bounced = dmas.rows.contains { $0.call == "map-page" && $0.path == "bounce" && $0.agree > 64 }
                    #expect(bounced == (kernel == "linux-7.3"), "\(kernel): \(dmas)")
                }
                let checked = try await Run.made(["check", run.path, "--policy", "linux-7.2"], to: "checked", scratch)
                let new = try #require(cells.first { $0.0 == "linux-7.3" }?.1)
                #expect(try checked.run.verdicts()[new]?.verdict == "forbidden")
            }
        }
    }
}
