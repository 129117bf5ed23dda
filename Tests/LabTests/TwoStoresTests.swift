import Foundation
import RouteModel
import Testing

@testable import Lab

/// Guests of a few instructions in the shim's place: they show the machine alone, with no kernel in it.
extension GuestTests {
    @Test(arguments: [(Encryption.sme, 47, 1), (.sev, 51, 1), (.sme, 47, 5)])
    func aCPUsAccessWithTheCBitReachesTheEncryptedStoreOnly(
        _ encryption: Encryption, _ cBit: Int, _ gibibytes: UInt64
    ) throws {
        try Bench.stores(encryption, cBit: cBit, ram: gibibytes << 30) { guest in
            let hits = try Bench.waitForLines(in: guest)
            #expect(hits.map(\.nonce) == [1, 2])
            #expect(hits.map(\.store) == [.plain, .encrypted])
            #expect(hits.map(\.physical) == [0x200_0000, 0x200_0040])
            #expect(guest.read(store: .plain, physical: 0x200_0040, count: 8) == [UInt8](repeating: 0, count: 8))
            let noise = guest.read(store: .encrypted, physical: 0x100_0000, count: 4096)
            #expect(try #require(noise).filter { $0 == 0 }.count < 100, "the encrypted store began as zeroes")
        }
    }

    @Test func storesThatAreOneShowEveryLineInBoth() throws {
        try Bench.stores(.sme, cBit: 47, ram: 1 << 30, alias: true) { guest in
            let hits = try Bench.waitForLines(in: guest)
            #expect(hits.map(\.nonce) == [1, 2, 1, 2])
            #expect(hits.map(\.store) == [.plain, .plain, .encrypted, .encrypted])
            let left = try FileManager.default.contentsOfDirectory(atPath: "/dev/shm")
            #expect(!left.contains { $0.hasPrefix("dmaroute-") && $0.contains(guest.session.root.id) })
        }
    }
}

extension Bench {
    private static let magic: UInt64 = 0x600d_f00d_1234_5678

    static func stores(
        _ encryption: Encryption, cBit: Int, ram: UInt64, alias: Bool = false, _ body: (Guest) throws -> Void
    ) throws {
        let session = try LabSession(options)
        defer { session.close() }
        var spec = try spec("stores", initrd: nil)
        (spec.platform, spec.encryption, spec.addressBit) = (encryption == .sme ? .host : .guest, encryption, cBit)
        (spec.ram, spec.aliasStores) = (ram, alias)
        spec.shim = try stub(cBit: cBit, in: spec.folder)
        spec.packedKernel = spec.shim
        let guest = try session.start(spec)
        try body(guest)
        try guest.end()
    }

    static func waitForLines(in guest: Guest) throws -> [Hit] {
        let end = Wait.until(Deadline(after: .seconds(30)), nil) {
            (try? guest.scan(magic: magic))?.hits.contains { $0.nonce == 2 } == true
        }
        try #require(end == .met, "no line: \(guest.consoleTail)")
        // That look may have passed the plain store before the first line was written, so it is not the one to judge.
        return try guest.scan(magic: magic).hits
    }

    /// A multiboot program that maps 1 GiB from the C-bit on and writes one line below 4 GiB and one above the C-bit.
    private static func stub(cBit: Int, in folder: String) throws -> String {
        let source = """
            .section .mb,"a"
            .long 0x1badb002, 0, -0x1badb002
            .text
            .globl _start
            _start: cli
              movl $tables + 1 + 4096, tables
              movl $tables + 1 + 8192, tables + 8
              xorl %ecx, %ecx
            1: movl %ecx, %eax
              shll $21, %eax
              orl $0x83, %eax
              movl %eax, tables + 4096(,%ecx,8)
              movl %eax, tables + 8192(,%ecx,8)
              movl $\(UInt64(1) << UInt64(cBit - 32)), tables + 8196(,%ecx,8)
              incl %ecx
              cmpl $512, %ecx
              jne 1b
              movl $0x20, %eax
              movl %eax, %cr4
              movl $tables, %eax
              movl %eax, %cr3
              movl %cr0, %eax
              orl $0x80000000, %eax
              movl %eax, %cr0
              movl $\(magic >> 32), 0x2000004
              movl $1, 0x2000008
              movl $\(magic & 0xffff_ffff), 0x2000000
              movl $\(magic >> 32), 0x42000044
              movl $2, 0x42000048
              movl $\(magic & 0xffff_ffff), 0x42000040
            2: hlt
              jmp 2b
            .bss
            .balign 4096
            tables: .skip 12288

            """
        try source.write(toFile: folder + "/stub.S", atomically: true, encoding: .utf8)
        let end = ChildProcess.run(
            [
                "/usr/bin/gcc", "-m32", "-nostdlib", "-static", "-no-pie", "-Wl,-Ttext=0x101000",
                "-Wl,--section-start=.mb=0x100000", "-Wl,--build-id=none", "-o", folder + "/stub", folder + "/stub.S",
            ], output: folder + "/gcc.log", deadline: Deadline(after: .seconds(60)), cancellation: Cancellation())
        let said = SmallFile.read(folder + "/gcc.log", limit: 4096).map { String(decoding: $0, as: UTF8.self) }
        try #require(end == .exited(0), "\(said ?? "")")
        return folder + "/stub"
    }
}
