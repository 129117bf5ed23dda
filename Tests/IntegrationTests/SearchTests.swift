import Foundation
import Testing

extension Integration {
    /// 6.1 takes `swiotlb=force,track_hiwater` for no keyword that it knows, and 7.3 takes it for force.
    @Suite(.timeLimit(.minutes(10))) struct SearchTests {
        private static let device = ["--device", "edu,dma-mask=64", "--request", "map-single"]

        @Test func aCellIsReducedToTheOptionThatMakesItFail() async throws {
            try await Scratch.with { scratch in
                let made = try await Run.made(
                    [
                        "run", "--kernel", "linux-6.1", "--policy", "linux-7.3", "--known", "none", "--ram", "512MiB",
                        "--cmdline", "iommu.strict=1 swiotlb=force,track_hiwater", "--device", "edu,dma-mask=40",
                    ] + Self.device, to: "first", scratch)
                #expect(made.ended.exit == .code(1), "\(made.ended.errors)")
                let cell = try #require(try made.run.plan().cells.last)
                let reduced = try await Tool.run(
                    [
                        "reduce", made.run.path, "--cell", cell, "--repeat", "1", "--format", "json", "--quiet",
                        "--output", "\(scratch.path)/reduced",
                    ], in: scratch)
                #expect(reduced.exit == .code(0), "\(reduced.errors)")
                let answer = try #require(
                    try JSONSerialization.jsonObject(with: Data(reduced.output.utf8)) as? [String: Any])
                let smallest = answer["smallest"] as? [String: Any]
                #expect((smallest?["boot"] as? [String: Any])?["cmdline"] as? String == "swiotlb=force,track_hiwater")
                #expect((smallest?["beside"] as? [Any])?.isEmpty == true)
                let steps = try #require(answer["steps"] as? [[String: Any]])
                #expect(steps.contains { $0["shown"] as? Bool == false && $0["tries"] as? Int == 1 })
                let folders = steps.flatMap { $0["runs"] as? [String] ?? [] }
                let areKept = folders.allSatisfy { FileManager.default.fileExists(atPath: $0 + "/plan.json") }
                #expect(!folders.isEmpty && areKept)
                let flags = try #require(answer["flags"] as? String)
                #expect(flags.contains("--policy linux-7.3") && !flags.contains("iommu.strict"))
            }
        }

        @Test func theChangeBetweenTwoKernelsIsFoundWithItsRule() async throws {
            try await Scratch.with { scratch in
                let asked = ["--cmdline", "swiotlb=force,track_hiwater", "--ram", "512MiB"] + Self.device
                let booted = try await Tool.run(
                    ["bisect", "--kernel", "linux-6.1", "--kernel", "linux-7.3", "--output", "\(scratch.path)/runs"]
                        + asked,
                    in: scratch)
                #expect(booted.exit == .code(0), "\(booted.errors)")
                #expect(booted.output.contains("changed between linux-6.1 and linux-7.3"), "\(booted.output)")
                #expect(booted.output.contains("cmdline/swiotlb-force-prefix"))
                let predicted = try await Tool.run(["bisect", "--predict"] + asked, in: scratch)
                #expect(predicted.exit == .code(0))
                #expect(predicted.output.contains("changed between linux-7.2 and linux-7.3"))
                let alone = try await Tool.run(["bisect", "--kernel", "linux-6.1"] + asked, in: scratch)
                #expect(alone.exit == .code(2) && alone.errors.contains("is no row"), "\(alone.errors)")
            }
        }
    }
}
