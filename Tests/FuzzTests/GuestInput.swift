import Foundation
import GuestProtocol

/// What a guest puts into the memory that it shares with the harness.
enum GuestInput {
    // Mapped once for the life of the process; inputs come one after the other.
    nonisolated(unsafe) private static let memory = UnsafeMutableRawPointer.allocate(
        byteCount: GuestChannel.bytes, alignment: 4096)
    private static let reports = 1 << 20
    private static let header = 4096

    static func ring(_ bytes: [UInt8]) {
        GuestChannel.format(memory)
        guard var ends = try? GuestChannel.harness(memory), bytes.count >= 8 else { return }
        (memory + reports + 64).copyMemory(from: bytes, byteCount: 8)
        (memory + reports + header).copyMemory(from: Array(bytes.dropFirst(8)), byteCount: bytes.count - 8)
        do throws(ProtocolError) {
            while let frame = try ends.reports.receive() {
                must(frame.count <= Ring.maximumFrame, "a frame has no more than it may")
                self.frame(frame)
            }
        } catch { return }
    }

    static func frame(_ bytes: [UInt8]) {
        if let report = try? Codec.decodeReport(bytes) {
            let again = try? Codec.decodeReport(Codec.encode(report))
            must(again == report, "a report is the same when it was written and read")
        }
        if let command = try? Codec.decodeCommand(bytes) {
            must((try? Codec.decodeCommand(Codec.encode(command))) == command, "a command is the same too")
        }
    }
}
