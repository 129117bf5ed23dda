import Evidence
import RouteModel
import Testing

@testable import Verdict

/// Verdicts where a bit of the address selects the memory.
@Suite struct EncryptedJudgeTests {
    private static let bit: UInt64 = 1 << 47

    private func point(
        _ platform: Platform, _ encryption: Encryption, _ viommu: VIOMMU = .none, cmdline: String = "",
        address: HandedAddress = .mapped
    ) -> Point {
        Point(
            boot: Boot(
                kernel: "linux-7.3", platform: platform, encryption: encryption, viommu: viommu, cmdline: cmdline,
                ram: 1 << 30),
            device: Device(name: "edu64", dmaMask: 64),
            request: Request(
                kind: .mapSingle, size: 4096, direction: .fromDevice, place: .below4G, address: address))
    }

    private func side(
        _ path: Path, _ cBit: CBit, _ memory: MemoryState, entry: CBit? = nil, loss: String? = nil
    ) -> Side {
        .saw(
            SideView(
                paths: [path], cBit: cBit, memory: memory, pteCBit: entry, loss: loss,
                top: cBit == .set ? Self.bit | 0x800_0fff : 0x800_0fff, says: "saw it"))
    }

    private func judge(_ point: Point, guest: Side, device: Side, data: DataCheck = .intact) throws -> Judgement {
        let observation = Observation(
            cell: "cell", guest: guest, device: device, data: data, buffer: [0x800_0000...0x800_0fff], saidBefore: [])
        return try #require(Policy.named("linux-7.3").map { Judge(policy: $0) }).judge(
            point, observation, facts: Facts(saidBefore: Said()))
    }

    @Test func theCBitDecidesBesideThePath() throws {
        let right = side(.direct, .set, .encrypted)
        let agreed = try judge(point(.host, .sme), guest: right, device: right)
        #expect(agreed.verdict == .agree && agreed.sides == 2 && agreed.route?.cBit == .set && agreed.cause == nil)
        let clear = try judge(point(.host, .sme), guest: right, device: side(.direct, .clear, .encrypted))
        #expect(clear.verdict == .forbidden)
        let decrypted = try judge(point(.host, .sme), guest: side(.direct, .set, .decrypted), device: right)
        #expect(decrypted.verdict == .forbidden)
    }

    @Test func thePageTableEntryDecidesToo() throws {
        let guest = side(.translated, .clear, .encrypted)
        let agreed = try judge(
            point(.host, .sme, .amd), guest: guest, device: side(.translated, .clear, .encrypted, entry: .set))
        #expect(agreed.verdict == .agree && agreed.route?.pteCBit == .set)
        let bare = try judge(
            point(.host, .sme, .amd), guest: guest, device: side(.translated, .clear, .encrypted, entry: .clear))
        #expect(bare.verdict == .forbidden)
    }

    @Test func bytesThatShouldHaveArrivedAreCorrupted() throws {
        let right = side(.direct, .set, .encrypted)
        let judgement = try judge(point(.host, .sme), guest: right, device: right, data: .corrupted("they did not"))
        #expect(judgement.verdict == .corrupted && judgement.cause == "they did not")
    }

    /// A private page behind virtio-iommu in a guest: the policy itself says that its bytes are lost.
    @Test func aLossThatWasPredictedAgreesAndItsAbsenceDoesNot() throws {
        let lost = side(.translated, .clear, .encrypted, entry: .clear)
        let agreed = try judge(
            point(.guest, .sev, .virtio), guest: lost, device: lost, data: .corrupted("the other store"))
        #expect(agreed.verdict == .agree && agreed.cause == "the other store")
        let arrived = try judge(point(.guest, .sev, .virtio), guest: lost, device: lost)
        #expect(arrived.verdict == .forbidden)
    }

    @Test func aDriverThatHandsOverARawAddressIsAtFault() throws {
        let raw = point(.host, .sme, address: .physical)
        let guest = side(.direct, .set, .encrypted)
        let device = side(.direct, .clear, .encrypted, loss: "the plain store")
        let lost = try judge(raw, guest: guest, device: device, data: .corrupted("the plain store"))
        #expect(lost.verdict == .corrupted && lost.wrong == .driver)
        #expect(lost.cause?.contains("physical address") == true && lost.cause?.contains("plain store") == true)
        let arrived = try judge(raw, guest: guest, device: side(.direct, .clear, .encrypted))
        #expect(arrived.verdict == .forbidden && arrived.reason.contains { $0.contains("two stores are one") })
    }

    @Test func aRefusalHasItsCause() throws {
        let refused = Side.saw(SideView(paths: [.refused], message: .dmaAddrOverflow, says: "refused"))
        let judgement = try judge(
            point(.guest, .sev, cmdline: "swiotlb=noforce"), guest: refused, device: refused, data: .nothingMoved)
        #expect(judgement.verdict == .agree, "\(judgement.reason)")
        #expect(judgement.cause?.contains("dma-addr-overflow") == true)
        #expect(judgement.cause?.contains("There is no pool.") == true, "\(judgement.cause ?? "")")
    }
}
