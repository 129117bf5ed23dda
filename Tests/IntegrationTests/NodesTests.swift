import Foundation
import Testing

extension Integration {
    @Suite(.timeLimit(.minutes(5))) struct NodesTests {
        /// Three nodes, one of which dies in the middle of its first boot.
        @Test func aNodeThatDiesLosesNoCell() async throws {
            try await Scratch.with { scratch in
                let options = ["", "swiotlb=force", "swiotlb=noforce"]
                let tdx = "include:\n  - {kernel: linux-7.3, encryption: tdx}\n"
                let config = try scratch.write(Config.small(options) + tdx, to: "small.yaml")
                var nodes: [SSHNode] = []
                for name in ["one", "two", "three"] { nodes.append(try await SSHNode(name, in: scratch)) }
                let file = try scratch.write(
                    "ssh-config: \(scratch.path)/ssh-config\nnodes:\n" + nodes.map { try $0.entry() }.joined(),
                    to: "nodes.yaml")
                let run = try Tool.start(["run", config, "--nodes", file, "--output", scratch.runs], in: scratch)
                let victim = try await run.until("a node started a guest") {
                    nodes.first { node in Process.using(node.folder).contains(where: \.isEmulator) }
                }
                victim.kill()
                let ended = try await run.wait(.seconds(200))
                #expect(ended.exit == .code(0), "\(ended.errors)")
                #expect(ended.errors.contains("node \(victim.name) is lost"), "\(ended.errors)")
                // What ran there heard that nobody is left, and ended.
                #expect(Process.using(victim.folder).isEmpty)

                let merged = try scratch.onlyRun()
                let verdicts = try merged.verdicts()
                #expect(verdicts.counts == ["agree": 18, "unavailable": 6])
                let reason = verdicts.values.first { $0.verdict == "unavailable" }?.reason?.text
                #expect(reason?.contains("has tdx") == true, "\(reason ?? "")")
                let whole = try await Run.made(["run", config], to: "whole", scratch)
                #expect(try merged.bytes("result.json") == whole.run.bytes("result.json"))
            }
        }
    }
}
