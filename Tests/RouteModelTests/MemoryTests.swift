import Testing

@testable import RouteModel

/// What depends on how much memory a kernel has, and on how much of it is in one piece.
@Suite("Memory that may lack")
struct MemoryTests {
    private func boot(_ encryption: Encryption, _ cmdline: String = "", ram: UInt64 = gib) -> Boot {
        Boot(
            kernel: "any", platform: encryption == .sme ? .host : .guest, encryption: encryption, cmdline: cmdline,
            ram: ram)
    }

    private func atomic(
        _ encryption: Encryption, _ cmdline: String = "", ram: UInt64 = gib, viommu: VIOMMU = .none, size: UInt64
    ) -> Point {
        var boot = boot(encryption, cmdline, ram: ram)
        boot.viommu = viommu
        return Point(
            boot: boot, device: Device(name: "edu", dmaMask: 32),
            request: Request(kind: .allocCoherent, size: size, direction: .toDevice, place: nil, atomic: true))
    }

    @Test("makes what passes an atomic pool's first piece uncertain, and what passes every piece impossible")
    func atomicPools() {
        let unsure = "atomic-pool-room=enough: atomic-pool | atomic-pool-room=short: silent"
        for policy in Policy.releases {
            for encryption in [Encryption.sme, .sev] {
                for ram in [gib, 5 * gib] {
                    #expect(policy.summary(atomic(encryption, ram: ram, size: 128 << 10)) == "atomic-pool")
                    #expect(policy.summary(atomic(encryption, ram: ram, size: (128 << 10) + 1)) == unsure)
                    #expect(policy.summary(atomic(encryption, ram: ram, size: 4 << 20)) == unsure)
                    #expect(policy.summary(atomic(encryption, ram: ram, size: (4 << 20) + 1)) == "silent")
                }
            }
            func small(_ cmdline: String, _ size: UInt64) -> String {
                policy.summary(atomic(.sme, cmdline, size: size))
            }
            #expect(small("coherent_pool=1", 4096) == "atomic-pool")
            #expect(small("coherent_pool=1", 8192) == unsure, "a pool of one page, which grows")
            #expect(small("coherent_pool=20000", 32768) == "atomic-pool", "rounded up to a block")
            #expect(small("coherent_pool=4M", 128 << 10) == "atomic-pool")
            #expect(small("coherent_pool=4M", 256 << 10) == unsure, "no block that large is certain")
            #expect(small("coherent_pool=0", 128 << 10) == "atomic-pool")
        }
    }

    @Test("makes an allocation that may not sleep depend on a free block above 32 KiB")
    func blocks() {
        for policy in Policy.releases {
            #expect(policy.summary(atomic(.none, size: 32 << 10)) == "coherent")
            #expect(policy.summary(atomic(.none, size: (32 << 10) + 1)) == "coherent+silent")
            #expect(policy.summary(atomic(.none, size: (4 << 20) + 1)) == "silent")
            #expect(policy.summary(atomic(.none, viommu: .intel, size: 32 << 10)) == "translated")
            #expect(policy.summary(atomic(.none, viommu: .intel, size: 64 << 10)) == "translated+silent")
            #expect(policy.summary(point(kind: .allocCoherent, size: 4 * mib)) == "coherent", "it may sleep")
        }
    }

    @Test("only permits what it adds, as every rule does that is asked for that alone")
    func permissions() {
        let permissions: Set = [
            "alloc/atomic-block", "dma-direct/sg-by-segment", "dma-iommu/sg-by-segment", "message/full-rate-limited",
        ]
        for policy in Policy.all {
            let own = policy.rules.filter { $0.onlyPermits }.map(\.id)
            #expect(Set(own) == permissions)
            // The opposite of such a rule allows no route that the rule itself forbids, where the rule adds any.
            let asked = atomic(.none, size: 64 << 10)
            let some = Set(policy.predict(asked).compactMap(\.allowed).joined())
            let negated = policy.negating("alloc/atomic-block")
            let fewer = Set(negated?.predict(asked).compactMap(\.allowed).joined().map { $0 } ?? [])
            #expect(fewer.isStrictSubset(of: some) && !fewer.isEmpty)
        }
    }

    @Test("decides how large the pool of a guest with encrypted memory is")
    func guestShare() {
        let sizes: [(UInt64, String, UInt64?)] = [
            (512 * mib, "", 64 * mib), (gib, "", 64 * mib), (1056 * mib, "", 64 * mib), (1088 * mib, "", 128 * mib),
            (2 * gib, "", 128 * mib), (5 * gib, "", 512 * mib), (17 * gib, "", gib), (64 * gib, "", gib),
            (5 * gib, "swiotlb=65536", 128 * mib), (5 * gib, "swiotlb=32768", 512 * mib),
            (5 * gib, "swiotlb=,4", 512 * mib), (5 * gib, "swiotlb=300", mib),
            // 6 % of it, less what firmware keeps, may lie on either side of 64 MiB.
            (1070 * mib, "", nil),
        ]
        for policy in Policy.releases {
            for (ram, cmdline, bytes) in sizes {
                for encryption in [Encryption.sev, .sevES, .sevSNP] {
                    let facts = policy.expectations(for: boot(encryption, cmdline, ram: ram))
                    #expect(facts.poolBytes?.value == bytes, "\(ram >> 20) MiB \(cmdline)")
                }
            }
            #expect(policy.expectations(for: boot(.sme, ram: 5 * gib)).poolBytes?.value == 64 * mib, "not on a host")
            let because = policy.expectations(for: boot(.sev, ram: 5 * gib)).poolBytes?.because.rules.map(\.id)
            #expect(because?.contains("swiotlb/guest-share") == true)
            let large = Point(
                boot: boot(.sev, ram: 5 * gib), device: Device(name: "edu", dmaMask: 32),
                request: Request(kind: .mapSingle, size: 4096, direction: .toDevice, place: .above4G))
            #expect(policy.summary(large) == "bounce")
        }
    }

    @Test("is kept off an AMD IOMMU by its own option")
    func amdOff() {
        let edu = Device(name: "edu", dmaMask: 32)
        for policy in Policy.releases {
            let off = policy.expectations(for: boot(.none, "amd_iommu=off").with(.amd), devices: [edu])
            #expect(off.iommuPresent?.value == false && off.groupTypes.map(\.value) == [nil])
            let sme = boot(.sme, "amd_iommu=off").with(.amd)
            let wide = Point(
                boot: sme, device: Device(name: "edu", dmaMask: 64),
                request: Request(kind: .mapSingle, size: 4096, direction: .toDevice, place: .below4G))
            #expect(policy.summary(wide) == "direct")
            let intel = policy.expectations(for: boot(.none, "amd_iommu=off,fullflush").with(.intel), devices: [edu])
            #expect(intel.groupTypes.map(\.value) == ["DMA"], "fullflush is heard whatever the IOMMU")
        }
    }

    @Test("of slots a chain keeps every one")
    func slots() {
        #expect(Slot.allCases.count <= 128)
        var set = SlotSet()
        for slot in Slot.allCases {
            #expect(!set.contains(slot))
            set.insert(slot)
            #expect(set.contains(slot) && !set.toggling(slot).contains(slot))
        }
        #expect(Slot.allCases.contains { $0.rawValue >= 64 } ? set != SlotSet() : true)
    }
}

extension Boot {
    fileprivate func with(_ viommu: VIOMMU) -> Boot {
        var boot = self
        boot.viommu = viommu
        return boot
    }
}
