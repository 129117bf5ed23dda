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
        _ path: Path, _ addressBit: BitState, _ memory: MemoryState, entry: BitState? = nil, store: Store? = nil,
        loss: String? = nil
    ) -> Side {
        .saw(
            SideView(
                paths: [path], addressBit: addressBit, memory: memory, entryBit: entry, store: store, loss: loss,
                top: addressBit == .set ? Self.bit | 0x800_0fff : 0x800_0fff, says: "saw it"))
    }

    private func judge(
        _ point: Point, guest: Side, device: Side, data: DataCheck = .intact, oneStore: String? = nil
    ) throws -> Judgement {
        var observation = Observation(
            cell: "cell", guest: guest, device: device, data: data, buffer: [0x800_0000...0x800_0fff], saidBefore: [])
        observation.oneStore = oneStore
        return try #require(Policy.named("linux-7.3").map { Judge(policy: $0) }).judge(
            point, observation, facts: Facts(saidBefore: Said()))
    }

    @Test func theCBitDecidesBesideThePath() throws {
        let right = side(.direct, .set, .encrypted)
        let agreed = try judge(point(.host, .sme), guest: right, device: right)
        #expect(
            agreed.verdict == .agree && agreed.sides == 2 && agreed.route?.addressBit == .set && agreed.cause == nil)
        for wrong in [side(.direct, .clear, .encrypted), side(.direct, .set, .decrypted)] {
            #expect(try judge(point(.host, .sme), guest: wrong, device: wrong).verdict == .forbidden)
        }
    }

    /// Whatever is allowed, one DMA has one C-bit and one state of its memory.
    @Test func sidesThatContradictEachOtherInABitDisagree() throws {
        let right = side(.direct, .set, .encrypted)
        for wrong in [side(.direct, .clear, .encrypted), side(.direct, .set, .decrypted)] {
            for (guest, device) in [(right, wrong), (wrong, right)] {
                let judgement = try judge(point(.host, .sme), guest: guest, device: device)
                #expect(judgement.verdict == .sidesDisagree && judgement.wrong == .harness)
                #expect(judgement.reason.first?.contains("cannot be both") == true)
            }
        }
        // A side that cannot tell contradicts nothing.
        let silent = Side.saw(SideView(paths: [.direct], addressBit: .set, says: "cannot tell"))
        #expect(try judge(point(.host, .sme), guest: silent, device: right).verdict == .agree)
    }

    @Test func aStoreThatTheAddressDoesNotReachIsForbidden() throws {
        let guest = side(.direct, .set, .encrypted)
        for (store, verdict) in [(Store.encrypted, Verdict.agree), (.plain, .forbidden)] {
            let device = side(.direct, .set, .encrypted, store: store)
            #expect(try judge(point(.host, .sme), guest: guest, device: device).verdict == verdict)
        }
    }

    /// One finding for the boot, and the cells fail that rest on what it takes away.
    @Test func oneStoreForBothViewsFailsWhatRestsOnTheirDifference() throws {
        let right = side(.direct, .set, .encrypted)
        let judgement = try judge(point(.host, .sme), guest: right, device: right, oneStore: "they are one")
        #expect(judgement.verdict == .forbidden && judgement.wrong == .harness)
        #expect(judgement.reason.count == 1 && judgement.reason[0].hasPrefix("they are one"))
        let refused = Side.saw(SideView(paths: [.refused], message: .dmaAddrOverflow, says: "refused"))
        let none = try judge(
            point(.guest, .sev, cmdline: "swiotlb=noforce"), guest: refused, device: refused, data: .nothingMoved,
            oneStore: "they are one")
        #expect(none.verdict == .agree)
    }

    @Test func thePageTableEntryDecidesToo() throws {
        let guest = side(.translated, .clear, .encrypted)
        let agreed = try judge(
            point(.host, .sme, .amd), guest: guest, device: side(.translated, .clear, .encrypted, entry: .set))
        #expect(agreed.verdict == .agree && agreed.route?.entryBit == .set)
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
            point(.guest, .sev, .virtio), guest: lost, device: lost, data: .lost("the other store"))
        #expect(agreed.verdict == .agree && agreed.cause == "the other store")
        let part = try judge(
            point(.guest, .sev, .virtio), guest: lost, device: lost, data: .corrupted("half of it"))
        #expect(part.verdict == .corrupted && part.cause == "half of it")
        let unforeseen = try judge(
            point(.host, .sme), guest: side(.direct, .set, .encrypted), device: side(.direct, .set, .encrypted),
            data: .lost("the other store"))
        #expect(unforeseen.verdict == .corrupted)
        let arrived = try judge(point(.guest, .sev, .virtio), guest: lost, device: lost)
        #expect(arrived.verdict == .forbidden)
    }

    @Test func aDriverThatHandsOverARawAddressIsAtFault() throws {
        let raw = point(.host, .sme, address: .physical)
        let guest = side(.direct, .set, .encrypted)
        let device = side(.direct, .clear, .encrypted, loss: "the plain store")
        let stopped = Side.saw(SideView(paths: [], addressBit: .clear, loss: "the IOMMU refused it", says: "refused"))
        let atIOMMU = try judge(
            point(.host, .sme, .amd, address: .physical), guest: side(.translated, .clear, .encrypted),
            device: stopped, data: .lost("the IOMMU refused it"))
        #expect(atIOMMU.verdict == .corrupted && atIOMMU.wrong == .driver)
        #expect(atIOMMU.cause?.hasSuffix("the IOMMU refused it") == true)
        let lost = try judge(raw, guest: guest, device: device, data: .lost("the plain store"))
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
        #expect(
            judgement.cause == "the kernel refuses and says dma-addr-overflow, because the device needs unencrypted "
                + "memory, so no private address is good enough, and there is no pool")
    }
}
