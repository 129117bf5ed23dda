import Foundation
import Testing

extension Integration {
    /// What cannot be begun is said in one error before anything starts.
    @Suite(.timeLimit(.minutes(5))) struct RefusalTests {
        struct Mistake: CustomTestStringConvertible, Sendable {
            var testDescription: String
            /// A line of the small config, and what stands there instead.
            var line: String
            var instead: String
            var says: String
        }

        static let mistakes = [
            Mistake(
                testDescription: "unknown key", line: "kernels: [linux-7.3]", instead: "kernles: [linux-7.3]",
                says: "kernles"),
            Mistake(
                testDescription: "unknown kernel", line: "kernels: [linux-7.3]", instead: "kernels: [linux-9.9]",
                says: "linux-9.9"),
            Mistake(
                testDescription: "exclude that matches nothing", line: "name: small",
                instead: "name: small\nexclude: [{viommu: intel}]", says: "exclude"),
            Mistake(
                testDescription: "buffer that cannot exist",
                line: "  - {kind: alloc-coherent, size: 4KiB, direction: from-device}",
                instead: "  - {kind: map-page, size: 4KiB, direction: from-device, place: above-4g}",
                says: "above-4g"),
        ]

        @Test(arguments: mistakes) func aMistakeIsNamedByItsPlace(mistake: Mistake) async throws {
            try await Scratch.with { scratch in
                let text = Config.small()
                #expect(text.contains(mistake.line + "\n"))
                _ = try scratch.write(
                    text.replacingOccurrences(of: mistake.line, with: mistake.instead), to: "bad.yaml")
                let ended = try await Tool.run(["run", "bad.yaml", "--output", scratch.runs], in: scratch)
                #expect(ended.exit == .code(2))
                #expect(ended.output.isEmpty)
                let lines = ended.errors.split(separator: "\n")
                let first = try #require(lines.first)
                #expect(first.wholeMatch(of: /bad\.yaml:[1-9]\d*:[1-9]\d*: error: .+/) != nil, "\(ended.errors)")
                #expect(first.contains(mistake.says), "\(first)")
                #expect(lines.count == 2 && lines[1].hasPrefix("  hint: "), "\(ended.errors)")
                #expect(!FileManager.default.fileExists(atPath: scratch.runs))
                #expect(scratch.emulators.isEmpty)
            }
        }

        /// Boots for which no machine's disk has room, up to the most that a config may ask for.
        @Test func tooLittleDiskIsSaidBeforeTheStart() async throws {
            try await Scratch.with { scratch in
                let options = (0..<250).map { "\"a=\($0)\"" }.joined(separator: ", ")
                let sizes = (256..<456).map { "\($0)MiB" }.joined(separator: ", ")
                let text = """
                    name: large
                    kernels: [linux-6.1, linux-7.3]
                    axes: {cmdline: [\(options)], ram: [\(sizes)]}
                    devices: [{name: edu, model: edu, dma-mask: 32}]
                    requests: [{kind: alloc-coherent, size: 4KiB, direction: from-device}]

                    """
                let ended = try await Tool.run(
                    ["run", try scratch.write(text, to: "large.yaml"), "--output", scratch.runs], in: scratch)
                #expect(ended.exit == .code(2))
                #expect(ended.errors.contains("MiB free, and 100000 boots may need 4800000 MiB"), "\(ended.errors)")
                #expect(ended.errors.contains("  hint: free some with dmaroute gc"))
                #expect(!FileManager.default.fileExists(atPath: scratch.runs))
            }
        }

        @Test func aDryRunStartsNothing() async throws {
            try await Scratch.with { scratch in
                let config = try scratch.write(Config.small(), to: "small.yaml")
                let ended = try await Tool.run(["run", config, "--dry-run", "--output", scratch.runs], in: scratch)
                #expect(ended.exit == .code(0))
                #expect(ended.output.contains("would judge 6 cells in 1 boot;"))
                #expect(!FileManager.default.fileExists(atPath: scratch.runs))
            }
        }
    }
}
