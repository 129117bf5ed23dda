import Foundation
import TestSupport
import Testing

@testable import Images

/// What is read of a kernel's source tree that somebody else has.
@Suite struct KernelTreeTests {
    /// In the form of the kernel's own; every name is made up.
    private static let entries = """
        List of maintainers

        \tM: *Mail* patches to: FullName <address@domain>
        \tF: *Files* and folders

        IOMMU DMA-API LAYER
        M:\tAda Iommu <ada@example.org>
        R:\tRay Viewer <ray@example.org>
        L:\tiommu@example.org (moderated for non-subscribers)
        S:\tMaintained
        F:\tdrivers/iommu/dma-iommu.[ch]

        IOMMU SUBSYSTEM
        M:\tBob Iommu <bob@example.org>
        L:\tiommu@example.org
        F:\tdrivers/iommu/
        X:\tdrivers/iommu/amd/

        AMD IOMMU
        M:\tCleo Amd <cleo@example.org>
        F:\tdrivers/iommu/amd

        POOLS
        M:\tDora Pool <dora@example.org>
        M:\tno address
        F:\tkernel/dma/*pool*.c

        THE REST
        M:\tChief <chief@example.org>
        L:\tall@example.org
        F:\t*
        F:\t*/

        """

    @Test(arguments: [
        (
            "drivers/iommu/dma-iommu.c", ["Ada Iommu <ada@example.org>", "Bob Iommu <bob@example.org>"],
            ["Ray Viewer <ray@example.org>", "iommu@example.org", "all@example.org"]
        ),
        // What an entry leaves out is not its; a folder may stand without its slash.
        ("drivers/iommu/amd/init.c", ["Cleo Amd <cleo@example.org>"], ["all@example.org"]),
        ("drivers/iommu/amd.c", ["Bob Iommu <bob@example.org>"], ["iommu@example.org", "all@example.org"]),
        ("kernel/dma/pool.c", ["Dora Pool <dora@example.org>"], ["all@example.org"]),
        ("kernel/dma/mempool_x.c", ["Dora Pool <dora@example.org>"], ["all@example.org"]),
        ("kernel/dma/pool/x.c", [], ["all@example.org"]),
        ("kernel/dma/pool.h", [], ["all@example.org"]),
    ])
    func whoLooksAfterAFile(file: String, to: [String], cc: [String]) {
        let found = Maintainers(Self.entries).recipients(of: file)
        #expect(found.to == to && found.cc == cc, "\(found)")
    }

    @Test func hostileEntriesEndInTime() {
        let stars = String(repeating: "*a", count: 5000)
        let file = String(repeating: "a", count: 20000) + "b"
        #expect(Maintainers("X\nM:\ta@b\nF:\t\(stars)\n").recipients(of: file).to.isEmpty)
    }

    private func tree(_ scratch: Scratch, _ changes: [String]) throws -> KernelTree {
        let sample = try SampleTree(
            in: scratch, file: "kernel/dma/pool.c", function: "dma_alloc", maintainers: Self.entries, changes: changes)
        return try KernelTree(sample.path)
    }

    @Test func commitsThatChangedAFunctionAlone() async throws {
        let scratch = try Scratch()
        let tree = try tree(scratch, ["one", "two"])
        let found = try await tree.commits(touching: "dma_alloc", in: "kernel/dma/pool.c", after: "6.1", until: "6.12")
        #expect(found?.map(\.title) == ["two", "one"] && found?.allSatisfy { $0.hash.count == 40 } == true)
        // A function whose name begins alike, and what the history does not hold.
        let other = try await tree.commits(
            touching: "dma_alloc_remap", in: "kernel/dma/pool.c", after: "6.1", until: "6.12")
        #expect(other == [])
        for (function, file, after) in [
            ("dma_alloc", "kernel/dma/pool.c", "6.0"), ("dma_all", "kernel/dma/pool.c", "6.1"),
            ("dma_alloc", "kernel/dma/none.c", "6.1"), ("x:/etc/passwd", "kernel/dma/pool.c", "6.1"),
        ] {
            #expect(try await tree.commits(touching: function, in: file, after: after, until: "6.12") == nil)
        }
    }

    /// A tree's own configuration names programs that git would run.
    @Test func nothingOfTheTreeIsRun() async throws {
        let scratch = try Scratch()
        let file = "kernel/dma/pool.c"
        let sample = try SampleTree(
            in: scratch, file: file, function: "dma_alloc", maintainers: Self.entries, changes: ["one"])
        let signature = "-----BEGIN PGP SIGNATURE-----\\n\\nx\\n-----END PGP SIGNATURE-----\\n"
        let trap = try scratch.write(
            "#!/bin/sh\ntouch \(scratch.path)/ran\ncat >/dev/null\necho '[GNUPG:] SIG_CREATED ' >&2\nprintf -- '\(signature)'\n",
            to: "trap")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: trap)
        try sample.sign("two", file: file, by: trap, tag: "v6.12")
        try FileManager.default.removeItem(atPath: "\(scratch.path)/ran")
        let config =
            "[core]\n\tfsmonitor = \(trap)\n\tpager = \(trap)\n[log]\n\tshowSignature = true\n[gpg]\n\tprogram = \(trap)\n"
            + "[diff]\n\texternal = \(trap)\n[diff \"c\"]\n\ttextconv = \(trap)\n"
        try scratch.write(try scratch.text("tree/.git/config") + config, to: "tree/.git/config")
        try scratch.write("*.c diff=c\n", to: "tree/.git/info/attributes")
        let tree = try KernelTree(sample.path)
        let found = try await tree.commits(touching: "dma_alloc", in: file, after: "6.1", until: "6.12")
        #expect(found?.map(\.title) == ["two", "one"] && !scratch.names().contains("ran"), "\(found ?? [])")
    }

    @Test func whatIsNoTreeIsSaid() throws {
        let scratch = try Scratch()
        let error = #expect(throws: ImageError.self) { try KernelTree(scratch.path) }
        #expect(error?.kind == .usage && error?.message.contains("MAINTAINERS") == true)
        try scratch.write(Self.entries, to: "MAINTAINERS")
        #expect(try !KernelTree(scratch.path).hasHistory)
    }
}
