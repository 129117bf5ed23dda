import Foundation
import GuestProtocol
import TestSupport
import Testing

@testable import Lab

@Suite struct RAMTests {
    private let magic: UInt64 = 0xfeed_face_dead_beef

    @Test func linesAreFoundInASparseFileAndMerged() throws {
        let file = try Scratch(bytes: 0xb000_0000)
        try file.put(lines(nonce: 5, role: .original, count: 64), at: 0x5000)
        try file.put(lines(nonce: 6, role: .fromDevice, count: 2), at: 0x8000_0000)
        var damaged = lines(nonce: 7, role: .overwritten, count: 3)
        damaged[64 + 40] ^= 1
        try file.put(damaged, at: 0x20_0000)
        try file.put(lines(nonce: 8, role: .original, count: 1), at: 0x30_0000 + 8)
        let scan = try view(file, ram: 0xb000_0000).scan(magic: magic, deadline: soon, cancellation: Cancellation())
        func hit(_ nonce: UInt64, _ role: LineRole, _ offset: UInt64, _ at: UInt64, _ length: UInt64, _ intact: Bool)
            -> Hit
        {
            Hit(nonce: nonce, role: role, bufferOffset: offset, physical: at, length: length, intact: intact)
        }
        #expect(
            scan.hits == [
                hit(5, .original, 0, 0x5000, 4096, true), hit(7, .overwritten, 0, 0x20_0000, 64, true),
                hit(7, .overwritten, 64, 0x20_0040, 64, false), hit(7, .overwritten, 128, 0x20_0080, 64, true),
                hit(6, .fromDevice, 0, 0x1_0000_0000, 128, true),
            ])
        #expect(!scan.truncated)
    }

    @Test func noHitReachesOverTheEndOfLowMemory() throws {
        let file = try Scratch(bytes: 0xc000_0000)
        try file.put(lines(nonce: 5, role: .original, count: 2), at: 0x8000_0000 - 64)
        let scan = try view(file, ram: 0xc000_0000).scan(magic: magic, deadline: soon, cancellation: Cancellation())
        #expect(scan.hits.map(\.physical) == [0x8000_0000 - 64, 1 << 32])
        #expect(scan.hits.map(\.bufferOffset) == [0, 64])
    }

    @Test func lookingAllocatesNothing() throws {
        let file = try Scratch(bytes: 1 << 30)
        try file.put(lines(nonce: 1, role: .original, count: 1), at: 64 << 20)
        let before = file.allocated
        let scan = try view(file, ram: 1 << 30).scan(magic: magic, deadline: soon, cancellation: Cancellation())
        #expect(scan.hits.count == 1)
        #expect(scan.bytes < 4 << 20)
        #expect(file.allocated == before)
    }

    @Test func memoryFullOfLinesIsBounded() throws {
        let file = try Scratch(bytes: 64 << 20)
        // Each line's offset is far from the one before, so none can be merged.
        var bytes: [UInt8] = []
        for number in 0..<(RAMScan.limit + 1000) {
            bytes += MemoryLine(magic: magic, nonce: 1, role: .original, offset: UInt64(number) * 4096).bytes
        }
        try file.put(bytes, at: 0)
        let scan = try view(file, ram: 64 << 20).scan(magic: magic, deadline: soon, cancellation: Cancellation())
        #expect(scan.truncated)
        #expect(scan.hits.count == RAMScan.limit)
    }

    @Test func hostileHeadersAreNotIntactAndDoNotTrap() throws {
        let file = try Scratch(bytes: 64 << 20)
        var random = Dice(3)
        var bytes: [UInt8] = []
        for _ in 0..<4000 {
            for word in [
                magic, Bool.random(using: &random) ? .max : random.next(),
                Bool.random(using: &random) ? .max : random.next(),
            ] {
                withUnsafeBytes(of: word.littleEndian) { bytes += $0 }
            }
            bytes += (0..<40).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
        try file.put(bytes, at: 0)
        let scan = try view(file, ram: 64 << 20).scan(magic: magic, deadline: soon, cancellation: Cancellation())
        #expect(scan.hits.reduce(0) { $0 + $1.length } == 4000 * 64)
        #expect(scan.hits.allSatisfy { !$0.intact })
    }

    @Test func aFileCutShortUnderALookEndsIt() throws {
        let file = try Scratch(bytes: 64 << 20)
        try file.put(lines(nonce: 1, role: .original, count: 1), at: 32 << 20)
        let view = try view(file, ram: 64 << 20)
        #expect(truncate(file.path, 4096) == 0)
        #expect(try view.scan(magic: magic, deadline: soon, cancellation: Cancellation()).hits.isEmpty)
    }

    @Test func cancellationAndDeadlineEndALook() throws {
        let file = try Scratch(bytes: 64 << 20)
        try file.put([1], at: 0)
        let view = try view(file, ram: 64 << 20)
        let cancelled = Cancellation()
        cancelled.cancel()
        #expect(
            try #require(throws: LabError.self) {
                _ = try view.scan(magic: magic, deadline: soon, cancellation: cancelled)
            }.kind == .cancelled)
        #expect(
            try #require(throws: LabError.self) {
                _ = try view.scan(magic: magic, deadline: Deadline(after: .zero), cancellation: Cancellation())
            }.kind == .limit)
    }

    @Test func q35SplitsItsMemoryAtTwoGiB() {
        let small = RAMFile(size: 0xb000_0000 - 0x10_0000)
        #expect(small.physical(offset: 0xa000_0000) == 0xa000_0000)
        #expect(small.offset(physical: 1 << 32) == nil)
        let large = RAMFile(size: 5 << 30)
        #expect(large.physical(offset: 0x8000_0000) == 1 << 32)
        #expect(large.offset(physical: 0x8000_0000) == nil)
        #expect(large.offset(physical: (1 << 32) + (3 << 30)) == nil)
        #expect(large.offset(physical: (1 << 32) + (3 << 30) - 1) == (5 << 30) - 1)
        #expect(large.offset(physical: .max) == nil)
        #expect(large.physical(offset: 5 << 30) == nil)
    }

    private var soon: Deadline { Deadline(after: .seconds(60)) }

    private func view(_ file: Scratch, ram: UInt64) throws -> RAMView {
        RAMView(plain: try MemoryFile(path: file.path, layout: RAMFile(size: ram)))
    }

    private func lines(nonce: UInt64, role: LineRole, count: Int) -> [UInt8] {
        (0..<count).flatMap { MemoryLine(magic: magic, nonce: nonce, role: role, offset: UInt64($0 * 64)).bytes }
    }
}

/// A sparse file that goes with the test.
final class Scratch {
    let path: String
    private let handle: FileHandle

    init(bytes: UInt64) throws {
        path = NSTemporaryDirectory() + "/ram-\(UUID().uuidString)"
        try #require(FileManager.default.createFile(atPath: path, contents: nil))
        handle = try #require(FileHandle(forUpdatingAtPath: path))
        try handle.truncate(atOffset: bytes)
    }

    deinit { unlink(path) }

    func put(_ bytes: [UInt8], at offset: UInt64) throws {
        try handle.seek(toOffset: offset)
        try handle.write(contentsOf: Data(bytes))
    }

    var allocated: Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_blocks) : -1
    }
}
