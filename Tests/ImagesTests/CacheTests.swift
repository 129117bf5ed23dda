import Digests
import Foundation
import TestSupport
import Testing

@testable import Images

@Suite struct CacheTests {
    /// A cache with a kernel that looks whole, its agent and its probe's sources.
    struct World {
        let scratch: Scratch
        let store: ImageStore
        let agent: String
        let folder: String

        init() async throws {
            scratch = try Scratch()
            let images = "\(scratch.path)/images"
            store = ImageStore(root: "\(scratch.path)/cache", images: images)
            agent = "\(scratch.path)/agent"
            folder = "\(store.root)/kernels/linux-6.1/one"
            for part in ["\(images)/probe", "\(folder)/probes"] { try CacheFiles.makeFolder(part) }
            try CacheFiles.write(CatalogTests.good.replacing("a:", with: "linux-6.1:"), to: "\(images)/kernels.yaml")
            try CacheFiles.write("obj-m := x.o\n", to: "\(images)/probe/Kbuild")
            try CacheFiles.write("int x;\n", to: "\(images)/probe/x.c")
            try writeAgent("one")
            for name in ["bzImage", "vmlinux", "probes/p.ko"] { try CacheFiles.write(name, to: "\(folder)/\(name)") }
            try store.layout.write(try base(), to: store.layout.base("linux-6.1"))
            _ = try await assembly().assemble(probe: "\(folder)/probes/p.ko")
        }

        func writeAgent(_ text: String) throws {
            try CacheFiles.write(Data(BootImageTests.kernel() + text.utf8), to: agent)
        }

        func base() throws -> KernelBase {
            KernelBase(
                format: KernelBase.currentFormat, series: "6.1", release: "6.1.0-1-amd64", version: "6.1.1-1",
                packages: [], folder: "one", packed: try Digest(ofFile: "\(folder)/bzImage"),
                vmlinux: try Digest(ofFile: "\(folder)/vmlinux"), modules: [], wanted: KernelModules.wanted,
                stamps: Dictionary(
                    uniqueKeysWithValues: ["bzImage", "vmlinux"].compactMap { name in
                        FileStamp(of: "\(folder)/\(name)").map { (name, $0) }
                    }))
        }

        func inputs() throws -> ImageInputs { try ImageInputs(agent: agent, probeFolder: "\(store.images)/probe") }

        func assembly() throws -> ImageAssembly {
            ImageAssembly(
                name: "linux-6.1", layout: store.layout, base: try base(), headers: nil, inputs: try inputs(),
                scratch: scratch.path, tell: { _ in })
        }

        func preparation(verify: Bool = false) throws -> KernelPreparation {
            KernelPreparation(
                entry: try #require(try store.catalog().named("linux-6.1")), layout: store.layout,
                inputs: try inputs(), options: ImageStore.Options(verify: verify), tell: { _ in })
        }

        func prepare(_ steps: Steps) async throws -> KernelImage? {
            let result = try await store.prepare(["linux-6.1"], agent: agent) { steps.add($0) }
            if case .ready(let image) = result["linux-6.1"] { return image }
            return nil
        }
    }

    @Test func whatIsThereIsTakenAsItIs() async throws {
        let world = try await World()
        let steps = Steps()
        let image = try #require(try await world.prepare(steps))
        #expect(steps.all.isEmpty)
        #expect(world.store.cached("linux-6.1") == image)
        #expect(world.store.cached("linux-7.3") == nil)
        #expect(try JSONDecoder().decode(KernelImage.self, from: JSONEncoder().encode(image)) == image)
    }

    @Test func anotherAgentIsPackedAgainWithTheSameProbe() async throws {
        let world = try await World()
        let before = try #require(world.store.cached("linux-6.1"))
        try world.writeAgent("two")
        let steps = Steps()
        let after = try #require(try await world.prepare(steps))
        #expect(steps.all.contains("linux-6.1: packing the initramfs"))
        #expect(!steps.all.contains { $0.contains("building") || $0.contains("fetching") })
        #expect(after.initrd != before.initrd && after.probe == before.probe && after.agent != before.agent)
        #expect(try Digest(ofFile: after.initrd.path) == after.initrd.sha256)
        #expect(FileStamp(of: before.initrd.path) != nil, "a run may still use it")
    }

    @Test func otherSourcesNeedAnotherProbe() async throws {
        let world = try await World()
        try CacheFiles.write("int y;\n", to: "\(world.store.images)/probe/x.c")
        let error = await #expect(throws: PreparationError.self) { try await world.prepare(Steps()) }
        // There are no headers in this cache to build with.
        #expect(
            error?.failures["linux-6.1"]?.message.contains("headers are not at") == true, "\(String(describing: error))"
        )
    }

    @Test(arguments: ["vmlinux", "bzImage"]) func aKernelThatChangedIsNotTaken(name: String) async throws {
        let world = try await World()
        #expect(try world.preparation().wholeBase() != nil)
        try CacheFiles.write("other, longer", to: "\(world.folder)/\(name)")
        #expect(try world.preparation().wholeBase() == nil)
        #expect(world.store.cached("linux-6.1") == nil)
    }

    /// Same size, same time, another byte: seen only by reading it.
    @Test func verifyingReadsEverything() async throws {
        let world = try await World()
        let path = "\(world.folder)/vmlinux"
        let times = try FileManager.default.attributesOfItem(atPath: path)
        try CacheFiles.write("VMLINUX", to: path)
        try FileManager.default.setAttributes([.modificationDate: times[.modificationDate] as Any], ofItemAtPath: path)
        let stamped = KernelBase(
            format: KernelBase.currentFormat, series: "6.1", release: "r", version: "v", packages: [], folder: "one",
            packed: try world.base().packed, vmlinux: Digest(of: "vmlinux"), modules: [],
            wanted: KernelModules.wanted,
            stamps: try world.base().stamps)
        try world.store.layout.write(stamped, to: world.store.layout.base("linux-6.1"))
        #expect(try world.preparation().wholeBase() != nil)
        #expect(try world.preparation(verify: true).wholeBase() == nil)
    }

    @Test(arguments: ["", "{", "[]", "{\"format\": 1}"]) func aBrokenRecordIsNoRecord(text: String) async throws {
        let world = try await World()
        try CacheFiles.write(text, to: world.store.layout.image("linux-6.1"))
        #expect(world.store.cached("linux-6.1") == nil)
        try CacheFiles.write(text, to: world.store.layout.base("linux-6.1"))
        #expect(try world.preparation().wholeBase() == nil)
    }

    @Test func anUnknownKernelIsToldWithTheKnownOnes() async throws {
        let world = try await World()
        let error = await #expect(throws: ImageError.self) {
            try await world.store.prepare(["linux-5.4"], agent: world.agent)
        }
        #expect(error?.hint?.contains("linux-6.1") == true)
    }

    @Test func anAgentThatNoGuestCanStartIsRefused() async throws {
        let world = try await World()
        try CacheFiles.write("#!/bin/sh\n", to: world.agent)
        let error = await #expect(throws: ImageError.self) { try await world.prepare(Steps()) }
        #expect(error?.message.contains("no x86-64 executable") == true)
        let dynamic = await #expect(throws: ImageError.self) {
            try await world.store.prepare(["linux-6.1"], agent: "/bin/true")
        }
        #expect(dynamic?.message.contains("dynamically") == true)
    }

    @Test(.timeLimit(.minutes(30))) func twoAtOnceWaitForEachOther() async throws {
        let world = try await World()
        try world.writeAgent("three")
        let steps = Steps()
        let first = try await CacheLock.take(world.store.layout.lock) {}
        let second = Task { try await world.prepare(steps) }
        try await Task.sleep(for: .milliseconds(500))
        #expect(steps.all == ["waiting for another dmaroute that is preparing kernels"])
        _ = consume first
        #expect(try await second.value != nil)
    }

    @Test func pruningKeepsWhatIsUsed() async throws {
        let world = try await World()
        let old = try #require(world.store.cached("linux-6.1"))
        try world.writeAgent("four")
        let new = try #require(try await world.prepare(Steps()))
        try CacheFiles.makeFolder("\(world.store.root)/kernels/linux-6.1/older/tree")
        try CacheFiles.write("12345", to: "\(world.store.root)/kernels/linux-6.1/older/vmlinux")
        #expect(try await world.store.prune() == 0)
        #expect(try await world.store.prune(olderThan: .seconds(-5), keep: [old.initrd.sha256]) == 5)
        #expect(FileStamp(of: old.initrd.path) != nil)
        #expect(try await world.store.prune(olderThan: .seconds(-5)) > 0)
        #expect(FileStamp(of: old.initrd.path) == nil)
        #expect(world.store.cached("linux-6.1") == new)
    }

    @Test(arguments: [
        (["XDG_CACHE_HOME": "/c", "HOME": "/h"], "/c/dmaroute"),
        (["XDG_CACHE_HOME": "", "HOME": "/h"], "/h/.cache/dmaroute"),
        (["XDG_CACHE_HOME": "rel", "HOME": "/h"], "/h/.cache/dmaroute"),
    ])
    func theCacheIsWhereTheUserSays(environment: [String: String], path: String) {
        #expect(CacheLayout.defaultRoot(environment: environment) == path)
    }

    @Test(arguments: ["/a b", "/a$b", "/a:b", "relative", "/a\nb"]) func pathsThatMakeCannotHandle(path: String) {
        #expect(throws: ImageError.self) { try CacheLayout(root: path).check() }
    }

    @Test func tooLittleRoomIsToldBefore() {
        let error = #expect(throws: ImageError.self) { try DiskSpace.require(.max, at: "/", for: "linux-6.1") }
        #expect(error?.kind == .disk)
        #expect(error?.message.contains("MiB are free") == true)
    }
}
