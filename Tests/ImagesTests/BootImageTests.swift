import Foundation
import TestSupport
import Testing

@testable import Images

@Suite struct BootImageTests {
    /// A bzImage with one setup sector and this payload at 64 bytes behind it.
    static func image(payload: [UInt8], sectors: UInt8 = 1, version: UInt16 = 0x20f, length: UInt32? = nil) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: (Int(sectors == 0 ? 4 : sectors) + 1) * 512 + 64)
        bytes[0x1f1] = sectors
        put(Array("HdrS".utf8), at: 0x202, in: &bytes)
        put([UInt8(version & 255), UInt8(version >> 8)], at: 0x206, in: &bytes)
        put(little(UInt32(64)), at: 0x248, in: &bytes)
        put(little(length ?? UInt32(payload.count)), at: 0x24c, in: &bytes)
        return bytes + payload + [UInt8](repeating: 0xaa, count: 100)
    }

    static func put(_ piece: [UInt8], at offset: Int, in bytes: inout [UInt8]) {
        bytes.replaceSubrange(offset..<(offset + piece.count), with: piece)
    }

    static func little(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
    static func little(_ value: UInt64) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }

    /// An ELF file for x86-64 with one note segment.
    static func kernel(note type: UInt32 = 18, name: String = "Xen") -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 64 + 56)
        put([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1], at: 0, in: &bytes)
        put([62, 0], at: 18, in: &bytes)
        put(little(UInt64(64)), at: 32, in: &bytes)
        put([56, 0, 1, 0], at: 54, in: &bytes)
        put(little(UInt32(4)), at: 64, in: &bytes)
        put(little(UInt64(120)), at: 72, in: &bytes)
        let label = Array(name.utf8) + [0]
        let note = little(UInt32(label.count)) + little(UInt32(4)) + little(type) + label + little(UInt32(0x100_0000))
        put(little(UInt64(note.count)), at: 96, in: &bytes)
        return bytes + note + (0..<5000).map { UInt8(truncatingIfNeeded: $0) }
    }

    static func compress(_ kernel: [UInt8], _ compression: BootImage.Compression, in scratch: String) async throws
        -> [UInt8]
    {
        try CacheFiles.write(Data(kernel), to: "\(scratch)/kernel")
        let options = compression == .lz4 ? ["-lc"] : ["-c"]
        let packed = try await Tool(name: compression.rawValue, arguments: options, timeLimit: .seconds(30))
            .run(into: .memory(limit: 1 << 20), input: "\(scratch)/kernel").bytes
        return packed + (compression.hasSizeAppended ? little(UInt32(kernel.count)) : [])
    }

    @Test(arguments: BootImage.Compression.allCases)
    func aKernelComesOutAsItWentIn(compression: BootImage.Compression) async throws {
        let scratch = try Scratch()
        let payload = try await Self.compress(Self.kernel(), compression, in: scratch.path)
        try CacheFiles.write(Data(Self.image(payload: payload, sectors: 0)), to: "\(scratch.path)/bzImage")
        try await VmlinuxExtractor(scratch: scratch.path)
            .extract("\(scratch.path)/bzImage", to: "\(scratch.path)/vmlinux")
        #expect(try CacheFiles.read("\(scratch.path)/vmlinux", limit: 1 << 20) == Data(Self.kernel()))
    }

    @Test func aKernelWithoutPVHIsRefused() async throws {
        let scratch = try Scratch()
        for (kernel, words) in [
            (Self.kernel(note: 17), "no PVH entry"), (Self.kernel(name: "xen"), "no PVH entry"),
            ([UInt8](repeating: 7, count: 900), "no ELF file"),
        ] {
            let payload = try await Self.compress(kernel, .xz, in: scratch.path)
            try CacheFiles.write(Data(Self.image(payload: payload)), to: "\(scratch.path)/bzImage")
            let error = await #expect(throws: ImageError.self) {
                try await VmlinuxExtractor(scratch: scratch.path)
                    .extract("\(scratch.path)/bzImage", to: "\(scratch.path)/vmlinux")
            }
            #expect(error?.message.contains(words) == true, "\(String(describing: error))")
        }
    }

    /// The size that is told bounds what is written, whatever the payload holds.
    @Test(arguments: [5000, 5184, 6000]) func aWrongSizeIsRefused(size: Int) async throws {
        let scratch = try Scratch()
        let kernel = Self.kernel()
        let payload = try await Self.compress(kernel, .zstd, in: scratch.path)
        let lying = payload.dropLast(4) + Self.little(UInt32(size))
        try CacheFiles.write(Data(Self.image(payload: Array(lying))), to: "\(scratch.path)/bzImage")
        await #expect(throws: ImageError.self) {
            try await VmlinuxExtractor(scratch: scratch.path)
                .extract("\(scratch.path)/bzImage", to: "\(scratch.path)/vmlinux")
        }
        #expect((FileStamp(of: "\(scratch.path)/vmlinux")?.size ?? 0) <= Int64(max(size, kernel.count)))
    }

    @Test func hostileHeadersAreErrors() throws {
        let payload: [UInt8] = [0x1f, 0x8b] + [UInt8](repeating: 0, count: 30) + [1, 0, 0, 0]
        let good = Self.image(payload: payload)
        #expect(try BootImage(bytes: good).unpackedSize == 1)
        for (bytes, words) in [
            ([], "HdrS"), (Array(good.prefix(0x210)), "within its header"),
            (Array(good.prefix(1100)), "would be bytes"),
            (Self.image(payload: payload, version: 0x207), "2.08"),
            (Self.image(payload: payload, length: .max), "would be bytes"),
            (Self.image(payload: payload, length: 0), "would be bytes"),
            (Self.image(payload: [9] + payload), "unknown way"),
            (Self.image(payload: payload.dropLast(4) + [255, 255, 255, 255]), "no kernel does"),
            (Self.image(payload: payload.dropLast(4) + [0, 0, 0, 0]), "unpack to 0 bytes"),
        ] {
            let error = #expect(throws: ImageError.self) { try BootImage(bytes: bytes) }
            #expect(error?.message.contains(words) == true, "\(words): \(String(describing: error))")
        }
    }

    @Test(arguments: Dice.seeds()) func noBytesAreATrap(seed: Int) {
        var random = Dice(seed)
        let image = Self.image(payload: [0x1f, 0x8b] + [UInt8](repeating: 0, count: 64))
        let kernel = Self.kernel()
        for round in 0..<3000 {
            var (first, second) = (image, kernel)
            for _ in 0..<8 {
                first[Int.random(in: 0x1f0..<0x260, using: &random)] = .random(in: 0...255, using: &random)
                second[Int.random(in: 0..<150, using: &random)] =
                    round % 2 == 0 ? 255 : .random(in: 0...255, using: &random)
            }
            _ = try? BootImage(bytes: first)
            put(&second)
            for bytes in [second, Array(second.prefix(Int.random(in: 0...200, using: &random)))] {
                let file = ELFFile(bytes: bytes)
                _ = (file?.pvhEntry, file?.sections.count, file?.moduleField("vermagic"))
            }
        }
    }

    /// Keeps the mark, so that what follows it is reached.
    private func put(_ bytes: inout [UInt8]) {
        Self.put([0x7f, 0x45, 0x4c, 0x46, 2, 1], at: 0, in: &bytes)
        Self.put([62, 0], at: 18, in: &bytes)
    }
}
