import RouteModel
import Testing

@testable import Evidence

/// What an address and what QEMU's traces mean where memory is encrypted.
@Suite struct AddressSpaceTests {
    private static let host = AddressSpace(
        Boot(kernel: "", platform: .host, encryption: .sme, ram: 1 << 30), isActive: true)
    private static let plain = AddressSpace(Boot(kernel: "", ram: 1 << 30), isActive: false)

    @Test func aBitOfTheAddressSelectsTheStore() {
        #expect(Self.host.state(0x8000_0000_1000) == .set && Self.host.store(0x8000_0000_1000) == .encrypted)
        #expect(Self.host.state(0x1000) == .clear && Self.host.store(0x1000) == .plain)
        #expect(Self.host.physical(0x8000_0000_1000) == 0x1000)
        #expect(
            Self.plain.state(0x8000_0000_1000) == .none && Self.plain.physical(0x8000_0000_1000) == 0x8000_0000_1000)
        #expect(AddressSpace(nil, isActive: true).state(.max) == .none)
    }

    @Test func aSharedBitSelectsThePlainStore() {
        let realm = AddressSpace(AddressBit(position: 47, meaning: .sharedWhenSet, standsInDMAAddress: true))
        #expect(realm.state(0x8000_0000_1000) == .set && realm.store(0x8000_0000_1000) == .plain)
        #expect(realm.state(0x1000) == .clear && realm.store(0x1000) == .encrypted)
        #expect(realm.physical(0x8000_0000_1000) == 0x1000 && realm.bare == .clear && realm.bitName == "shared bit")
        #expect(realm.memory(entry: 0x8000_8000_0000_1163) == .decrypted)
        #expect(realm.memory(entry: 0x8000_0000_0000_1163) == .encrypted && realm.memory(entry: 0) == nil)
    }

    @Test func aBitThatAddressesDoNotCarryTellsNothing() {
        let guest = AddressSpace(Boot(kernel: "", encryption: .tdx, ram: 1 << 30), isActive: true)
        #expect(guest.isPlain && guest.state(.max) == .none && guest.physical(.max) == .max && guest.mask == 0)
        #expect(guest.store(.max) == .plain && guest.memory(entry: 0x8000_8000_0000_1163) == .ordinary)
    }

    @Test func anEntryTellsWhetherItsPageIsEncrypted() {
        #expect(Self.host.memory(entry: 0x8000_8000_0000_1163) == .encrypted)
        #expect(Self.host.memory(entry: 0x8000_0000_0000_1163) == .decrypted)
        #expect(Self.host.memory(entry: 0) == nil && Self.plain.memory(entry: 0) == .ordinary)
    }

    @Test func amdsTranslationKeepsTheEntrysCBit() {
        let trace = DeviceTrace(
            Array(
                """
                10343@1795399781.946523:amdvi_translation_result devid: 00:10.0 gpa 0xffffd000 hpa 0x8000066f4000
                10343@1795399782.227524:amdvi_iotlb_hit hit iotlb devid 00:11.0 gpa 0xffffb000 hpa 0x66d8000
                10343@1795399782.416475:amdvi_translation_result devid: 00:1x.0 gpa 0xffff hpa

                """.utf8))
        let bit: UInt64 = 1 << 47
        let found = trace.translation(of: 0xffff_d040, to: 0x66f_4040, slot: "0000:00:10.0", bit: bit)
        #expect(found?.physical == 0x8000_066f_4000)
        // The page may be larger than 4 KiB: its first address is what QEMU prints.
        #expect(trace.translation(of: 0xffff_d040, to: 0x66f_5040, slot: "0000:00:10.0", bit: bit) != nil)
        #expect(trace.translation(of: 0xffff_d040, to: 0x66f_6040, slot: "0000:00:10.0", bit: bit) == nil)
        #expect(trace.translation(of: 0xffff_d040, to: 0x66f_4040, slot: "0000:00:10.0") == nil)
        #expect(
            trace.translation(of: 0xffff_b000, to: 0x66d_8000, slot: "0000:00:11.0", bit: bit)?.physical == 0x66d_8000)
        #expect(trace.translations.count == 2)
    }

    @Test func virtiosTranslationIsExact() {
        let trace = DeviceTrace(Array("virtio_iommu_translate_out 0xfffff002 -> 0x60c5002 for sid=128\n".utf8))
        #expect(trace.translation(of: 0xffff_f002, to: 0x60c_5002, slot: "0000:00:10.0") != nil)
        #expect(trace.translation(of: 0xffff_f002, to: 0x60c_5002, slot: "0000:00:11.0") == nil)
    }
}
