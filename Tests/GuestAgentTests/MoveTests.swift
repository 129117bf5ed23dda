import CProbe
import Glibc
import GuestProtocol
import Testing

@testable import GuestAgent

/// What is moved while it is held, and released.
struct MoveTests: AsksTheProbe {
    let kernel = FakeKernel.guest()

    @Test func aMoveMovesWhatIsDueAtItsStepOnly() throws {
        let said = try talk([
            .map([.sample(7, size: 16384), .sample(8, device: 1)]), .move(step: 2), .move(step: 0), .move(step: 9),
        ])
        #expect(said[1] == .moved([MoveReport(request: 7, result: 0, offset: 8064, length: 4032)]))
        #expect(
            said[2]
                == .moved([
                    MoveReport(request: 7, result: 0, offset: 0, length: 4032),
                    MoveReport(request: 8, result: 0, offset: 0, length: 4032),
                ]))
        #expect(said[3] == .moved([]))
        #expect(kernel.calls("move") == ["move 0 reads 8064+4032", "move 0 reads 0+4032", "move 1 reads 0+4032"])
    }

    @Test func whatADeviceReadIsStoredInTheSlotBehindItsStep() throws {
        let said = try talk([
            .map([.sample(7, .fromDevice), .sample(8, device: 1)]), .move(step: 0), .store(step: 0), .store(step: 1),
        ])
        // The first wrote, so there is nothing of it to store.
        #expect(said[2] == .moved([MoveReport(request: 8, result: 0, offset: 0, length: 4032)]))
        #expect(said[3] == .moved([]))
        #expect(kernel.calls("store 1").last == "store 1 slot 1 4032")
        #expect(kernel.calls("store").filter { $0.hasPrefix("store 0") }.count == 2, "of control alone")
    }

    @Test func theSlotOfALaterStepIsAnotherAndTheFourthStepTakesTheFirstOnesAgain() throws {
        _ = try talk([
            .map([.sample(7, size: 16384)]), .move(step: 2), .store(step: 2), .move(step: 3), .store(step: 3),
        ])
        // Control has the first store, and the last.
        #expect(kernel.calls("store 0 slot").dropFirst().prefix(2) == ["store 0 slot 3 4032", "store 0 slot 1 4032"])
    }

    @Test func aMoveThatFailedIsNeitherStoredNorLookedAt() throws {
        kernel.probe.errors["move"] = [-EFAULT]
        let said = try talk([.map([.sample()]), .move(step: 0), .store(step: 0), .release])
        #expect(said[1] == .moved([MoveReport(request: 7, result: -EFAULT, offset: 0, length: 4032)]))
        #expect(said[2] == .moved([]))
        #expect(kernel.calls("release") == ["release 0 "])
    }

    /// What it is to write then stands where it held what it had read.
    @Test func aDeviceThatHasReadIsLoadedAnewBeforeItWrites() throws {
        let said = try talk([
            .map([.sample(7, .bidirectional)]), .move(step: 0), .move(step: 1), .move(step: 2), .move(step: 3),
            .release,
        ])
        let calls = kernel.calls("load 0 role 3", "move")
        #expect(
            calls == [
                "move 0 reads 0+4032", "move 0 reads 4032+64", "load 0 role 3 nonce 77", "move 0 writes 0+4032",
                "move 0 writes 4032+64",
            ])
        // Its own lines are the last.
        #expect(kernel.calls("release") == ["release 0 0+4032 4032+64"])
        #expect(said.last == .released([ReleaseReport(request: 7, right: 126, wrong: 0)]))
    }

    /// As runs before guest protocol 7 were made.
    @Test func ofSamplesTheWritesBeginAtTheFourthStep() throws {
        _ = try talk([
            .map([.sample(7, .bidirectional, coverage: .samples)]), .move(step: 0), .move(step: 3), .release,
        ])
        let calls = kernel.calls("load 0 role 3", "move")
        #expect(calls == ["move 0 reads 0+4032", "load 0 role 3 nonce 77", "move 0 writes 0+4032"])
    }

    @Test func aDeviceThatCannotBeLoadedAnewDoesNotWrite() throws {
        kernel.probe.errors["load"] = [0, 0, 0, -EBUSY]
        let said = try talk([.map([.sample(7, .bidirectional)]), .move(step: 0), .move(step: 2)])
        #expect(said[2] == .moved([MoveReport(request: 7, result: -EBUSY, offset: 0, length: 4032)]))
        #expect(kernel.calls("move") == ["move 0 reads 0+4032"])
    }

    @Test func aReleaseNamesEveryPageThatWasMovedAndCounts() throws {
        kernel.probe.wrong = 2
        let said = try talk([
            .map([.sample(7, .fromDevice, size: 16384), .sample(8, device: 1)]), .move(step: 0), .move(step: 2),
            .release,
            .release,
        ])
        #expect(kernel.calls("release") == ["release 0 0+4032 8064+4032", "release 1 0+4032"])
        #expect(
            said[3]
                == .released([
                    ReleaseReport(request: 7, right: 126, wrong: 2), ReleaseReport(request: 8, right: 63, wrong: 2),
                ]))
        #expect(said[4] == .released([]))
        #expect(
            kernel.calls(Self.marker + "begin release") == [
                Self.marker + "begin release=7 device=0000:00:05.0",
                Self.marker + "begin release=8 device=0000:00:06.0",
            ])
    }

    /// Between marks of its own, so that the trace shows what the DMA API is asked; once, whatever is moved.
    @Test func whatIsMovedTooLateIsUnmappedBeforeAnythingMoves() throws {
        var late = MapOrder.sample(8, device: 1)
        late.isLate = true
        _ = try talk([.map([.sample(7), late]), .move(step: 0), .move(step: 1), .release])
        let mark = Self.marker + "begin release=8 device=0000:00:06.0"
        let calls = kernel.calls("unmap", "move", "load 1 role 4", mark)
        // It reads once before, for an IOMMU to remember, and holds nothing of that when it reads too late.
        #expect(
            calls.prefix(7) == [
                "load 1 role 4 nonce 88", "move 1 reads 0+4032", "load 1 role 4 nonce 88", mark, "unmap 1",
                "move 0 reads 0+4032", "move 1 reads 0+4032",
            ])
        #expect(calls.filter { $0 == "unmap 1" }.count == 1)
        #expect(kernel.calls("unmap 0").isEmpty)
    }

    /// Bytes that it wrote before would be taken for those that it writes too late.
    @Test func aDeviceThatWritesTooLateWritesNothingBefore() throws {
        var late = MapOrder.sample(7, .fromDevice)
        late.isLate = true
        _ = try talk([.map([late]), .move(step: 0)])
        #expect(kernel.calls("unmap", "move") == ["unmap 0", "move 0 writes 0+4032"])
    }

    @Test func aReadThatFailsBeforeTheUnmapIsAProblem() throws {
        var late = MapOrder.sample()
        late.isLate = true
        kernel.probe.errors["move"] = [-EFAULT]
        let said = try talk([.map([late]), .move(step: 0)])
        #expect(said[1] == .problem("a transfer before the unmap: Bad address"), "\(said)")
    }

    @Test func anUnmapThatFailsIsAProblem() throws {
        var late = MapOrder.sample()
        late.isLate = true
        kernel.probe.errors["unmap"] = [-EBUSY]
        let said = try talk([.map([late]), .move(step: 0)])
        #expect(said[1] == .problem("/dev/dmaroute: unmap: Device or resource busy"), "\(said)")
    }

    @Test func whatWasKeptIsReported() throws {
        kernel.probe.kept = 3
        let said = try talk([.map([.sample(7, .fromDevice)]), .move(step: 0), .release])
        #expect(said.last == .released([ReleaseReport(request: 7, right: 63, wrong: 0, kept: 3)]))
    }

    @Test func aDeviceThatWritesBackwardsHasACallForReading() throws {
        var order = MapOrder.sample(7, .fromDevice)
        order.isBackwards = true
        var asked: dmaroute_map?
        kernel.probe.onMap = { asked = $0 }
        _ = try talk([.map([order]), .move(step: 0)])
        #expect(asked?.direction == DMAROUTE_TO_DEVICE.rawValue && (asked?.flags ?? 0) & 8 != 0)
        #expect(kernel.calls("move") == ["move 0 writes 0+4032"])
    }

    @Test func whatAnAllocationCameWithIsReported() throws {
        kernel.probe.onMap = { $0.unwiped = 5 }
        let said = try talk([.map([.sample()])])
        guard case .mapped(let reports) = said[0] else { throw Problem("no report: \(said)") }
        #expect(reports.map(\.unwiped) == [5])
    }

    @Test(arguments: CallSync.allCases) func theProbeIsToldHowToSync(sync: CallSync) throws {
        var order = MapOrder.sample()
        order.sync = sync
        var asked: UInt32?
        kernel.probe.onMap = { asked = $0.sync }
        _ = try talk([.map([order])])
        #expect(asked == UInt32(sync.rawValue))
    }

    @Test func aReleaseThatFailsIsAProblem() throws {
        kernel.probe.errors["release"] = [-ENOENT]
        #expect(
            try talk([.map([.sample()]), .release]).last
                == .problem("/dev/dmaroute: release: No such file or directory"))
    }
}
