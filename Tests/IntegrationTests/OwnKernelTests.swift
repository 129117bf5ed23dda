import Foundation
import Testing

extension Integration {
    /// A kernel of the cache, given as if somebody had built it.
    @Suite(.timeLimit(.minutes(10))) struct OwnKernelTests {
        private struct Row: Decodable {
            struct Image: Decodable {
                struct File: Decodable {
                    var path: String
                    var sha256: String
                }
                var release: String
                var bzImage: File
            }
            var image: Image?
        }

        private static let flags = [
            "--policy", "linux-7.3", "--device", "edu,dma-mask=32", "--device", "virtio-blk,iommu-platform=off",
            "--request", "map-single,place=below-4g", "--request", "driver-io",
        ]

        @Test func aKernelThatWasBroughtAlongIsObservedAsFarAsItsHeadersGo() async throws {
            try await Scratch.with { scratch in
                let image = try await kernel(scratch)
                let folder = URL(fileURLWithPath: image.bzImage.path).deletingLastPathComponent().path
                let own = "\(scratch.path)/bzImage"
                try FileManager.default.copyItem(atPath: image.bzImage.path, toPath: own)
                let given = ["run", "--kernel", own, "--modules", "\(folder)/modules"]

                let whole = try await Run.made(
                    given + ["--headers", "\(folder)/tree"] + Self.flags, to: "whole", scratch)
                #expect(whole.ended.exit == .code(0), "\(whole.ended.output)\(whole.ended.errors)")
                #expect(try whole.run.verdicts().counts == ["agree": 2] && whole.run.verdicts().agreeOnTwoSides == 2)
                let name = "\(image.release)@\(image.bzImage.sha256.prefix(16))"
                let plan = try whole.run.plan()
                #expect(plan.boots.map(\.boot.kernel) == [name], "by its digest")
                #expect(try !String(decoding: whole.run.bytes("plan.json"), as: UTF8.self).contains(scratch.path))

                let again = try await Run.made(["rerun", whole.run.path], to: "again", scratch)
                #expect(try again.ended.exit == .code(0) && again.run.verdicts().counts == ["agree": 2])

                let bare = try await Run.made(given + Self.flags, to: "bare", scratch)
                #expect(bare.ended.exit == .code(4), "\(bare.ended.output)\(bare.ended.errors)")
                let verdicts = try bare.run.verdicts()
                let cells = try bare.run.plan().boots.flatMap(\.cells)
                #expect(Set(cells.map(\.id)) == Set(plan.cells), "the same cells whatever came along")
                for cell in cells {
                    let line = try #require(verdicts[cell.id])
                    let expected = cell.device == "virtio-blk" ? "vacuous" : "unavailable"
                    #expect(line.verdict == expected, "\(cell.device): \(line.reason?.text ?? "")")
                    #expect(line.reason?.text.contains("probe module") == true)
                }
                // The cache has it without a probe by now, and the first run had one.
                let other = try await Run.made(["rerun", whole.run.path], to: "other", scratch)
                #expect(try other.ended.exit == .code(77) && other.run.verdicts().counts == ["unavailable": 2])
                let checked = try await Run.made(["check", bare.run.path], to: "checked", scratch)
                #expect(try checked.run.verdicts().mapValues(\.verdict) == verdicts.mapValues(\.verdict))
            }
        }

        @Test func whatCannotBeRunIsRefusedBeforeAnythingStarts() async throws {
            try await Scratch.with { scratch in
                let own = try scratch.write("no kernel", to: "bzImage")
                let image = try await kernel(scratch)
                for (words, said) in [
                    (["--kernel", own], "no bzImage"), (["--kernel", "\(scratch.path)/none"], "there is no file"),
                    (["--kernel", "linux-7.3", "--headers", "/"], "--headers go with"),
                    (["--kernel", image.bzImage.path, "--headers", scratch.path], "no Makefile"),
                    (["--kernel", image.bzImage.path, "--modules", own], "no folder"),
                    (["--kernel", image.bzImage.path, "--policy", "own"], "--policy"),
                ] {
                    let ended = try await Tool.run(
                        ["run", "--output", scratch.runs] + Self.flags + words, in: scratch)
                    #expect(ended.exit == .code(2) && ended.errors.contains(said), "\(words): \(ended.errors)")
                }
                #expect(!FileManager.default.fileExists(atPath: scratch.runs))
            }
        }

        private func kernel(_ scratch: Scratch) async throws -> Row.Image {
            let listed = try await Tool.run(["images", "linux-7.3", "--format", "json"], in: scratch)
            let rows = try JSONDecoder().decode([Row].self, from: Data(listed.output.utf8))
            return try #require(rows.first?.image)
        }
    }
}
