import GuestProtocol
import RouteModel
import Testing

@testable import Evidence

/// What only the device writes is bounced by 6.1 through a copy that holds no byte of the CPU's, on a host with two stores.
@Suite struct WipedCopyTests {
    private typealias Host = TwoStoreHost
    private static let copy: UInt64 = 0x3a0_0000
    private static let iova: UInt64 = 0xffff_f000
    private static let length: UInt32 = 512

    /// The device's bytes.
    private static func run(_ store: Store, length: UInt32 = length) -> MemoryRun {
        Host.run(.fromDevice, store, at: copy, length: UInt64(length))
    }

    /// - Parameter moved: where the device's bytes stand afterwards.
    private static func seen(
        _ moved: MemoryRun, right: UInt32 = 0, leadsTo physical: UInt64 = Host.bit | copy
    ) throws -> (side: Side, data: DataCheck) {
        let held = Host.run(.overwritten, .encrypted, length: UInt64(length))
        let boot = Host.boot(
            fromDevice: true, size: length, buffer: Host.page, address: iova, length: length, moved: [held, moved],
            right: right, wrong: 8 - right)
        return try Host.seen(
            boot, trace: "amdvi_translation_result devid: 00:10.0 gpa \(hex(iova)) hpa \(hex(physical))\n")
    }

    @Test func theDevicesOwnLinesAndQEMUsTraceTellWhereItWent() throws {
        let seen = try Self.seen(Self.run(.encrypted))
        let view = try #require(seen.side.view, "\(seen.side)")
        #expect(view.paths == [.translatedBounce] && view.addressBit == .clear && view.entryBit == .set)
        #expect(view.store == .encrypted && view.top == Self.iova + UInt64(Self.length) - 1)
        // Where the CPU looks is for the guest's page table to say.
        #expect(view.memory == nil && view.loss == nil && view.broken == nil)
        #expect(view.says.contains("which is a copy of the buffer at 0x3a00000 in the encrypted store"))
        #expect(view.lines.count == 1 && view.lines.first?.contains("amdvi_translation_result") == true)
        guard case .lost(let why) = seen.data else { Issue.record("\(seen.data)"); return }
        #expect(why.contains("the CPU finds none of the bytes"))
    }

    @Test func aCopyInTheStoreWhereTheCPULooksArrives() throws {
        let seen = try Self.seen(Self.run(.plain), right: 8, leadsTo: Self.copy)
        #expect(seen.side.view?.store == .plain && seen.side.view?.entryBit == .clear && seen.data == .intact)
        // A part of it is neither.
        let part = try Self.seen(Self.run(.plain), right: 7, leadsTo: Self.copy)
        guard case .corrupted = part.data else { Issue.record("\(part.data)"); return }
    }

    @Test func bytesThatDidNotComeAlongAreMissed() throws {
        let seen = try Self.seen(Self.run(.encrypted, length: Self.length - 64))
        #expect(seen.side.view?.broken?.contains("64 did not arrive") == true)
        guard case .corrupted = seen.data else { Issue.record("\(seen.data)"); return }
    }

    @Test(arguments: [
        // Bytes in the store that the entry does not lead to, and an entry that leads elsewhere.
        (Store.plain, Host.bit | copy), (.encrypted, copy), (.encrypted, Host.bit | Host.page + 0x10_0000),
    ])
    func aTranslationThatDoesNotLeadThereTellsNothing(store: Store, physical: UInt64) throws {
        let seen = try Self.seen(Self.run(store), leadsTo: physical)
        guard case .missing = seen.side else { Issue.record("\(seen.side)"); return }
    }
}
