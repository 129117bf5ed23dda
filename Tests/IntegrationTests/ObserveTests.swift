import Foundation
import Testing

/// One boot of each kernel, in which an observer watches what the harness does, without knowing of it.
struct ObservedRunTrait: SuiteTrait, TestScoping {
    @TaskLocal static var current: (run: Run, scratch: Scratch)?

    static let config = """
        name: observed
        kernels: [linux-6.1, linux-6.12, linux-6.18, linux-7.2, linux-7.3]
        axes:
          cmdline: ["swiotlb=force,track_hiwater dmaroute.observe=300"]
          ram: [1GiB]
        devices:
          - {name: edu32, model: edu, dma-mask: 32}
          - {name: disk, model: virtio-blk, iommu-platform: on}
        requests:
          - {kind: map-page, size: 4KiB, direction: from-device, place: below-4g}
          - {kind: map-sg, size: 8KiB, direction: to-device, place: below-4g, segments: 2}
          - {kind: driver-io}

        """

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await Scratch.with { scratch in
            let config = try scratch.write(Self.config, to: "observed.yaml")
            _ = try await Tool.run(["run", config, "--output", scratch.runs], in: scratch)
            try await Self.$current.withValue((try scratch.onlyRun(), scratch)) { try await function() }
        }
    }
}

extension Integration {
    @Suite(ObservedRunTrait(), .timeLimit(.minutes(5))) struct ObserveTests {
        /// Where the lab puts its first edu and its first driven device.
        private static let edu = "0000:00:10.0"
        private static let disk = "0000:00:02.0"

        private struct Observed {
            var kernel: String
            var boot: Run.Plan.Boot
            var folder: String
        }

        private static func take() throws -> (run: Run, scratch: Scratch, observed: [Observed]) {
            let (run, scratch) = try #require(ObservedRunTrait.current, "the observed boots did not come to their end")
            let observed = try run.plan().boots.compactMap { boot -> Observed? in
                let folder = run.attempt(1, of: boot) + "/observed"
                guard FileManager.default.fileExists(atPath: folder) else { return nil }
                return Observed(kernel: boot.boot.kernel, boot: boot, folder: folder)
            }
            try #require(Set(observed.map(\.kernel)).isSuperset(of: Integration.kernels.keys))
            return (run, scratch, observed)
        }

        /// Ends it by SIGTERM, as `exit 143` shows.
        @Test func tracingIsLeftAsItWasFound() throws {
            for one in try Self.take().observed {
                let text = String(
                    decoding: FileManager.default.contents(atPath: one.folder + "/tracing.txt") ?? Data(),
                    as: UTF8.self)
                let parts = text.components(separatedBy: "before\n").flatMap { $0.components(separatedBy: "after\n") }
                try #require(parts.count == 3, "\(one.kernel): \(text)")
                #expect(parts[0] == "exit 143 signal 0\n", "\(one.kernel)")
                #expect(parts[1] == parts[2], "\(one.kernel)")
                #expect(parts[1].contains("kprobe_events\np:dmaroute/") && !parts[1].contains("instance "))
            }
        }

        @Test func itsVerdictsAreTheHarnessesOwn() async throws {
            let (run, scratch, observed) = try Self.take()
            let own = try run.verdicts()
            for one in observed {
                let seen = try await Self.checked(one.folder, [], to: one.kernel, scratch)
                for cell in one.boot.cells {
                    let verdict = try #require(own[cell.id])
                    let slot = cell.device == "disk" ? Self.disk : Self.edu
                    let kinds = cell.request.kind == "driver-io" ? ["map-page", "alloc-coherent"] : [cell.request.kind]
                    for kind in kinds {
                        let found = try #require(seen["\(slot) \(kind)"], "\(one.kernel) \(slot) \(kind)")
                        // Before 6.12 no event tells the address of memory that is not given back.
                        if one.kernel == "linux-6.1", kind == "alloc-coherent", found.verdict == "vacuous" { continue }
                        #expect(found.verdict == verdict.verdict, "\(one.kernel) \(slot) \(kind)")
                        #expect(found.sides == 1)
                        if kind == "driver-io" || kind == "alloc-coherent" { continue }
                        let path = cell.request.kind == "driver-io" ? nil : verdict.route?["path"] ?? nil
                        if let path { #expect(found.route?["path"] == path, "\(one.kernel) \(slot) \(kind)") }
                    }
                }
            }
        }

        /// 6.1 takes the option for no keyword, and 7.3 forces bounces by it.
        @Test func anotherKernelsPolicyIsCaught() async throws {
            let (_, scratch, observed) = try Self.take()
            let one = try #require(observed.first { $0.kernel == "linux-6.1" })
            let seen = try await Self.checked(one.folder, ["--policy", "linux-7.3"], to: "foreign", scratch)
            #expect(seen["\(Self.edu) map-page"]?.verdict == "forbidden")
            #expect(seen["\(Self.disk) map-page"]?.verdict == "forbidden")
        }

        @Test(arguments: [
            // The kernel counted what it wrote: without the bounces it accuses nobody.
            ("ftrace.txt", "swiotlb_bounced:"), ("facts.txt", "observe.end="), ("ftrace.txt", "dmaroute: agent"),
        ]) func whatIsMissingIsNoticed(file: String, lines: String) async throws {
            let (_, scratch, observed) = try Self.take()
            let one = try #require(observed.first { $0.kernel == "linux-7.3" })
            let copy = "\(scratch.path)/copy-\(UUID().uuidString.prefix(8))"
            try FileManager.default.copyItem(atPath: one.folder, toPath: copy)
            let whole = String(
                decoding: FileManager.default.contents(atPath: "\(copy)/\(file)") ?? Data(), as: UTF8.self)
            let kept = whole.split(separator: "\n").filter { !$0.contains(lines) }
            try #require(kept.count < whole.split(separator: "\n").count)
            try Data((kept.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: "\(copy)/\(file)"))
            let seen = try await Self.checked(copy, [], to: "cut-\(UUID().uuidString.prefix(8))", scratch)
            #expect(seen["\(Self.edu) map-page"]?.verdict == "trace-lost")
        }

        /// Closing lines by device and kind of call.
        private static func checked(
            _ folder: String, _ words: [String], to name: String, _ scratch: Scratch
        ) async throws -> [String: Run.Line] {
            let (ended, run) = try await Run.made(["check", folder] + words, to: name, scratch)
            try #require([.code(0), .code(1), .code(3), .code(4)].contains(ended.exit), "\(ended.errors.suffix(2000))")
            let verdicts = try run.verdicts()
            let cells = try run.plan().boots.flatMap(\.cells)
            return Dictionary(
                uniqueKeysWithValues: cells.compactMap { cell in
                    verdicts[cell.id].map { ("\(cell.device) \(cell.request.kind)", $0) }
                })
        }
    }
}
