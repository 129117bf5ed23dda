import Testing

@testable import RouteModel

/// Named configurations whose outcome the source tells for both releases.
struct Named: Sendable, CustomTestStringConvertible {
    let name: String
    let point: Point
    let expected: String

    var testDescription: String { name }

    init(_ name: String, _ point: Point, _ expected: String) {
        self.name = name
        self.point = point
        self.expected = expected
    }
}

private let warned = "said-before=no: dma-addr-overflow"
private let poolWarned = "said-before=no: swiotlb-addr-overflow"
private let full = "said-before=less-often: swiotlb-full"

@Suite("Named configurations")
struct ConfigurationTests {
    static let direct = [
        Named("RAM below 4 GiB, 32 bits", point(ram: gib, kind: .mapSingle, place: .below4G), "direct"),
        Named("64 bits, buffer above 4 GiB", point(mask: 64), "direct"),
        Named("32 bits, buffer below 4 GiB", point(kind: .mapSingle, place: .below4G), "direct"),
        Named("32 bits, buffer above 4 GiB", point(), "bounce"),
        Named("the same page by page", point(kind: .mapPage), "bounce"),
        Named("the same as a list", point(kind: .mapSG, segments: 4), "bounce"),
        Named("the same, no pool allowed", point("swiotlb=noforce"), warned),
        Named("the same, iommu=off takes the pool away", point("iommu=off"), warned),
        Named("the same, iommu=soft brings it back", point("iommu=off,soft"), "bounce"),
        Named("64 bits, iommu=off, forced", point("iommu=off swiotlb=force", mask: 64), "bounce"),
        Named(
            "RAM below 4 GiB, forced, 64 bits",
            point("swiotlb=force", ram: gib, mask: 64, kind: .mapSingle, place: .below4G), "bounce"),
        Named("noforce beats force", point("swiotlb=force swiotlb=noforce", mask: 64), "direct"),
        Named("forced, 512 KiB", point("swiotlb=force", ram: gib, mask: 64, size: 512 << 10, place: .below4G), full),
        Named(
            "forced, 256 KiB", point("swiotlb=force", ram: gib, mask: 64, size: 256 << 10, place: .below4G), "bounce"),
        Named(
            "forced, 512 KiB in a list of 4",
            point("swiotlb=force", ram: gib, mask: 64, kind: .mapSG, size: 512 << 10, place: .below4G, segments: 4),
            "bounce"),
        Named("28 bits, no pool", point(ram: 512 * mib, mask: 28, kind: .mapSingle, place: .aboveMask), warned),
        Named("28 bits, pool near 2 GiB", point(mask: 28, kind: .mapSingle, place: .aboveMask), poolWarned),
        Named(
            "28 bits, pool near 512 MiB, forced",
            point("swiotlb=force", ram: 512 * mib, mask: 28, kind: .mapSingle, place: .below16M), poolWarned),
        Named(
            "31 bits reach all of low RAM and the pool", point(mask: 31, kind: .mapSingle, place: .above4G), "bounce"),
        Named("23 bits: no driver", point(mask: 23, kind: .mapSingle, place: .below16M), "no-driver"),
        Named(
            "23 coherent bits: no driver", point(mask: 32, coherent: 23, kind: .mapSingle, place: .below4G), "no-driver"
        ),
    ]

    static let allocations = [
        Named("coherent, 32 bits", point(kind: .allocCoherent), "coherent"),
        Named(
            "coherent, forced: not from the pool", point("swiotlb=force", mask: 64, kind: .allocCoherent), "coherent"),
        Named("coherent, 24 bits: ZONE_DMA", point(mask: 64, coherent: 24, kind: .allocCoherent), "coherent"),
        Named("coherent, 4 MiB", point(kind: .allocCoherent, size: 4 * mib), "coherent"),
        Named("coherent, more than the largest block", point(kind: .allocCoherent, size: 4 * mib + 1), "silent"),
        Named("coherent, 8 MiB, translated", point(viommu: .intel, kind: .allocCoherent, size: 8 * mib), "translated"),
    ]

    static let translated = [
        Named("default, 32 bits, above 4 GiB", point(viommu: .intel), "translated"),
        Named("iommu=pt, 64 bits", point("iommu=pt", viommu: .intel, mask: 64), "identity"),
        Named("iommu=pt, 32 bits, above 4 GiB", point("iommu=pt", viommu: .intel), "bounce"),
        Named("swiotlb=force is not heard", point("swiotlb=force", viommu: .intel), "translated"),
        Named("iommu=pt and force", point("iommu=pt swiotlb=force", viommu: .intel, mask: 64), "bounce"),
        Named("iommu=pt, allocation", point("iommu=pt", viommu: .intel, kind: .allocCoherent), "coherent"),
        Named("iommu=off: as without IOMMU, and without pool", point("iommu=off", viommu: .intel), warned),
        Named("iommu=off, 64 bits", point("iommu=off", viommu: .intel, mask: 64), "direct"),
        Named("intel_iommu=off", point("intel_iommu=off", viommu: .intel), "bounce"),
        Named(
            "23 bits behind dma-iommu", point(viommu: .intel, mask: 23, kind: .mapSingle, place: .above4G), "translated"
        ),
        Named(
            "no IOVA at all in 12 bits", point(viommu: .intel, mask: 12, kind: .mapSingle, place: .above4G), "silent"),
        Named("beyond the policy: SWIOTLB's crash", point("swiotlb"), "unmodelled"),
        Named("behind an AMD IOMMU", point(viommu: .amd), "translated"),
        Named("a place that is not there", point(ram: gib, kind: .mapSingle, place: .above4G), "unmodelled"),
    ]

    @Test("go the way the source says", arguments: direct + allocations + translated)
    func way(_ named: Named) {
        for policy in Policy.both { #expect(policy.summary(named.point) == named.expected, "\(policy.name)") }
    }

    @Test("differ between releases where the source does")
    func differences() {
        let track = point("swiotlb=force,track_hiwater", mask: 64)
        #expect(policy("linux-6.1").summary(track) == "direct")
        #expect(policy("linux-7.3").summary(track) == "bounce")
        let enable = point("iommu.passthrough=enable", viommu: .intel, mask: 64)
        #expect(policy("linux-6.1").summary(enable) == "translated")
        #expect(policy("linux-7.3").summary(enable) == "identity")
        // 128 slabs in four areas: 6.1 leaves 32 to an area, 7.3 lowers the areas to one.
        let areas = point("swiotlb=,4 swiotlb=128,force", mask: 64, size: 32 << 10, place: .above4G)
        let larger = point("swiotlb=,4 swiotlb=128,force", mask: 64, size: 128 << 10, place: .above4G)
        #expect(policy("linux-6.1").summary(areas) == "bounce")
        #expect(policy("linux-6.1").summary(larger) == full)
        #expect(policy("linux-7.3").summary(larger) == "pool-room=enough: bounce | pool-room=short," + full)
    }

    /// On 6.1 the identity is then a domain that maps all RAM to itself. Later drivers ask for one that translates, and
    /// what a driver asks for is strict, also where the command line asks for nothing.
    @Test("pass-through that the IOMMU does not have", arguments: Policy.releases)
    func passThroughThatTheIOMMUDoesNotHave(policy: Policy) {
        func group(_ cmdline: String, _ viommu: VIOMMU = .intel, hasIt: Bool = false) -> String? {
            let boot = Boot(
                kernel: "any", viommu: viommu, cmdline: cmdline, ram: 5 * gib, passThrough: hasIt ? nil : false)
            return policy.expectations(for: boot, devices: [Device(name: "d", dmaMask: 64)]).groupTypes[0].value ?? nil
        }
        let isFirst = policy.name == "linux-6.1"
        #expect(group("iommu=pt", hasIt: true) == "identity" && group("", hasIt: true) == "DMA-FQ")
        #expect(group("iommu=pt") == (isFirst ? "identity" : "DMA"))
        #expect(group("") == (isFirst ? "DMA-FQ" : "DMA"))
        if !isFirst { #expect(group("iommu=pt", .virtio) == "identity" && group("", .virtio) == "DMA-FQ") }
    }

    @Test("show what differs between the releases as the rules that differ")
    func rulesThatDiffer() {
        func ids(_ name: String) -> Set<String> { Set(policy(name).rules.map(\.id)) }
        func lost(_ old: String, _ new: String) -> Set<String> { ids(old).subtracting(ids(new)) }
        #expect(
            lost("linux-6.1", "linux-6.12") == [
                "iommu/identity-as-asked", "swiotlb/areas-as-asked", "iommu/present-without-virtio",
                "iommu/flush-queue", "encryption/active-by-last", "scope/possible-encryption-without-tdx",
                "scope/known-request-of-mapped-memory",
            ])
        #expect(
            lost("linux-6.12", "linux-6.1") == [
                "iommu/identity-needs-hardware", "iommu/identity-if-able",
                "iommu/flush-queue-unless-driver-asks", "swiotlb/areas-limited",
                "iommu/present", "encryption/active-by-first",
                "scope/possible-encryption",
                // What is read of virtio-iommu and of what is private to a guest, which 6.1 never has behind an IOMMU.
                "iommu/map-request-c-bit", "dma-iommu/private-memory-unasked", "dma-iommu/alloc-decrypted",
            ])
        #expect(
            lost("linux-6.12", "linux-6.18") == [
                "cmdline/passthrough", "cmdline/strict", "cmdline/forcedac", "scope/no-attributes",
                "message/overflow-site-per-caller",
            ])
        #expect(
            lost("linux-6.18", "linux-6.12") == [
                "cmdline/passthrough-enable-words", "cmdline/strict-enable-words", "cmdline/forcedac-enable-words",
                "dma-iommu/aperture-by-levels",
                "message/overflow-site-per-phys-caller", "scope/no-attributes-but-mmio", "dma-api/page-is-no-mmio",
                "dma-direct/force-refuses-aloud", "scope/atomic-pages",
            ])
        #expect(
            lost("linux-6.18", "linux-7.2") == [
                "scope/atomic-pages", "iommu/entry-c-bit", "scope/no-attributes-but-mmio",
                "dma-direct/force-refuses-aloud",
            ])
        #expect(
            lost("linux-7.2", "linux-6.18") == [
                "iommu/entry-c-bit-of-memory", "dma-direct/force-refuses", "dma-direct/require-coherent-unbounced",
                "dma-direct/cc-shared-unbounced", "dma-direct/cc-shared-needs-force", "dma-iommu/cc-shared-refused",
                "dma-iommu/require-coherent-unbounced",
            ])
        #expect(
            lost("linux-7.2", "linux-7.3") == [
                "cmdline/swiotlb-force-exact", "cmdline/swiotlb-noforce-exact", "message/overflow-site-per-phys-caller",
                "swiotlb/force-bounce-or-guest", "encryption/force-unencrypted", "dma-direct/cc-shared-unbounced",
                "dma-direct/cc-shared-needs-force", "limit/max-mapping-size",
            ])
        #expect(
            lost("linux-7.3", "linux-7.2") == [
                "cmdline/swiotlb-force-prefix", "cmdline/swiotlb-noforce-prefix", "message/overflow-site-shared",
                "swiotlb/force-bounce", "encryption/force-unencrypted-direct", "dma-capable/wants-unencrypted",
                "dma-iommu/alloc-shared", "swiotlb/pool-label", "swiotlb/pool-fits-device",
                "dma-direct/mmio-shared-on-hosts", "limit/max-mapping-size-or-unencrypted", "virtio/iommu-unserved",
            ])
        for policy in Policy.both {
            #expect(Set(policy.rules.map(\.id)).count == policy.rules.count)
            #expect(policy.rules.allSatisfy { $0.cite.split(separator: ":").count == 3 && $0.says.hasSuffix(".") })
            #expect(policy.negating("no/such-rule") == nil)
        }
    }

    @Test("have the limits of their masks")
    func limits() {
        for policy in Policy.both {
            func limit(_ point: Point) -> UInt64? { policy.predict(point)[0].allowed?.first?.limit }
            #expect(limit(point(mask: 64, coherent: 32)) == .max)
            #expect(limit(point(mask: 64, coherent: 32, kind: .allocCoherent)) == 0xFFFF_FFFF)
            #expect(limit(point(mask: 31)) == 0x7FFF_FFFF)
            #expect(limit(point(viommu: .intel, mask: 64)) == 0xFFFF_FFFF, "32 bits first")
            #expect(limit(point("iommu.forcedac=1", viommu: .intel, mask: 64)) == 0x7F_FFFF_FFFF, "39 bits of aperture")
            #expect(limit(point("intel_iommu=forcedac", viommu: .amd, mask: 48)) == 0xFFFF_FFFF_FFFF)
            #expect(limit(point(viommu: .intel, mask: 28)) == 0xFFF_FFFF)
            #expect(limit(point("iommu.forcedac=1", viommu: .virtio, mask: 64)) == .max)
            let levels = ["linux-6.1", "linux-6.12"].contains(policy.name) ? UInt64.max : 0xFFFF_FFFF_FFFF
            #expect(limit(point("iommu.forcedac=1", viommu: .amd, mask: 64)) == levels, "\(policy.name)")
            #expect(limit(point("iommu.forcedac=1", viommu: .amd, mask: 40)) == 0xFF_FFFF_FFFF)
        }
    }
}
