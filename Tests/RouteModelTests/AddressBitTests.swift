import Testing

@testable import RouteModel

/// The bit that selects a view of memory, whichever of the two it stands for.
@Suite struct AddressBitTests {
    private static let cBit = AddressBit(position: 47, meaning: .encryptedWhenSet, standsInDMAAddress: true)
    private static let shared = AddressBit(position: 51, meaning: .sharedWhenSet, standsInDMAAddress: true)
    private static let hidden = AddressBit(position: 47, meaning: .sharedWhenSet, standsInDMAAddress: false)

    @Test func theAddressOfEncryptedMemoryHasTheBitByItsMeaning() {
        #expect(Self.cBit.state(encrypted: true) == .set && Self.cBit.state(encrypted: false) == .clear)
        #expect(Self.shared.state(encrypted: true) == .clear && Self.shared.state(encrypted: false) == .set)
        #expect(Self.hidden.state(encrypted: true) == .none && Self.hidden.state(encrypted: false) == .none)
    }

    @Test func theBitAddsToTheAddressWhereItIsSet() {
        #expect(Self.cBit.offset(encrypted: true) == 1 << 47 && Self.cBit.offset(encrypted: false) == 0)
        #expect(Self.shared.offset(encrypted: true) == 0 && Self.shared.offset(encrypted: false) == 1 << 51)
        #expect(Self.hidden.offset(encrypted: true) == 0 && Self.hidden.offset(encrypted: false) == 0)
    }

    @Test func aMaskReachesEncryptedMemoryUnlessItsAddressesPassIt() {
        #expect(Self.cBit.letsReachEncrypted(48) && !Self.cBit.letsReachEncrypted(47))
        #expect(Self.shared.letsReachEncrypted(32) && Self.hidden.letsReachEncrypted(32))
    }

    @Test func anAddressLeadsToTheStoreThatTheMeaningSays() {
        #expect(Self.cBit.store(.set) == .encrypted && Self.cBit.store(.clear) == .plain)
        #expect(Self.shared.store(.set) == .plain && Self.shared.store(.clear) == .encrypted)
        for meaning in AddressBit.Meaning.allCases { #expect(AddressBit.store(.none, meaning) == .plain) }
        for bit in [Self.cBit, Self.shared] {
            #expect(bit.store(bit.state(encrypted: true)) == .encrypted)
            #expect(bit.store(bit.state(encrypted: false)) == .plain)
        }
    }

    @Test func anAddressIsReadAndStrippedOfTheBitWhereItCarriesOne() {
        #expect(Self.cBit.state(of: 1 << 47 | 0x1000) == .set && Self.cBit.removed(from: 1 << 47 | 0x1000) == 0x1000)
        #expect(Self.shared.state(of: 1 << 47) == .clear && Self.shared.removed(from: 1 << 47) == 1 << 47)
        #expect(Self.hidden.state(of: 1 << 47) == .none && Self.hidden.removed(from: 1 << 47) == 1 << 47)
        #expect(Self.cBit.bare == .clear && Self.shared.bare == .clear && Self.hidden.bare == .none)
    }

    @Test func theNameIsTheFields() {
        #expect(Self.cBit.text == "C-bit 47" && Self.shared.text == "shared bit 51")
        #expect(Self.cBit.moved(to: 51).text == "C-bit 51" && Self.cBit.moved(to: 51).meaning == .encryptedWhenSet)
    }

    @Test(arguments: [-1, 0, 63, 64, Int.max, Int.min]) func noPositionTraps(_ position: Int) {
        let bit = Self.cBit.moved(to: position)
        #expect((0...63).contains(bit.position) && bit.removed(from: .max) == .max ^ bit.mask)
    }

    @Test func eachEncryptionOfTheUsualArchitectureHasItsBit() {
        let bits = Encryption.allCases.map { Boot(kernel: "", encryption: $0, ram: gib, cBit: 51).addressBit }
        #expect(bits.map { $0?.text } == [nil] + Array(repeating: "C-bit 51", count: 4) + ["shared bit 51"])
        #expect(bits.map { $0?.standsInDMAAddress } == [nil, true, true, true, true, false])
        #expect(
            Encryption.allCases.filter { $0.hasPlacedBit(on: .usual) } == [.sme, .sev, .sevES, .sevSNP])
    }

    /// A walk gives every address the bit of the memory that it leads to.
    @Test(arguments: Policy.all) func aGuestWithAHiddenBitSeesNone(_ policy: Policy) {
        let boot = Boot(kernel: "", encryption: .tdx, ram: 5 * gib)
        for request in ConfigurationSpace.requests.map(\.value) {
            let point = Point(boot: boot, device: Device(name: "", dmaMask: 64), request: request)
            let routes = policy.predict(point).compactMap(\.allowed).flatMap { $0 }
            #expect(
                routes.allSatisfy { $0.addressBit == BitState.none && ($0.entryBit ?? BitState.none) == BitState.none },
                "\(request)")
        }
    }
}
