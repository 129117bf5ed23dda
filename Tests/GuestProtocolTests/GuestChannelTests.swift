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
        #expect(pieces == 29)
    }
}
