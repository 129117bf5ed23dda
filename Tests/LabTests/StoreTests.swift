import GuestProtocol
import RouteModel
import Testing

@testable import Lab

@Suite struct StoreTests {
    private let magic: UInt64 = 0xfeed_face_dead_beef

    @Test func aHitNamesItsStoreAndAddressesAreWithoutTheCBit() throws {
        let (plain, encrypted, view) = try stores(ram: 0xc000_0000)
        try plain.put(line(1), at: 0x5000)
        // High RAM lies behind low RAM in one file, and at its address in the other.
        try plain.put(line(2), at: 0x8000_0000)
        try encrypted.put(line(3), at: 0x5000)
        try encrypted.put(line(4), at: 1 << 32)
        let scan = try view.scan(magic: magic, deadline: Deadline(after: .seconds(60)), cancellation: Cancellation())
        #expect(scan.hits.map(\.nonce) == [1, 2, 3, 4])
        #expect(scan.hits.map(\.store) == [.plain, .plain, .encrypted, .encrypted])
        #expect(scan.hits.map(\.physical) == [0x5000, 1 << 32, 0x5000, 1 << 32])
    }

    @Test func linesOfTwoStoresAreNeverOneHit() throws {
        let (plain, encrypted, view) = try stores(ram: 64 << 20)
        let two = line(1) + MemoryLine(magic: magic, nonce: 1, role: .original, offset: 64).bytes
        try plain.put(Array(two.prefix(64)), at: 0x1000)
        try encrypted.put(Array(two.suffix(64)), at: 0x1040)
        let scan = try view.scan(magic: magic, deadline: Deadline(after: .seconds(60)), cancellation: Cancellation())
        #expect(scan.hits.map(\.length) == [64, 64])
    }

    @Test func bytesAreReadFromTheStoreThatWasNamed() throws {
        let (plain, encrypted, view) = try stores(ram: 0xc000_0000)
        try plain.put([1, 2, 3], at: 0x8000_0000)
        try encrypted.put([4, 5, 6], at: 1 << 32)
        #expect(view.read(store: .plain, physical: 1 << 32, count: 3) == [1, 2, 3])
        #expect(view.read(store: .encrypted, physical: 1 << 32, count: 3) == [4, 5, 6])
        #expect(view.read(store: .plain, physical: 0x9000_0000, count: 1) == nil)
        #expect(view.read(store: .plain, physical: 0x8000_0000 - 1, count: 2) == nil)
        #expect(view.read(store: .encrypted, physical: (1 << 32) + (1 << 30) - 1, count: 2) == nil)
        #expect(view.read(store: .encrypted, physical: .max, count: 1) == nil)
        #expect(view.read(store: .plain, physical: 0, count: -1) == nil)
        #expect(view.read(store: .plain, physical: 0, count: .max) == nil)
        #expect(view.read(store: .plain, physical: 0, count: 0) == [])
        let one = RAMView(plain: try MemoryFile(path: plain.path, layout: RAMFile(size: 0xc000_0000)))
        #expect(one.read(store: .encrypted, physical: 0, count: 1) == nil)
    }

    @Test func fillingTouchesBothEndsAndNothingBetween() throws {
        let file = try Scratch(bytes: 1 << 30)
        let memory = try MemoryFile(path: file.path, layout: RAMFile(flat: 1 << 30), writable: true)
        try StoreFill.fill(memory, lowEnd: 1 << 30)
        #expect(file.allocated * 512 < (129 << 20))
        let view = RAMView(plain: memory, encrypted: memory)
        func zeroes(_ at: UInt64) throws -> Int {
            try #require(view.read(store: .encrypted, physical: at, count: 4096)).filter { $0 == 0 }.count
        }
        for at: UInt64 in [0, 16 << 20, (32 << 20) - 4096, (1 << 30) - (96 << 20), (1 << 30) - 4096] {
            #expect(try zeroes(at) < 100)
        }
        #expect(try zeroes(32 << 20) == 4096)
        #expect(StoreFill.ranges(lowEnd: 64 << 20) == [0..<(64 << 20)])
        #expect(throws: LabError.self) {
            try StoreFill.fill(MemoryFile(path: file.path, layout: RAMFile(flat: 1 << 30)), lowEnd: 1 << 30)
        }
    }

    @Test func aFileIsKnownByWhatIsMappedAtAnAddress() throws {
        let maps = """
            7f0000000000-7f0040000000 rw-s 00000000 00:01 1034                       /memfd:memory-backend-memfd (deleted)
            7f0040000000-7f0080000000 rw-s 00000000 00:01 1035                       /memfd:memory-backend-memfd (deleted)
            7f0080000000-7f00c0000000 rw-s 40000000 00:01 1035                       /memfd:memory-backend-memfd (deleted)
            7f00c0000000-7f00d0000000 rw-p 00000000 00:00 0
            """
        #expect(MappedFile.find(0x7f00_0000_0000, in: maps)?.inode == 1034)
        #expect(MappedFile.find(0x7f00_4000_0000, in: maps)?.inode == 1035)
        #expect(MappedFile.find(0x7f00_4000_0000, in: maps)?.name == "/memfd:memory-backend-memfd (deleted)")
        #expect(MappedFile.find(0x7f00_8000_0000, in: maps) == nil)
        #expect(MappedFile.find(0x7f00_c000_0000, in: maps) == nil)
        #expect(MappedFile.find(0x7f00_0000_1000, in: maps) == nil)
        #expect(HostAddress.read("Host virtual address for 0x0 (pc.ram) is 0x7f0000000000\r\n") == 0x7f00_0000_0000)
        #expect(HostAddress.read("No memory is mapped at address 0x800000000000") == nil)
    }

    @Test func aQueueIsReadFromWhatQEMUSays() {
        let text = """
            {"return":{"signalled-used":1,"inuse":0,"name":"virtio-blk","vring-align":4096,"vring-desc":5368709120,\
            "signalled-used-valid":false,"vring-num-default":256,"vring-avail":5368713216,"queue-index":0,\
            "last-avail-idx":7,"vring-used":5368713792,"used-idx":7,"vring-num":256},"id":"libvirt-9"}
            """
        let queue = QueueStatus.read(text)?.queue(0)
        #expect(queue?.descriptors == 0x1_4000_0000)
        #expect(queue?.available == 0x1_4000_1000)
        #expect(queue?.used == 0x1_4000_1240)
        #expect(queue?.lastAvailable == 7)
        #expect(queue?.size == 256)
        #expect(QueueStatus.read(text.replacing("5368709120", with: "0"))?.queue(0) == nil)
        #expect(QueueStatus.read(text.replacing("5368709120", with: "-1")) == nil)
        #expect(QueueStatus.read(#"{"error":{"class":"GenericError","desc":"no"}}"#)?.error != nil)
    }

    private func stores(ram: UInt64) throws -> (Scratch, Scratch, RAMView) {
        let (plain, encrypted) = (try Scratch(bytes: ram), try Scratch(bytes: RAMLayout(ram: ram).end))
        let view = RAMView(
            plain: try MemoryFile(path: plain.path, layout: RAMFile(size: ram)),
            encrypted: try MemoryFile(path: encrypted.path, layout: RAMFile(flat: RAMLayout(ram: ram).end)))
        return (plain, encrypted, view)
    }

    private func line(_ nonce: UInt64) -> [UInt8] {
        MemoryLine(magic: magic, nonce: nonce, role: .original, offset: 0).bytes
    }
}
