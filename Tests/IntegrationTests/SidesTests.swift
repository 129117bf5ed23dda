import Foundation
import Testing

/// Small configs.
enum Config {
    /// Two devices that bounce, six cells in one boot.
    static func small(_ cmdline: [String] = ["swiotlb=force"], kernels: [String] = ["linux-7.3"]) -> String {
        """
        name: small
        kernels: [\(kernels.joined(separator: ", "))]
        axes:
          cmdline: [\(cmdline.map { "\"\($0)\"" }.joined(separator: ", "))]
          ram: [1GiB]
        devices:
          - {name: edu64, model: edu, dma-mask: 64}
          - {name: edu32, model: edu, dma-mask: 32}
        requests:
          - {kind: map-single, size: 4KiB, direction: from-device, place: below-4g}
          - {kind: map-single, size: 512, direction: to-device, place: below-4g}
          - {kind: alloc-coherent, size: 4KiB, direction: from-device}

        """
    }
}

/// A verdict is worth what it rests on.
extension Integration {
    @Suite(.timeLimit(.minutes(10))) struct SidesTests {
        @Test(arguments: [("both", 0), ("device", 3), ("guest", 3), ("none", 4)] as [(String, Int32)])
        func noSideAloneAgrees(sides: String, exit: Int32) async throws {
            try await Scratch.with { scratch in
                let config = try scratch.write(Config.small(), to: "small.yaml")
                let ended = try await Tool.run(
                    ["run", config, "--sides", sides, "--output", scratch.runs], in: scratch)
                #expect(ended.exit == .code(exit), "\(ended.output)")
                let run = try scratch.onlyRun()
                let verdicts = try run.verdicts()
                #expect(verdicts.agreeOnTwoSides == (sides == "both" ? verdicts.count : 0))
                #expect(sides == "both" || verdicts.counts["agree"] == nil, "\(verdicts.counts)")
                let boot = try #require(try run.plan().boots.first)
                let traced = FileManager.default.fileExists(atPath: run.attempt(1, of: boot) + "/ftrace.txt")
                #expect(traced == (sides == "both" || sides == "guest"))
                #expect(scratch.emulators.isEmpty)
            }
        }

        /// The harness knows nothing of the option: it reaches the probe by the kernel's command line alone.
        @Test(arguments: Integration.kernels.keys.sorted()) func aDeviceThatMovesNothingNeverAgrees(
            kernel: String
        ) async throws {
            try await Scratch.with { scratch in
                let config = try scratch.write(
                    Config.small(["dmaroute.dma=off", "swiotlb=force dmaroute.dma=off"], kernels: [kernel]),
                    to: "deaf.yaml")
                let ended = try await Tool.run(["run", config, "--output", scratch.runs], in: scratch)
                #expect(ended.exit == .code(1), "\(ended.output)")
                for verdict in try scratch.onlyRun().verdicts().values {
                    #expect(["absent", "corrupted"].contains(verdict.verdict), "\(verdict.reason?.text ?? "")")
                    #expect(verdict.predicted?.isEmpty == false, "an unknown option leaves the prediction as it is")
                }
            }
        }

        private static let bounces = """
            name: short
            kernels: [KERNEL]
            axes:
              cmdline: ["swiotlb=force dmaroute.dma=cut-copies"]
              ram: [1GiB]
            devices:
              - {name: edu64, model: edu, dma-mask: 64}
            requests:
              - {kind: [map-single, map-page], size: 4KiB, direction: [to-device, from-device, bidirectional], place: below-4g}
              - {kind: map-sg, size: 12KiB, segments: 3, direction: [to-device, from-device], place: below-4g}
              - {kind: map-single, size: 64, direction: [to-device, from-device], place: below-4g}
              - {kind: alloc-coherent, size: 4KiB, direction: [to-device, from-device]}

            """

        /// A kernel that copies too little, made by a probe that clears what a slot holds behind its first line: the harness
        /// knows nothing of it.
        @Test(arguments: Integration.kernels.keys.sorted()) func aBounceThatCopiesTooLittleNeverAgrees(
            kernel: String
        ) async throws {
            try await Scratch.with { scratch in
                let text = Self.bounces.replacingOccurrences(of: "KERNEL", with: kernel)
                let config = try scratch.write(text, to: "short.yaml")
                let ended = try await Tool.run(["run", config, "--output", scratch.runs], in: scratch)
                #expect(ended.exit == .code(1), "\(ended.output)")
                let run = try scratch.onlyRun()
                let verdicts = try run.verdicts()
                for cell in try run.plan().boots.flatMap(\.cells) {
                    let line = try #require(verdicts[cell.id])
                    // A single line has nothing behind it, and an allocation is no copy.
                    let isWhole = cell.request.kind == "alloc-coherent" || cell.request.size == 64
                    #expect(
                        line.verdict == (isWhole ? "agree" : "corrupted"),
                        "\(cell.request): \(line.verdict ?? "") \(line.reason?.text ?? "")")
                }
            }
        }
    }
}
