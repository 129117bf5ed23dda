import Digests
import Foundation
import TestSupport
import Testing

@testable import Images

/// Needs the network once, a compiler and some minutes: asked for with DMAROUTE_INTEGRATION=1.
@Suite(
    .tags(.integration), .serialized,
    .enabled(if: ProcessInfo.processInfo.environment["DMAROUTE_INTEGRATION"] == "1"))
struct IntegrationTests {
    let store = ImageStore(images: Paths.images)

    @Test(.timeLimit(.minutes(30))) func bothKernelsAreReadyToBoot() async throws {
        let agent = try await Paths.agent()
        let result = try await store.prepare(["linux-6.1", "linux-7.3"], agent: agent) { print($0) }
        for name in ["linux-6.1", "linux-7.3"] {
            guard case .ready(let image) = result[name] else {
                Issue.record("\(name) is not ready: \(String(describing: result[name]))")
                continue
            }
            let probe = try #require(image.probe)
            let module = try #require(ELFFile(bytes: [UInt8](Data(contentsOf: URL(filePath: probe.path)))))
            #expect(module.moduleField("vermagic")?.hasPrefix("\(image.release) SMP") == true)
            let kernel = try #require(ELFFile(bytes: [UInt8](Data(contentsOf: URL(filePath: image.vmlinux.path)))))
            #expect(kernel.pvhEntry != nil)
            for file in [image.packed, image.vmlinux, image.initrd, probe] {
                #expect(try Digest(ofFile: file.path) == file.sha256)
            }
            #expect(store.cached(name) == image)
        }
    }

    /// No step is told, so nothing was fetched, built or waited for.
    @Test func aSecondTimeNothingIsDone() async throws {
        let agent = try await Paths.agent()
        let first = try await store.prepare(["linux-6.1", "linux-7.3"], agent: agent)
        let steps = Steps()
        let second = try await store.prepare(["linux-6.1", "linux-7.3"], agent: agent) { steps.add($0) }
        #expect(second == first)
        #expect(steps.all.isEmpty)
    }

    /// The mirror answers, but has no such kernel or suite: the others are not held up by it.
    @Test(.timeLimit(.minutes(10))) func whatDebianDoesNotHaveIsUnavailable() async throws {
        let scratch = try Scratch()
        try FileManager.default.copyItem(atPath: "\(Paths.images)/probe", toPath: "\(scratch.path)/probe")
        try CacheFiles.write(
            """
            linux-4.99: {series: "4.99", suites: [bookworm-security], libraries: [libc6]}
            linux-6.0: {series: "6.0", suites: [nosuchsuite], libraries: [libc6]}
            """, to: "\(scratch.path)/kernels.yaml")
        let other = ImageStore(root: "\(scratch.path)/cache", images: scratch.path)
        let result = try await other.prepare(["linux-4.99", "linux-6.0"], agent: try await Paths.agent())
        guard case .unavailable(let series) = result["linux-4.99"], case .unavailable(let suite) = result["linux-6.0"]
        else {
            Issue.record("\(result)")
            return
        }
        #expect(series == "Debian bookworm-security has no kernel 4.99")
        #expect(suite.contains("nosuchsuite") && suite.contains("does not have a Release file"), "\(suite)")
    }

    /// Nothing is recorded of a failed build, so the cache stays as it is.
    @Test(.timeLimit(.minutes(30))) func aProbeThatDoesNotCompileTellsWhatTheCompilerSaid() async throws {
        let agent = try await Paths.agent()
        _ = try await store.prepare(["linux-7.3"], agent: agent)
        let before = store.cached("linux-7.3")
        let scratch = try Scratch()
        try FileManager.default.copyItem(atPath: "\(Paths.images)/kernels.yaml", toPath: "\(scratch.path)/kernels.yaml")
        try CacheFiles.makeFolder("\(scratch.path)/probe")
        try CacheFiles.write("obj-m := broken.o\n", to: "\(scratch.path)/probe/Kbuild")
        try CacheFiles.write("int broken(void) { return nothing; }\n", to: "\(scratch.path)/probe/broken.c")
        let error = await #expect(throws: PreparationError.self) {
            try await ImageStore(images: scratch.path).prepare(["linux-7.3"], agent: agent)
        }
        let failure = try #require(error?.failures["linux-7.3"])
        #expect(failure.kind == .probe)
        #expect(failure.log.contains { $0.contains("broken.c:1") && $0.contains("nothing") }, "\(failure)")
        #expect(store.cached("linux-7.3") == before && before != nil)
    }
}
