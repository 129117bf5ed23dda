import GuestProtocol
import Testing

struct GuestChannelTests {
    @Test func commandsGoOneWayAndReportsTheOther() throws {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: GuestChannel.bytes, alignment: 4096)
        defer { memory.deallocate() }
        GuestChannel.format(memory)
        var harness = try GuestChannel.harness(memory)
        var guest = try GuestChannel.guest(memory)
        #expect(try harness.commands.send([1]))
        #expect(try guest.reports.send([2]))
        #expect(try guest.commands.receive() == [1])
        #expect(try harness.reports.receive() == [2])
        #expect(try guest.commands.receive() == nil)
        #expect(try harness.reports.receive() == nil)
    }

    @Test func theReportRingHoldsALargeTraceInPieces() throws {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: GuestChannel.bytes, alignment: 4096)
        defer { memory.deallocate() }
        GuestChannel.format(memory)
        var guest = try GuestChannel.guest(memory)
        let piece = [UInt8](repeating: 1, count: Ring.maximumFrame)
        var pieces = 0
        while try guest.reports.send(piece) { pieces += 1 }
        #expect(pieces == 13)
    }

    /// A transfer into them must not reach the rings, nor another device's.
    @Test func registersLieBehindTheRingsAndApart() throws {
        let pieces = try (0..<16).map { try #require(GuestChannel.registers(device: $0)) }
        #expect(pieces.allSatisfy { $0.lowerBound % 4096 == 0 && $0.upperBound <= GuestChannel.bytes })
        #expect(zip(pieces, pieces.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
        #expect(GuestChannel.registers(device: 16) == nil && GuestChannel.registers(device: -1) == nil)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: GuestChannel.bytes, alignment: 4096)
        defer { memory.deallocate() }
        memory.initializeMemory(as: UInt8.self, repeating: 7, count: GuestChannel.bytes)
        GuestChannel.format(memory)
        var guest = try GuestChannel.guest(memory)
        while try guest.reports.send([UInt8](repeating: 1, count: Ring.maximumFrame)) {}
        let behind = UnsafeRawBufferPointer(start: memory, count: GuestChannel.bytes)[GuestChannel.registers]
        #expect(behind.allSatisfy { $0 == 7 })
    }
}
