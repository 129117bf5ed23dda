import Testing

@testable import RouteModel

@Suite("Predicted facts of a boot")
struct ExpectationTests {
    private func boot(_ cmdline: String, ram: UInt64 = 5 * gib, _ viommu: VIOMMU = .none) -> Boot {
        Boot(kernel: "any", viommu: viommu, cmdline: cmdline, ram: ram)
    }

    @Test("tell the pool")
    func pool() {
        for policy in Policy.both {
            func facts(_ cmdline: String, ram: UInt64 = 5 * gib) -> Expectations {
                policy.expectations(for: boot(cmdline, ram: ram))
            }
            #expect(facts("").poolExists?.value == true)
            #expect(facts("").poolBytes?.value == 64 * mib)
            #expect(facts("").poolPlace?.value.upperBound == 0x7FFF_FFFF)
            #expect(facts("", ram: gib).poolExists?.value == false)
            #expect(facts("", ram: gib).poolBytes == nil)
            #expect(facts("swiotlb=force", ram: gib).poolExists?.value == true)
            #expect(facts("swiotlb=noforce").poolExists?.value == false)
            #expect(facts("swiotlb=64M").poolBytes?.value == 256 << 10)
            #expect(facts("swiotlb=66000").poolBytes?.value == 256 * mib)
            #expect(facts("swiotlb=99999999").poolExists == nil, "may not fit")
            #expect(facts("swiotlb=,2 swiotlb=0").poolExists == nil, "a pool of nothing")
            let above = facts("", ram: Architecture.usual.memoryMap.split).poolExists?.value
            #expect(above == true && facts("", ram: Architecture.usual.memoryMap.split - 1).poolExists?.value == false)
        }
    }

    /// An area has 128 slots of 2 KiB at least, and there is one for each possible processor, rounded up to a power of two.
    @Test(
        "tell how several processors enlarge a small pool",
        arguments: [(1, 256), (2, 512), (3, 1024), (4, 1024), (8, 2048)])
    func processors(cpus: Int, kibibytes: UInt64) {
        for policy in Policy.both {
            func bytes(_ cmdline: String) -> UInt64? {
                var boot = boot(cmdline)
                boot.cpus = cpus == 1 ? nil : cpus
                return policy.expectations(for: boot).poolBytes?.value
            }
            #expect(bytes("swiotlb=128") == kibibytes << 10)
            #expect(bytes("swiotlb=128,1") == 256 << 10, "the command line says how many areas there are")
            #expect(bytes("") == 64 * mib)
        }
    }

    @Test("tell the areas of the pool, which from 6.12 on are no more than it has runs of 128 slots")
    func areas() {
        func areas(_ policy: Policy, _ cmdline: String, cpus: Int) -> UInt64? {
            var boot = boot(cmdline)
            boot.cpus = cpus == 1 ? nil : cpus
            return policy.expectations(for: boot).poolAreas?.value
        }
        for policy in Policy.releases {
            #expect([1, 2, 3, 4, 8].map { areas(policy, "", cpus: $0) } == [1, 2, 4, 4, 8], "\(policy.name)")
            #expect(areas(policy, "swiotlb=65536,2", cpus: 8) == 2, "\(policy.name)")
            #expect(areas(policy, "swiotlb=noforce", cpus: 8) == nil, "no pool has no areas")
            // The slabs are set behind the areas, so nothing rounds them up.
            let few = areas(policy, "swiotlb=,4 swiotlb=128", cpus: 1)
            #expect(few == (policy.name == "linux-6.1" ? 4 : 1), "\(policy.name)")
        }
    }

    @Test("tell the area that serves a call on a CPU of its own")
    func areaOfCPU() throws {
        var boot = boot("swiotlb=force", ram: gib)
        boot.cpus = 4
        let device = Device(name: "a", dmaMask: 64)
        func area(_ policy: Policy, _ cpu: Int?, _ size: UInt64 = 4096, held: Int = 0) -> UInt64? {
            let request = Request(
                kind: .mapSingle, size: size, direction: .toDevice, place: .below4G, held: held, cpu: cpu)
            return policy.area(Point(boot: boot, device: device, request: request))?.value
        }
        for policy in Policy.releases {
            #expect((0..<4).map { area(policy, $0) } == [0, 1, 2, 3], "\(policy.name)")
            #expect(area(policy, nil) == nil && area(policy, 1, held: 9) == nil)
            boot.cmdline = "swiotlb=65536,2,force"
            #expect((0..<4).map { area(policy, $0) } == [0, 1, 0, 1], "\(policy.name)")
            boot.cmdline = "swiotlb=512,force"
            #expect(area(policy, 3, 128 << 10) == nil, "its area may have no room")
            boot.cmdline = ""
            #expect(area(policy, 1) == nil, "nothing is taken from a pool")
            boot.cmdline = "swiotlb=force"
            let wrong = try #require(policy.negating("swiotlb/area-of-cpu"))
            #expect(area(wrong, 1) == 2)
        }
    }

    @Test("tell the IOMMU and the group's type")
    func groups() {
        let types: [(String, VIOMMU, String?)] = [
            ("", .none, nil), ("", .intel, "DMA-FQ"), ("iommu=pt", .intel, "identity"),
            ("iommu.strict=1", .intel, "DMA"),
            ("intel_iommu=strict iommu.strict=0", .intel, "DMA"), ("iommu=off", .intel, nil),
            ("intel_iommu=off", .intel, nil), ("iommu=pt iommu.strict=1", .intel, "identity"), ("", .amd, "DMA"),
            ("iommu=pt", .amd, "identity"), ("iommu=off", .amd, nil),
        ]
        let devices = [
            Device(name: "a", dmaMask: 32), Device(name: "b", dmaMask: 32, untrusted: true),
            Device(name: "c", dmaMask: 32, hotplugged: true), Device(name: "d", dmaMask: 32, besideIOMMU: true),
        ]
        for policy in Policy.both {
            for (cmdline, viommu, type) in types {
                let facts = policy.expectations(for: boot(cmdline, viommu), devices: devices)
                let untrusted = type.map { _ in "DMA" }
                #expect(facts.groupTypes.map(\.value) == [type, untrusted, type, nil], "\(cmdline)")
                #expect(facts.iommuPresent?.value == (type != nil), "\(cmdline)")
            }
            // Debian's 6.1 is built without a driver for it.
            let virtio = policy.expectations(for: boot("iommu=off", .virtio), devices: devices).groupTypes.first
            #expect(virtio?.value == (policy.name == "linux-6.1" ? nil : "DMA-FQ"))
        }
    }

    @Test("tell which masks are taken")
    func masks() {
        let devices = [Device(name: "a", dmaMask: 23), Device(name: "b", dmaMask: 24, coherentMask: 16)]
        for policy in Policy.both {
            let direct = policy.expectations(for: boot(""), devices: devices).masks
            #expect(direct.map(\.streaming.value) == [false, true])
            #expect(direct.map(\.coherent.value) == [false, false])
            let translated = policy.expectations(for: boot("", .intel), devices: devices).masks
            #expect(translated.allSatisfy { $0.streaming.value && $0.coherent.value })
        }
    }

    @Test("say why in the kernel's terms")
    func reasons() {
        let because = policy("linux-6.1").expectations(for: boot("swiotlb=noforce")).poolExists?.because.rules ?? []
        #expect(because.last?.says == "There is no pool.")
        #expect(because.contains { $0.says == "swiotlb=noforce is on the command line." })
        #expect(because.last?.cite == "6.1:kernel/dma/swiotlb.c:swiotlb_init_remap")
    }
}
