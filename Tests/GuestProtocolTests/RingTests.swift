import Foundation
import GuestProtocol
import TestSupport
import Testing

/// A ring's memory that ends with the test, with a fence behind it that shows a write out of bounds.
final class Memory {
    static let bytes = 4096 + Ring.maximumFrame + 1000
    let base = UnsafeMutableRawPointer.allocate(byteCount: bytes + 64, alignment: 4096)

    init() {
        base.initializeMemory(as: UInt8.self, repeating: 0xee, count: Self.bytes + 64)
        Ring.format(at: base, bytes: Self.bytes)
    }

    var isFenceWhole: Bool {
        (0..<64).allSatisfy { base.load(fromByteOffset: Self.bytes + $0, as: UInt8.self) == 0xee }
    }

    func ends() throws -> (Ring, Ring) {
        (try Ring(at: base, bytes: Self.bytes, produces: true), try Ring(at: base, bytes: Self.bytes, produces: false))
    }

    func set(_ offset: Int, _ value: UInt64) { base.storeBytes(of: value, toByteOffset: offset, as: UInt64.self) }

    deinit { base.deallocate() }
}

struct RingTests {
    @Test func framesArriveInOrderOverManyTurns() throws {
        let memory = Memory()
        var (sender, receiver) = try memory.ends()
        var random = Dice(1)
        var waiting: [[UInt8]] = []
        var moved = 0
        while moved < 20 * Memory.bytes {
            let frame = [UInt8](repeating: random.any(), count: Int(random.next() % 200_000))
            if random.next() % 2 == 0, try sender.send(frame) {
                waiting.append(frame)
            } else if let got = try receiver.receive() {
                #expect(got == waiting.removeFirst())
                moved += got.count
            } else {
                #expect(waiting.isEmpty)
            }
        }
        #expect(memory.isFenceWhole)
    }

    @Test func aFullRingSaysSo() throws {
        let memory = Memory()
        var (sender, receiver) = try memory.ends()
        let frame = [UInt8](repeating: 7, count: Ring.maximumFrame)
        #expect(try sender.send(frame))
        #expect(try !sender.send(frame))
        var patience = 3
        #expect(throws: ProtocolError.full(frame: frame.count)) {
            try sender.send(frame) {
                patience -= 1
                return patience > 0
            }
        }
        #expect(try receiver.receive() == frame)
        #expect(try sender.send(frame))
    }

    @Test func aFrameThatIsTooLongIsRefusedAtBothEnds() throws {
        let memory = Memory()
        var (sender, receiver) = try memory.ends()
        #expect(throws: ProtocolError.frameTooLong(bytes: UInt64(Ring.maximumFrame + 1))) {
            _ = try sender.send([UInt8](repeating: 0, count: Ring.maximumFrame + 1))
        }
        memory.set(4096, 0xffff_ffff)
        memory.set(64, 8)
        #expect(throws: ProtocolError.frameTooLong(bytes: 0xffff_ffff)) { try receiver.receive() }
    }

    @Test func aHeaderOfAnotherKindIsRefused() {
        for (offset, field) in [(0, "magic"), (8, "version"), (16, "capacity")] {
            let memory = Memory()
            memory.set(offset, 77)
            #expect(throws: ProtocolError.badHeader(field: field, value: 77)) { try memory.ends() }
        }
    }

    @Test func anIndexThatCannotBeIsAnError() throws {
        for index in [1, 3, UInt64(Memory.bytes), .max, 1 << 63] {
            let memory = Memory()
            var (_, receiver) = try memory.ends()
            memory.set(64, index)
            #expect(throws: ProtocolError.self) { try receiver.receive() }
        }
        for index in [1, .max, 1 << 63] as [UInt64] {
            let memory = Memory()
            var (sender, _) = try memory.ends()
            memory.set(128, index)
            #expect(throws: ProtocolError.self) { _ = try sender.send([1]) }
        }
    }

    @Test func anIndexThatRunsBackIsAnError() throws {
        let memory = Memory()
        var (sender, receiver) = try memory.ends()
        for _ in 0..<2 { #expect(try sender.send([1, 2, 3])) }
        #expect(try receiver.receive() == [1, 2, 3])
        memory.set(64, 7)
        #expect(throws: ProtocolError.badIndex(write: 7, read: 7, capacity: Memory.bytes - 4096)) {
            try receiver.receive()
        }
    }

    @Test(arguments: [2, 3] as [UInt64])
    func aHostileOtherEndCausesErrorsOnly(seed: UInt64) throws {
        var random = Dice(seed)
        var errors = 0
        for _ in 0..<300 {
            let memory = Memory()
            var (sender, receiver) = try memory.ends()
            for _ in 0..<20 {
                let small = random.next() % 2 == 0
                memory.set([64, 128, 4096, 4104][Int(random.next() % 4)], small ? random.next() % 300 : random.next())
                do {
                    _ = try receiver.receive()
                    _ = try sender.send(random.bytes(upTo: 50))
                } catch {
                    errors += 1
                }
            }
            #expect(memory.isFenceWhole)
        }
        #expect(errors > 1000)
    }

    /// Threads and not tasks: each waits for the other, and on a busy machine tasks share one thread.
    @Test func twoThreadsAgree() throws {
        let memory = Memory()
        let (sender, receiver) = try memory.ends()
        nonisolated(unsafe) let (sending, kept) = (sender, memory)
        let giveUp = ContinuousClock.now + .seconds(120)
        Thread.detachNewThread {
            var ring = sending
            withExtendedLifetime(kept) {
                for number in 0..<20_000 {
                    let frame = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: number % 997)
                    guard (try? ring.send(frame) { .now < giveUp }) != nil else { return }
                }
            }
        }
        var ring = receiver
        var right = 0
        while right < 20_000, .now < giveUp {
            guard let frame = try ring.receive() else { continue }
            guard frame.count == right % 997, frame.allSatisfy({ $0 == UInt8(truncatingIfNeeded: right) }) else {
                break
            }
            right += 1
        }
        #expect(right == 20_000)
    }
}
