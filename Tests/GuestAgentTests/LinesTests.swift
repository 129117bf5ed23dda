import GuestProtocol
import Testing

@testable import GuestAgent

@Suite struct LinesTests {
    private static let lines = Lines(
        order: DriveOrder(request: 1, slot: "0000:00:04.0", modules: [], bytes: 512, nonce: 7), magic: 3,
        role: .original)

    private static func memory(first: Int = 0) -> [UInt8] {
        var memory = [UInt8](repeating: 0, count: 512)
        memory.withUnsafeMutableBytes { lines.fill($0, first: first) }
        return memory
    }

    @Test func whatWasWrittenIsCounted() {
        #expect(Self.memory().withUnsafeBytes { Self.lines.count(in: $0) } == 8)
        #expect(Self.memory(first: 64).withUnsafeBytes { Self.lines.count(in: $0, first: 64) } == 8)
    }

    @Test func aChangedByteOrAnotherPlaceIsNoLine() {
        var changed = Self.memory()
        changed[511] ^= 1
        #expect(changed.withUnsafeBytes { Self.lines.count(in: $0) } == 7)
        #expect(Self.memory(first: 64).withUnsafeBytes { Self.lines.count(in: $0) } == 0)
        let other = Lines(order: Self.lines.order, magic: 3, role: .fromDevice)
        #expect(Self.memory().withUnsafeBytes { other.count(in: $0) } == 0)
        #expect([UInt8](repeating: 0, count: 512).withUnsafeBytes { Self.lines.count(in: $0) } == 0)
    }

    @Test func linesOfAnotherRunAreNone() {
        let other = Lines(order: Self.lines.order, magic: 4, role: .original)
        #expect(Self.memory().withUnsafeBytes { other.count(in: $0) } == 0)
    }
}
