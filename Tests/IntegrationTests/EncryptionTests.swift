import Foundation
import Testing

/// One run of a part of harness-configs/seed.yaml for all tests of a suite: the reported configuration on every kernel,
/// and no options at all where 7.2 and 7.3 part.
struct SeedRunTrait: SuiteTrait, TestScoping {
    struct Seen: Sendable {
        var boot: Run.Plan.Boot
        var cell: Run.Plan.Boot.Cell
        var line: Run.Line
    }

    struct Part: Sendable {
        var run: Run
        var ended: Ended

        func cells() throws -> [Seen] {
            let verdicts = try run.verdicts()
            return try run.plan().boots.flatMap { boot in
                try boot.cells.map { Seen(boot: boot, cell: $0, line: try #require(verdicts[$0.id])) }
            }
        }
    }

    @TaskLocal static var parts: [Part] = []

    static let filters = [
        "cmdline=iommu=pt swiotlb=force,viommu=none",
        "cmdline=,encryption=sme|sev,kernel=linux-7.2|linux-7.3,c-bit=47",
    ]

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await Scratch.with { scratch in
            var parts: [Part] = []
            for (number, filter) in Self.filters.enumerated() {
                let output = "\(scratch.path)/runs-\(number)"
                let ended = try await Tool.run(
                    ["run", "\(Tool.root)/harness-configs/seed.yaml", "--filter", filter, "--output", output],
                    in: scratch, limit: .seconds(1500))
                let name = try #require(try FileManager.default.contentsOfDirectory(atPath: output).first)
                parts.append(Part(run: Run(path: "\(output)/\(name)"), ended: ended))
            }
            try await Self.$parts.withValue(parts) { try await function() }
        }
    }
}

extension Trait where Self == SeedRunTrait {
    static var seedRun: Self { Self() }
}

extension Integration {
    @Suite(.seedRun, .timeLimit(.minutes(5))) struct SeedTests {
        @Test func everyCellIsAsPredictedAndSaysHowItWasEncrypted() throws {
            for part in SeedRunTrait.parts {
                #expect(part.ended.exit == .code(0), "\(part.ended.output.suffix(6000))")
                let cells = try part.cells()
                #expect(!cells.isEmpty)
                for seen in cells {
                    #expect(seen.line.verdict == "agree" && seen.line.sides == 2, "\(seen)")
                    #expect(seen.line.means == (seen.boot.boot.encryption == "none" ? nil : "emulated"))
                }
            }
        }

        /// The kernel itself says so, in the log that its guest sent and on the console beside the shim's own lines.
        @Test func everyKernelTookItsRealPath() throws {
            var kernels: [String: Set<String>] = [:]
            for part in SeedRunTrait.parts {
                for boot in try part.run.plan().boots where boot.boot.encryption != "none" {
                    let folder = part.run.attempt(1, of: boot)
                    let log = try String(contentsOfFile: folder + "/kmsg.txt", encoding: .utf8)
                    let word = boot.boot.encryption.uppercased()
                    let active = "Memory Encryption Features active: AMD \(word)"
                    #expect(log.split(separator: "\n").contains { $0.hasSuffix(active) }, "\(folder)")
                    let console = try Data(contentsOf: URL(fileURLWithPath: folder + "/console.log"))
                    #expect(console.range(of: Data("dmaroute-shim: ".utf8)) != nil, "\(folder)")
                    kernels[boot.boot.kernel, default: []].insert(word)
                }
            }
            #expect(kernels == Dictionary(uniqueKeysWithValues: Self.kernels.map { ($0, ["SME", "SEV"]) }))
        }

        private static let kernels = ["linux-6.1", "linux-6.12", "linux-6.18", "linux-7.2", "linux-7.3"]

        /// A 64-bit streaming mask beside a 32-bit coherent mask: direct up to 7.2, bounced by 7.3, and both as predicted.
        @Test func whatChangedInLinux73ShowsAsDifferentRoutes() throws {
            var paths: [String: Set<String>] = [:]
            for seen in try SeedRunTrait.parts[1].cells()
            where seen.boot.boot.encryption == "sme" && seen.boot.boot.viommu == "none"
                && seen.cell.device == "edu64c32" && seen.cell.request.kind == "map-single"
            {
                let path = seen.line.route?["path"] ?? nil
                let bit = seen.line.route?["cBit"] ?? nil
                paths[seen.boot.boot.kernel, default: []].insert("\(path ?? "none") \(bit ?? "none")")
            }
            #expect(paths == ["linux-7.2": ["direct set"], "linux-7.3": ["bounce clear"]])
        }

        /// No entry of virtio's IOMMU has a C-bit, so a private page of a SEV guest is mapped and its bytes are lost; from 7.3
        /// on the kernel at least gives no such allocation.
        @Test func whatAGuestMapsBehindVirtiosIOMMUIsLost() throws {
            let behind = try SeedRunTrait.parts[1].cells().filter { $0.boot.boot.viommu == "virtio" }
            #expect(Set(behind.map(\.boot.boot.kernel)) == ["linux-7.2", "linux-7.3"])
            for seen in behind where seen.boot.boot.encryption == "sev" {
                let refuses = seen.boot.boot.kernel == "linux-7.3" && seen.cell.request.kind == "alloc-coherent"
                #expect(seen.line.route?["path"] ?? nil == (refuses ? "refused" : "translated"), "\(seen)")
                let cause = refuses ? "dma-iommu does not support" : "the plain store"
                #expect(seen.line.cause?.contains(cause) == true, "\(seen)")
            }
        }

        /// QEMU's own trace of its IOMMU shows the C-bit of the page-table entries.
        @Test func amdsEntriesCarryTheCBit() throws {
            let translated = try SeedRunTrait.parts[1].cells().filter {
                $0.boot.boot.viommu == "amd" && $0.boot.boot.encryption == "sme"
            }
            #expect(!translated.isEmpty)
            for seen in translated {
                #expect(seen.line.route?["path"] ?? nil == "translated" && seen.line.route?["pteCBit"] ?? nil == "set")
            }
        }
    }
}
