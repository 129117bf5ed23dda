import Foundation
import Testing

/// harness-configs/negative.yaml on one kernel: as it is, and with the two stores made one.
struct NegativeRunTrait: SuiteTrait, TestScoping {
    @TaskLocal static var parts: [SeedRunTrait.Part] = []

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await Scratch.with { scratch in
            var parts: [SeedRunTrait.Part] = []
            for flags in [[], ["--alias-stores"]] {
                let output = "\(scratch.path)/runs-\(parts.count)"
                let ended = try await Tool.run(
                    [
                        "run", "\(Tool.root)/harness-configs/negative.yaml", "--filter",
                        "kernel=linux-7.3" + (flags.isEmpty ? "" : ",encryption=sme"), "--output", output,
                    ] + flags, in: scratch, limit: .seconds(1500))
                let name = try #require(try FileManager.default.contentsOfDirectory(atPath: output).first)
                parts.append(SeedRunTrait.Part(run: Run(path: "\(output)/\(name)"), ended: ended))
            }
            try await Self.$parts.withValue(parts) { try await function() }
        }
    }
}

extension Trait where Self == NegativeRunTrait {
    static var negativeRun: Self { Self() }
}

extension Integration {
    @Suite(.negativeRun, .timeLimit(.minutes(5))) struct NegativeTests {
        private func cells(_ part: Int, _ matches: (SeedRunTrait.Seen) -> Bool) throws -> [SeedRunTrait.Seen] {
            let found = try NegativeRunTrait.parts[part].cells().filter(matches)
            #expect(!found.isEmpty)
            return found
        }

        private static func isRaw(_ seen: SeedRunTrait.Seen) -> Bool {
            seen.boot.boot.encryption == "sme" && seen.boot.boot.viommu == "none" && seen.boot.boot.cmdline.isEmpty
                && seen.cell.device == "edu64" && seen.cell.request.address == "physical"
        }

        @Test func whatWentWrongHasACause() throws {
            for seen in try cells(0, { _ in true }) {
                #expect(["agree", "corrupted", "unavailable"].contains(seen.line.verdict ?? ""), "\(seen)")
                let refused = seen.line.route?["path"] ?? nil == "refused"
                guard refused || seen.line.verdict == "corrupted" else { continue }
                #expect(seen.line.cause?.isEmpty == false, "\(seen)")
            }
        }

        @Test func aRawAddressCorrupts() throws {
            for seen in try cells(0, Self.isRaw) {
                #expect(seen.line.verdict == "corrupted" && seen.line.cause?.contains("C-bit") == true, "\(seen)")
            }
        }

        @Test func theIOMMURefusesARawAddress() throws {
            let refused = try cells(0) {
                $0.boot.boot.encryption == "sme" && $0.boot.boot.viommu == "amd" && $0.boot.boot.microcode == nil
                    && $0.cell.request.address == "physical"
            }
            for seen in refused {
                #expect(seen.line.verdict == "corrupted" && seen.line.sides == 2, "\(seen)")
                #expect(seen.line.cause?.contains("the IOMMU refused the address") == true, "\(seen)")
            }
        }

        /// The guest side's probe tells it from other decrypted memory.
        @Test func whatMustNotSleepIsMoreThanAnAtomicPoolHolds() throws {
            for seen in try cells(0, { $0.cell.request.atomic == true && $0.boot.boot.viommu == "none" })
            where seen.cell.device == "edu32" {
                #expect(seen.line.cause?.hasSuffix("because the atomic pool holds less") == true, "\(seen)")
            }
        }

        /// Without `iommu_platform` a driver hands its device physical addresses: on a host the device then looks into the
        /// wrong store and never answers, and a guest lets no driver near it.
        @Test func aRawDiskHangsAHostAndIsRefusedByAGuest() throws {
            let disks = try cells(0) { $0.cell.request.kind == "driver-io" && $0.line.verdict != "unavailable" }
            #expect(Set(disks.map(\.boot.boot.encryption)) == ["sme", "sev"])
            for seen in disks {
                #expect(seen.line.verdict == "agree" && seen.line.sides == 2, "\(seen)")
                let path = seen.line.route?["path"] ?? nil
                #expect(path == (seen.boot.boot.encryption == "sme" ? "physical" : "no-driver"), "\(seen)")
                guard path == "physical" else {
                    #expect(seen.line.cause?.contains("does not demand the DMA API") == true, "\(seen)")
                    continue
                }
                #expect(seen.line.cause?.contains("waits without end") == true, "\(seen)")
                #expect(seen.line.cause?.contains("in the plain store") == true, "\(seen)")
            }
        }

        @Test func oldMicrocodeLeavesNoIOMMU() throws {
            for seen in try cells(0, { $0.boot.boot.microcode != nil && $0.cell.device == "edu32" })
            where seen.cell.request.kind == "map-single" && seen.cell.request.address == nil {
                #expect(seen.line.route?["path"] ?? nil == "bounce", "\(seen)")
            }
        }

        @Test func whatCannotBeBuiltIsSaid() throws {
            for seen in try cells(0, { $0.boot.boot.encryption == "sev" && $0.boot.boot.viommu == "amd" }) {
                #expect(seen.line.verdict == "unavailable" && seen.line.reason?.text.contains("amd-iommu") == true)
            }
        }

        /// With one memory behind both views nothing is lost, so all fails that rests on their difference: for that reason
        /// and no other. A refusal moves nothing and rests on neither.
        @Test func oneStoreForBothViewsIsNoticed() throws {
            _ = try cells(1, Self.isRaw)
            for seen in try cells(1, { _ in true }) {
                let route = seen.line.predicted?.first?.allowed?.first
                if route?["path"] ?? nil == "refused" {
                    #expect(seen.line.verdict == "agree", "\(seen)")
                } else {
                    #expect(seen.line.verdict == "forbidden", "\(seen)")
                    #expect(seen.line.reason?.text.contains("they are one") == true, "\(seen)")
                }
            }
        }
    }
}
