import Testing

@testable import RouteModel

@Suite("Differences between policies", .serialized)
struct DifferenceTests {
    /// A part of the space in which the tests' answers are found in seconds, by any build.
    static let space = ConfigurationSpace()

    /// Routes of one configuration by two policies, and the rules that make them differ.
    private func difference(_ a: String, _ b: String, _ point: Point) -> (rules: [String], a: String, b: String)? {
        var groups = DifferenceGroups(policy(a), policy(b))
        groups.compareRoutes(point, weight: 0)
        groups.compareFacts(point.parsed, point.device, weight: 1)
        func text(_ prediction: Difference.Prediction) -> String {
            switch prediction {
            case .fact(let text): text
            case .outcomes(let outcomes):
                outcomes.flatMap { $0.allowed?.map(EncryptionTests.text) ?? ["unmodelled"] }.joined(separator: "+")
            }
        }
        return groups.differences.first.map { ($0.rules, text($0.a), text($0.b)) }
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var topic: String
        var a: String
        var b: String
        var one: AttributeTests.Case
        var coherent: Int?
        var rules: [String]
        var from: String
        var to: String

        var testDescription: String { topic }
    }

    private typealias Case = AttributeTests.Case

    /// The differences between releases that show in a prediction, topic by topic.
    static let rows = [
        Row(
            topic: "force_dma_unencrypted() is consulted by streaming maps", a: "linux-7.2", b: "linux-7.3",
            one: Case(name: "", encryption: .sme, ram: gib), coherent: 32, rules: ["dma-capable/wants-unencrypted"],
            from: "direct set encrypted", to: "bounce clear decrypted"),
        Row(
            topic: "a guest without pool hands out private addresses", a: "linux-7.2", b: "linux-7.3",
            one: Case(name: "", encryption: .sev, cmdline: "swiotlb=noforce", ram: gib),
            rules: ["dma-capable/wants-unencrypted"], from: "direct set encrypted", to: "silent+dma-addr-overflow"),
        Row(
            topic: "DMA_ATTR_CC_SHARED on the direct path", a: "linux-7.2", b: "linux-7.3",
            one: Case(name: "", encryption: .sme, ram: gib, attributes: .ccShared),
            rules: ["dma-direct/cc-shared-needs-force"], from: "silent", to: "direct clear decrypted"),
        Row(
            topic: "DMA_ATTR_CC_SHARED where bouncing is forced", a: "linux-7.2", b: "linux-7.3",
            one: Case(name: "", cmdline: "swiotlb=force", ram: gib, attributes: .ccShared),
            rules: ["dma-direct/cc-shared-unbounced"], from: "direct none ordinary", to: "bounce none ordinary"),
        Row(
            topic: "DMA_ATTR_CC_SHARED behind dma-iommu", a: "linux-6.12", b: "linux-7.2",
            one: Case(name: "", viommu: .intel, ram: gib, attributes: .ccShared),
            rules: ["dma-iommu/cc-shared-refused", "scope/no-attributes"], from: "unmodelled", to: "silent"),
        Row(
            topic: "registers where bouncing is forced", a: "linux-6.12", b: "linux-7.2",
            one: Case(name: "", cmdline: "swiotlb=force", ram: gib, kind: .mapResource),
            rules: ["dma-direct/force-refuses"], from: "direct none ordinary", to: "silent"),
        Row(
            topic: "registers in a guest", a: "linux-6.12", b: "linux-7.2",
            one: Case(name: "", encryption: .sev, ram: gib, kind: .mapResource), rules: ["dma-direct/force-refuses"],
            from: "direct clear decrypted", to: "silent"),
        Row(
            topic: "registers in a guest, later", a: "linux-7.2", b: "linux-7.3",
            one: Case(name: "", encryption: .sev, ram: gib, kind: .mapResource),
            rules: [
                "dma-capable/wants-unencrypted", "swiotlb/force-bounce", "swiotlb/force-bounce-or-guest",
            ], from: "silent", to: "silent+dma-addr-overflow"),
        Row(
            topic: "the entry's C-bit for registers", a: "linux-6.12", b: "linux-7.2",
            one: Case(name: "", encryption: .sme, viommu: .amd, ram: gib, kind: .mapResource),
            rules: ["iommu/entry-c-bit", "iommu/entry-c-bit-of-memory"], from: "translated clear decrypted pte set",
            to: "translated clear decrypted pte clear"),
        Row(
            topic: "coherent memory of a guest behind a vIOMMU", a: "linux-7.2", b: "linux-7.3",
            one: Case(name: "", encryption: .sev, viommu: .virtio, ram: gib, kind: .allocCoherent),
            rules: ["dma-iommu/alloc-shared"], from: "translated clear encrypted pte clear", to: "silent"),
        Row(
            topic: "dma_max_mapping_size() of a narrow device on a host", a: "linux-7.2", b: "linux-7.3",
            one: Case(name: "", encryption: .sme, ram: gib, mask: 32, kind: .allocCoherent),
            rules: ["limit/max-mapping-size", "limit/max-mapping-size-or-unencrypted"], from: "\(UInt64.max)",
            to: "262144"),
        Row(
            topic: "the pool's label", a: "linux-7.2", b: "linux-7.3",
            one: Case(name: "", encryption: .sme, ram: gib), rules: ["swiotlb/pool-label"], from: "no label",
            to: "true"),
        Row(
            topic: "a keyword with a comma behind it", a: "linux-7.2", b: "linux-7.3",
            one: Case(name: "", cmdline: "swiotlb=force,track_hiwater", ram: gib),
            rules: ["cmdline/swiotlb-force-exact", "cmdline/swiotlb-force-prefix"], from: "direct none ordinary",
            to: "bounce none ordinary"),
        Row(
            topic: "a keyword and an attribute", a: "linux-7.2", b: "linux-7.3",
            one: Case(name: "", cmdline: "swiotlb=force,track_hiwater", ram: gib, attributes: .ccShared),
            rules: [
                "cmdline/swiotlb-force-exact", "cmdline/swiotlb-force-prefix", "dma-direct/cc-shared-unbounced",
            ], from: "silent", to: "bounce none ordinary"),
        Row(
            topic: "a word for a switch", a: "linux-6.12", b: "linux-6.18",
            one: Case(name: "", viommu: .virtio, cmdline: "iommu.forcedac=enable", ram: gib),
            rules: ["cmdline/forcedac", "cmdline/forcedac-enable-words"], from: "translated none ordinary pte none",
            to: "translated none ordinary pte none"),
        Row(
            topic: "mem_encrypt= said twice", a: "linux-6.1", b: "linux-6.12",
            one: Case(name: "", encryption: .sme, cmdline: "mem_encrypt=off mem_encrypt=on", ram: gib),
            rules: ["encryption/active-by-first", "encryption/active-by-last"], from: "direct set encrypted",
            to: "direct none ordinary"),
        Row(
            topic: "a driver of virtio-iommu", a: "linux-6.1", b: "linux-6.12",
            one: Case(name: "", viommu: .virtio, ram: gib),
            rules: ["iommu/present", "iommu/present-without-virtio"], from: "direct none ordinary",
            to: "translated none ordinary pte none"),
        Row(
            topic: "the reported failure", a: "series-v6", b: "linux-7.3",
            one: Case(name: "", encryption: .sme, viommu: .amd, cmdline: "iommu=pt swiotlb=force", ram: gib),
            rules: ["series-v6/host-pool-matches"], from: "silent", to: "bounce clear decrypted"),
    ]

    @Test("are made by the rules that the source names", arguments: rows)
    func topics(_ row: Row) throws {
        let base = row.one.point
        let device = Device(name: "edu", dmaMask: base.device.dmaMask, coherentMask: row.coherent)
        let point = Point(boot: base.boot, device: device, request: base.request)
        let found = try #require(difference(row.a, row.b, point))
        #expect(found.rules == row.rules)
        #expect(found.a == row.from && found.b == row.to)
    }

    @Test("come with the configuration that differs in the fewest values from the usual")
    func smallest() throws {
        let weights = (0..<Self.space.count).lazy.filter { $0 % 997 == 0 }.map { Self.space.weight(of: $0) }
        #expect(weights.allSatisfy { $0 >= 0 })
        let usual = Self.space[0]
        #expect(usual.boot.cmdline.isEmpty && usual.device.dmaMask == 64 && usual.request.kind == .mapSingle)
        #expect(Self.space.weight(of: 0) == 0)
        // One value that differs weighs more than all distances within lists together.
        let farthest = (0..<Self.space.count).map { Self.space.weight(of: $0) % Weighed<Boot>.difference }.max()
        #expect((farthest ?? .max) < Weighed<Boot>.difference / 2)
        var groups = DifferenceGroups(policy("series-v6"), policy("linux-7.3"))
        let forced = { (size: UInt64) in
            Point(
                boot: Boot(kernel: "", platform: .host, encryption: .sme, cmdline: "swiotlb=force", ram: gib),
                device: Device(name: "edu", dmaMask: 64),
                request: Request(kind: .mapSingle, size: size, direction: .fromDevice, place: .below4G))
        }
        groups.compareRoutes(forced(65536), weight: 30_002)
        groups.compareRoutes(forced(4096), weight: 20_000)
        groups.compareRoutes(forced(256), weight: 30_001)
        let found = try #require(groups.differences.first)
        #expect(groups.differences.count == 1 && found.points == 3 && found.smallest.request.size == 4096)
    }

    @Test("of a policy with itself there are none, and a negated rule is its own reason")
    func itself() throws {
        let points = Self.space.shuffled(seed: 3, limit: 3000)
        for policy in Policy.all {
            var none = DifferenceGroups(policy, policy)
            for point in points { none.compareRoutes(point, weight: 0) }
            #expect(none.differences.isEmpty)
        }
    }

    @Test("are the same both ways")
    func bothWays() {
        var (one, other) = (
            DifferenceGroups(policy("linux-7.2"), policy("linux-7.3")),
            DifferenceGroups(policy("linux-7.3"), policy("linux-7.2"))
        )
        for point in Self.space.shuffled(seed: 4, limit: 5000) {
            one.compareRoutes(point, weight: 0)
            other.compareRoutes(point, weight: 0)
        }
        #expect(!one.differences.isEmpty)
        #expect(one.differences.map(\.points).reduce(0, +) == other.differences.map(\.points).reduce(0, +))
    }

    @Test("are looked for among a million configurations and more")
    func size() {
        #expect(Self.space.count > 1_000_000)
        let some = Self.space.shuffled(seed: 5, limit: 20_000, existing: false)
        let existing = some.filter { Self.space.exists($0) }
        #expect(existing.count > 10_000)
    }
}
