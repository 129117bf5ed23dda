import GuestProtocol
import RouteModel
import Testing

@testable import Evidence

/// Bytes of a request on a machine with two stores: which of them are lost, and whether as a whole.
@Suite struct LossTests {
    private typealias Host = TwoStoreHost

    private static func run(
        _ role: LineRole, _ store: Store, at physical: UInt64 = Host.page, offset: UInt64 = 0, length: UInt64 = 4032,
        intact: Bool = true
    ) -> MemoryRun {
        Host.run(role, store, at: physical, offset: offset, length: length, intact: intact)
    }

    /// One transfer of a page.
    private static func boot(
        fromDevice: Bool, address: UInt64, handsPhysical: Bool = false, moved: [MemoryRun], right: UInt32,
        wrong: UInt32
    ) -> BootEvidence {
        Host.boot(
            fromDevice: fromDevice, size: 4096, buffer: address, address: address, length: 4032,
            handsPhysical: handsPhysical, moved: moved, right: right, wrong: wrong)
    }

    @Test func allInTheOtherStoreIsAWholeLoss() throws {
        let lost = try Host.seen(
            Self.boot(
                fromDevice: true, address: Host.page,
                moved: [Self.run(.overwritten, .encrypted, length: 4096), Self.run(.fromDevice, .plain)], right: 0,
                wrong: 63))
        guard case .lost = lost.data else { Issue.record("\(lost)"); return }
        #expect(lost.side.view?.store == .plain && lost.side.view?.addressBit == .clear)
    }

    @Test(
        arguments: [
            // The last line is missing, one is broken, some reached the page itself, the CPU found one.
            ([run(.fromDevice, .plain, length: 3968)], 0),
            (
                [
                    run(.fromDevice, .plain, length: 1024),
                    run(.fromDevice, .plain, offset: 1024, length: 64, intact: false),
                ], 0
            ),
            ([run(.fromDevice, .plain), run(.fromDevice, .encrypted, offset: 2048, length: 64)], 0),
            ([run(.fromDevice, .plain)], 1),
        ] as [([MemoryRun], UInt32)])
    func aPartOfItIsCorruption(moved: [MemoryRun], right: UInt32) throws {
        let seen = try Host.seen(
            Self.boot(fromDevice: true, address: Host.page, moved: moved, right: right, wrong: 63 - right))
        guard case .corrupted(let why) = seen.data else { Issue.record("\(seen)"); return }
        #expect(why.contains("and yet"))
    }

    @Test func whatTheDeviceReadElsewhereIsLostAsAWholeOrInPart() throws {
        let own = Self.run(.overwritten, .encrypted, length: 4096)
        let lost = try Host.seen(
            Self.boot(fromDevice: false, address: Host.page, moved: [own], right: 63, wrong: 0))
        guard case .lost = lost.data else { Issue.record("\(lost)"); return }
        let stored = Self.run(.overwritten, .encrypted, at: 0x200_0000, offset: 512, length: 64)
        for (moved, wrong) in [([own, stored], UInt32(0)), ([own], 1)] {
            let part = try Host.seen(
                Self.boot(fromDevice: false, address: Host.page, moved: moved, right: 63 - wrong, wrong: wrong))
            guard case .corrupted = part.data else { Issue.record("\(part)"); return }
        }
    }

    private static let fault = "amdvi_translation_result devid: 00:10.0 gpa 0x69f0000 hpa 0x0\n"

    @Test(arguments: [true, false]) func anIOMMUThatRefusesARawAddressMovesNothing(fromDevice: Bool) throws {
        let own = Self.run(.overwritten, .encrypted, length: 4096)
        func boot(handsPhysical: Bool, _ moved: [MemoryRun]) -> BootEvidence {
            Self.boot(
                fromDevice: fromDevice, address: Host.page, handsPhysical: handsPhysical, moved: moved,
                right: fromDevice ? 0 : 63, wrong: fromDevice ? 63 : 0)
        }
        let raw = try Host.seen(boot(handsPhysical: true, [own]), trace: Self.fault)
        guard case .lost(let why) = raw.data else { Issue.record("\(raw)"); return }
        #expect(why.contains("IOMMU refused the address 0x69f0000") && why.contains("nothing was moved"))
        // What the DMA API itself gave must not be refused.
        let mapped = try Host.seen(boot(handsPhysical: false, [own]), trace: Self.fault)
        guard case .missing(let absent) = mapped.side else { Issue.record("\(mapped)"); return }
        #expect(absent.contains("IOMMU refused"))
        // Bytes that stand somewhere all the same were moved.
        let elsewhere = Self.run(fromDevice ? .fromDevice : .overwritten, .plain, at: 0x300_0000)
        let moved = try Host.seen(boot(handsPhysical: true, [own, elsewhere]), trace: Self.fault)
        if case .lost = moved.data { Issue.record("\(moved)") }
    }

    @Test func aPageInBothStoresTellsThatTheyAreOne() {
        let boot = { (moved: [MemoryRun]) in
            Self.boot(fromDevice: true, address: Host.page, moved: moved, right: 0, wrong: 63)
        }
        #expect(boot([Self.run(.fromDevice, .plain), Self.run(.overwritten, .encrypted)]).oneStore == nil)
        let one = boot([Self.run(.fromDevice, .plain), Self.run(.fromDevice, .encrypted)]).oneStore
        #expect(one == "the two stores show the same bytes at the same place, 0x69f0000: they are one")
        #expect(boot([Self.run(.fromDevice, .plain), Self.run(.fromDevice, .encrypted, at: 0x1000)]).oneStore == nil)
    }

    /// A machine that could encrypt and whose kernel does not: no address has the bit, and memory is ordinary.
    @Test func whereTheKernelDoesNotEncryptNoAddressHasTheBit() {
        let machine = Boot(kernel: "", platform: .host, encryption: .sme, ram: 1 << 30)
        let space = AddressSpace(machine, isActive: false)
        #expect(space.state(Host.bit | Host.page) == .none && space.bare == .none)
        #expect(space.memory(entry: 0x163) == .ordinary && space.memory(in: .plain) == .ordinary)
        // Its bytes in the other store all the same would contradict that.
        #expect(space.memory(in: .encrypted) == .encrypted)
    }
}
