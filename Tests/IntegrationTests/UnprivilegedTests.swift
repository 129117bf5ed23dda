import Foundation
import Testing

extension Integration {
    /// No root, no daemon. Where the tests are not run by root, all others show the same.
    @Suite(.enabled(if: getuid() == 0, "only root can become another user"), .timeLimit(.minutes(10)))
    struct UnprivilegedTests {
        private static let user: UInt32 = 65534

        @Test func anybodyCanBootAGuest() async throws {
            let state = "/tmp/dmaroute-\(Self.user)"
            let wasThere = FileManager.default.fileExists(atPath: state)
            try await Scratch.with { scratch in
                defer { if !wasThere { try? FileManager.default.removeItem(atPath: state) } }
                let executable = try await install(in: scratch)
                try await copyKernel(to: scratch)
                let config = try scratch.write(Config.small(kernels: ["linux-6.1"]), to: "small.yaml")
                try await shell("chmod -R a+rX . && mkdir home && chown -R \(Self.user) home cache", in: scratch)
                let run = try Started(
                    [
                        "/usr/bin/setpriv", "--reuid", "\(Self.user)", "--regid", "\(Self.user)", "--clear-groups",
                        executable, "run", config, "--output", "\(scratch.path)/home/runs",
                    ], environment: ["HOME": "\(scratch.path)/home", "XDG_CACHE_HOME": "\(scratch.path)/cache"],
                    in: scratch)
                let privileges = try await Privileges.ofGuest(of: run, in: scratch)
                #expect(privileges.areNone, "\(privileges)")
                #expect(privileges.user == Self.user)
                let ended = try await run.wait(.seconds(240))
                #expect(ended.exit == .code(0), "\(ended.errors)")
                let name = try FileManager.default.contentsOfDirectory(atPath: "\(scratch.path)/home/runs")
                let verdicts = try Run(path: "\(scratch.path)/home/runs/\(try #require(name.first))").verdicts()
                #expect(verdicts.agreeOnTwoSides == 6)
                #expect(scratch.emulators.isEmpty)
            }
        }

        /// The command with what it needs beside it, where another user may read it.
        private func install(in scratch: Scratch) async throws -> String {
            let folder = URL(fileURLWithPath: try Tool.executable()).deletingLastPathComponent().path
            try await shell(
                "mkdir bin cache && cp '\(folder)/dmaroute' '\(folder)/dmaroute-agent' bin/ && cp -r '\(Tool.root)/images' .",
                in: scratch)
            return "\(scratch.path)/bin/dmaroute"
        }

        /// A kernel of this user's cache; times stay as they are, because the cache goes by them.
        private func copyKernel(to scratch: Scratch) async throws {
            let environment = ProcessInfo.processInfo.environment
            let cache = environment["XDG_CACHE_HOME"] ?? "\(environment["HOME"] ?? "/root")/.cache"
            try await shell(
                """
                mkdir -p cache/dmaroute/kernels && cp -a '\(cache)/dmaroute/kernels/linux-6.1' cache/dmaroute/kernels/ &&
                rm -rf cache/dmaroute/kernels/linux-6.1/*/tree &&
                sed -i 's|\(cache)/dmaroute/|\(scratch.path)/cache/dmaroute/|g' cache/dmaroute/kernels/linux-6.1/image.json
                """, in: scratch)
        }

        private func shell(_ script: String, in scratch: Scratch) async throws {
            let ended = try await Started(["/bin/sh", "-ec", script], in: scratch).wait(.seconds(60))
            try #require(ended.exit == .code(0), "\(ended.errors)")
        }
    }
}
