import Testing

@testable import RouteModel

/// What the source of each release tells of attributes, registers and devices that are not trusted.
@Suite("Attributes, registers, untrusted devices")
struct AttributeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var encryption = Encryption.none
        var viommu = VIOMMU.none
        var cmdline = ""
        var ram = 5 * gib
        var mask = 64
        var kind = RequestKind.mapSingle
        var size: UInt64 = 4096
        var place = Place.below4G
        var attributes: DMAAttributes = []
        var untrusted = false
        var atomic = false
        var segments = 1
        var cut = Cut.even
        /// By release; `others` is what those not named do.
        var expected: [String: String] = [:]
        var others = ""

        var testDescription: String { name }

        var point: Point {
            Point(
                boot: Boot(
                    kernel: "any", platform: encryption == .sme ? .host : .guest, encryption: encryption,
                    viommu: viommu, cmdline: cmdline, ram: ram),
                device: Device(name: "edu", dmaMask: mask, untrusted: untrusted),
                request: Request(
                    kind: kind, size: size, direction: .toDevice, place: kind.hasPlace ? place : nil,
                    segments: segments, cut: cut, atomic: atomic, attributes: attributes))
        }
    }

    /// Releases without the attributes.
    static let none = ["linux-6.1": "unmodelled", "linux-6.12": "unmodelled", "linux-6.18": "unmodelled"]

    static func from72(_ seven2: String) -> [String: String] {
        none.merging(["linux-7.2": seven2]) { first, _ in first }
    }

    static let attributes = [
        Case(name: "A15: cc-shared", attributes: .ccShared, expected: from72("silent"), others: "direct none ordinary"),
        Case(
            name: "A16: cc-shared, forced", cmdline: "swiotlb=force", attributes: .ccShared,
            expected: from72("direct none ordinary"), others: "bounce none ordinary"),
        Case(
            name: "A18: coherence, 32 bits, above 4 GiB", mask: 32, place: .above4G, attributes: .requireCoherent,
            expected: none, others: "dma-addr-overflow"),
        Case(
            name: "coherence, forced", cmdline: "swiotlb=force", attributes: .requireCoherent, expected: none,
            others: "silent"),
        Case(name: "coherence, in reach", attributes: .requireCoherent, expected: none, others: "direct none ordinary"),
        Case(
            name: "a page called MMIO", attributes: .mmio,
            expected: ["linux-6.1": "unmodelled", "linux-6.12": "unmodelled"], others: "silent"),
        Case(
            name: "B16: cc-shared, translated", viommu: .intel, attributes: .ccShared, expected: none, others: "silent"),
        Case(
            name: "B16 in a list", viommu: .intel, kind: .mapSG, attributes: .ccShared, expected: none,
            others: "translated none ordinary pte none"),
        Case(
            name: "C24: SME, cc-shared, 32 bits", encryption: .sme, mask: 32, attributes: .ccShared,
            expected: from72("silent"), others: "direct clear decrypted"),
        Case(
            name: "SME behind AMD, cc-shared in a list: the entry has the C-bit all the same", encryption: .sme,
            viommu: .amd, kind: .mapSG, attributes: .ccShared, expected: none,
            others: "translated clear decrypted pte set"),
        Case(
            name: "D11: SEV, cc-shared", encryption: .sev, attributes: .ccShared, expected: none,
            others: "direct clear decrypted"),
        Case(
            name: "D11f: SEV, cc-shared, forced", encryption: .sev, cmdline: "swiotlb=force", attributes: .ccShared,
            expected: from72("direct clear decrypted"), others: "bounce clear decrypted"),
        Case(
            name: "D12: SEV, cc-shared, 32 bits, above 4 GiB", encryption: .sev, mask: 32, place: .above4G,
            attributes: .ccShared, expected: from72("dma-addr-overflow"), others: "bounce clear decrypted"),
    ]

    static let registers = [
        Case(name: "plain", kind: .mapResource, others: "direct none ordinary"),
        Case(name: "31 bits", mask: 31, kind: .mapResource, others: "dma-addr-overflow"),
        Case(
            name: "A17: forced", cmdline: "swiotlb=force", kind: .mapResource,
            expected: ["linux-6.18": "dma-addr-overflow", "linux-7.2": "silent", "linux-7.3": "silent"],
            others: "direct none ordinary"),
        Case(name: "C18: SME, 64 bits", encryption: .sme, kind: .mapResource, others: "direct clear decrypted"),
        Case(
            name: "C18b: SME, 32 bits", encryption: .sme, mask: 32, kind: .mapResource, others: "direct clear decrypted"
        ),
        Case(
            name: "C19: SME behind AMD", encryption: .sme, viommu: .amd, kind: .mapResource,
            expected: [
                "linux-6.1": "translated clear decrypted pte set", "linux-6.12": "translated clear decrypted pte set",
                "linux-6.18": "translated clear decrypted pte set",
            ], others: "translated clear decrypted pte clear"),
        Case(
            name: "D13: SEV", encryption: .sev, kind: .mapResource,
            expected: [
                "linux-6.18": "dma-addr-overflow", "linux-7.2": "silent", "linux-7.3": "dma-addr-overflow",
            ], others: "direct clear decrypted"),
        Case(
            name: "D14: SEV, called shared", encryption: .sev, kind: .mapResource, attributes: .ccShared,
            expected: none, others: "direct clear decrypted"),
        Case(
            name: "called shared, plain", kind: .mapResource, attributes: .ccShared, expected: from72("silent"),
            others: "direct none ordinary"),
        Case(
            name: "whose caller requires coherence", kind: .mapResource, attributes: .requireCoherent, expected: none,
            others: "direct none ordinary"),
        Case(
            name: "forced, whose caller requires coherence", cmdline: "swiotlb=force", kind: .mapResource,
            attributes: .requireCoherent, expected: none, others: "silent"),
        Case(
            name: "virtio-iommu, whose caller requires coherence", viommu: .virtio, kind: .mapResource,
            attributes: .requireCoherent, expected: none, others: "translated none ordinary pte none"),
        Case(
            name: "virtio-iommu", viommu: .virtio, kind: .mapResource, expected: ["linux-6.1": "direct none ordinary"],
            others: "translated none ordinary pte none"),
    ]

    static let untrusted = [
        Case(
            name: "B12: part of a page", viommu: .intel, size: 256, untrusted: true,
            others: "translated-bounce none ordinary pte none"),
        Case(
            name: "B14: iommu=pt", viommu: .intel, cmdline: "iommu=pt", size: 256, untrusted: true,
            others: "translated-bounce none ordinary pte none"),
        Case(name: "B15: no pool", viommu: .intel, ram: gib, size: 256, untrusted: true, others: "bounce-inactive"),
        Case(
            name: "C17: SME behind AMD, the copy is decrypted and its entry is not", encryption: .sme, viommu: .amd,
            size: 256, untrusted: true, others: "translated-bounce clear decrypted pte set"),
        Case(
            name: "coherence", viommu: .intel, size: 256, attributes: .requireCoherent, untrusted: true, expected: none,
            others: "silent"),
        Case(
            name: "registers", viommu: .intel, kind: .mapResource, size: 256, untrusted: true,
            others: "translated none ordinary pte none"),
        Case(name: "no IOMMU: nothing asks", size: 256, untrusted: true, others: "direct none ordinary"),
        Case(
            name: "more than 256 KiB", viommu: .intel, size: (256 << 10) + 256, untrusted: true, others: "swiotlb-full"),
        Case(
            name: "a list of parts of pages", viommu: .intel, kind: .mapSG, size: 512, untrusted: true, segments: 2,
            others: "translated-bounce none ordinary pte none"),
        Case(
            name: "a list of half a page and a whole one", viommu: .intel, kind: .mapSG, size: 6144, untrusted: true,
            segments: 2, cut: .growing,
            others: "translated-bounce none ordinary pte none+translated none ordinary pte none"),
    ]

    static let allocations = [
        Case(
            name: "pages, SME, 32 bits", encryption: .sme, mask: 32, kind: .allocPages,
            others: "coherent clear decrypted"),
        Case(
            name: "D9b: pages, SEV behind virtio-iommu", encryption: .sev, viommu: .virtio, kind: .allocPages,
            expected: ["linux-6.1": "coherent clear decrypted"], others: "translated clear encrypted pte clear"),
        Case(
            name: "scattered pages, SEV behind virtio-iommu", encryption: .sev, viommu: .virtio,
            kind: .allocNoncontiguous, expected: ["linux-6.1": "coherent clear decrypted"],
            others: "translated clear encrypted pte clear"),
        Case(
            name: "pages, SEV, GFP_ATOMIC", encryption: .sev, kind: .allocPages, atomic: true,
            expected: ["linux-6.18": "unmodelled"], others: "atomic-pool clear decrypted"),
        Case(name: "8 MiB of pages, translated", viommu: .intel, kind: .allocPages, size: 8 * mib, others: "silent"),
        Case(
            name: "8 MiB of scattered pages, translated", viommu: .intel, kind: .allocNoncontiguous, size: 8 * mib,
            others: "translated none ordinary pte none"),
    ]

    @Test(arguments: attributes + registers + untrusted + allocations) func isAsTheSourceTells(_ one: Case) {
        for policy in Policy.releases {
            let routes = policy.predict(one.point, facts: Facts(saidBefore: Said())).map { outcome in
                outcome.allowed?.map(EncryptionTests.text).joined(separator: "+") ?? "unmodelled"
            }
            #expect(routes == [one.expected[policy.name] ?? one.others], "\(policy.name)")
        }
    }

    @Test func aDecryptedCopyIsLostBehindAnEncryptedEntry() {
        let point = Case(name: "", encryption: .sme, viommu: .amd, size: 256, untrusted: true).point
        for policy in Policy.releases {
            let routes = policy.predict(point).compactMap(\.allowed).joined()
            #expect(!routes.isEmpty && routes.filter { $0.path != .refused }.allSatisfy { !$0.arrives })
        }
    }

    @Test func wholePagesOfAnUntrustedDeviceDependOnWhereTheyBegin() {
        let point = Case(name: "", viommu: .intel, untrusted: true).point
        let (whole, parts): (ClosedRange<UInt64>, ClosedRange<UInt64>) = (
            0x200_0000...0x200_0FFF, 0x200_0800...0x200_17FF
        )
        for policy in Policy.releases {
            #expect(policy.summary(point) == "buffer-pages=parts: translated-bounce | buffer-pages=whole: translated")
            #expect(policy.summary(point, buffer: [whole]) == "buffer-pages=whole: translated")
            #expect(policy.summary(point, buffer: [parts]) == "buffer-pages=parts: translated-bounce")
        }
    }

    @Test func whatDriversAreToldOfSizes() {
        func size(
            _ policy: Policy, _ encryption: Encryption = .none, _ cmdline: String = "", ram: UInt64 = gib,
            viommu: VIOMMU = .none, mask: Int, untrusted: Bool = false
        ) -> UInt64? {
            let boot = Boot(
                kernel: "any", platform: encryption == .sme ? .host : .guest, encryption: encryption, viommu: viommu,
                cmdline: cmdline, ram: ram)
            let device = Device(name: "edu", dmaMask: mask, untrusted: untrusted)
            return policy.expectations(for: boot, devices: [device]).masks.first?.maxMappingSize.value
        }
        let most: UInt64 = 256 << 10
        for policy in Policy.releases {
            #expect(size(policy, mask: 32) == .max, "no pool")
            #expect(size(policy, ram: 5 * gib, mask: 32) == most)
            #expect(size(policy, ram: 5 * gib, mask: 33) == .max)
            #expect(size(policy, .none, "swiotlb=force", mask: 64) == most)
            #expect(size(policy, ram: 5 * gib, viommu: .intel, mask: 32) == .max)
            #expect(size(policy, ram: 5 * gib, viommu: .intel, mask: 64, untrusted: true) == most)
            #expect(size(policy, .sme, mask: 64) == .max)
            #expect(size(policy, .sev, mask: 64) == most)
            // The hole: all is bounced, and only 7.3 says so.
            #expect(size(policy, .sme, mask: 32) == (policy.name == "linux-7.3" ? most : .max))
            let sme = Boot(kernel: "any", platform: .host, encryption: .sme, ram: gib)
            let label = policy.expectations(for: sme).poolShared?.value
            #expect(label == (policy.name == "linux-7.3" ? true : nil))
        }
    }
}
