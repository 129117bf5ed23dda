import Testing

@testable import RouteModel

/// What 6.18.15's source tells where its neighbours differ.
@Suite("Linux 6.18 between its neighbours")
struct Linux618Tests {
    private let policy = RouteModelTests.policy("linux-6.18")

    private func cite(_ rule: String, of name: String = "linux-6.18") -> String? {
        RouteModelTests.policy(name).rules.first { $0.id == rule }?.cite
    }

    @Test("was read from the release that is packaged") func readFrom() {
        #expect(policy.name == "linux-6.18" && policy.wasRead(from: "6.18.15-1~bpo13+1"))
        #expect(!policy.wasRead(from: "6.18.16-1"))
        #expect(policy.rules.allSatisfy { $0.cite.hasPrefix("6.18:") || $0.cite.hasPrefix("qemu-") })
    }

    @Test("kstrtobool() knows words in e and d, as 7.2's does") func words() {
        let enable = point("iommu.passthrough=Enable", viommu: .intel, mask: 64)
        #expect(policy.summary(enable) == "identity")
        #expect(policy.summary(point("iommu=pt iommu.passthrough=d", viommu: .intel, mask: 64)) == "translated")
        #expect(RouteModelTests.policy("linux-6.12").summary(enable) == "translated")
        let strict = Boot(kernel: "any", viommu: .intel, cmdline: "iommu.strict=e", ram: gib)
        let types = policy.expectations(for: strict, devices: [Device(name: "edu", dmaMask: 32)]).groupTypes
        #expect(types.map(\.value) == ["DMA"])
    }

    @Test("swiotlb= keywords are compared whole, as up to 7.2") func keywords() {
        #expect(policy.summary(point("swiotlb=force,track_hiwater", mask: 64)) == "direct")
        #expect(policy.summary(point("swiotlb=noforce,x")) == "bounce")
    }

    /// `dma_direct_map_phys()` came with 6.18, still inlined in direct.h; only 7.3 has one copy in direct.c.
    @Test("refuses in dma_direct_map_phys(), once for pages and once for lists") func refusals() {
        #expect(cite("message/overflow-once") == "6.18:kernel/dma/direct.h:dma_direct_map_phys")
        #expect(cite("message/overflow-once", of: "linux-6.12") == "6.12:kernel/dma/direct.h:dma_direct_map_page")
        #expect(cite("message/overflow-once", of: "linux-7.2") == "7.2:kernel/dma/direct.h:dma_direct_map_phys")
        let said = policy.said([(.dmaAddrOverflow, .mapSingle)])
        func route(_ kind: RequestKind) -> String {
            summary(policy.predict(point("swiotlb=noforce", kind: kind), facts: Facts(saidBefore: said)))
        }
        #expect(route(.mapPage) == "said-before=yes: silent")
        #expect(route(.mapSG) == "said-before=no: dma-addr-overflow")
    }

    /// generic_pt is later than 6.18.
    @Test("AMD's own page tables set the C-bit") func entries() {
        #expect(cite("iommu/entry-c-bit") == "6.18:drivers/iommu/amd/io_pgtable.c:iommu_v1_map_pages")
        #expect(cite("iommu/entry-c-bit-of-memory", of: "linux-7.2")?.contains("generic_pt") == true)
        #expect(cite("encryption/active-by-first") == "6.18:arch/x86/boot/compressed/misc.c:parse_mem_encrypt")
    }

    @Test("a guest's encryption forces bouncing, and only addresses decide else") func encryption() {
        let ids = Set(policy.rules.map(\.id))
        #expect(ids.isSuperset(of: ["swiotlb/force-bounce-or-guest", "encryption/force-unencrypted"]))
        #expect(ids.isDisjoint(with: ["dma-capable/wants-unencrypted", "dma-iommu/alloc-shared"]))
    }
}
