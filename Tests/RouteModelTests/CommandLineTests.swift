import Testing

@testable import RouteModel

/// What each release makes of an option; the reason names the line of source that decides.
struct Reading: Sendable, CustomTestStringConvertible {
    let text: String
    let reason: String
    var v61: @Sendable (inout ReadOptions) -> Void
    var v73: (@Sendable (inout ReadOptions) -> Void)?

    var testDescription: String { text }

    init(
        _ text: String, _ reason: String, _ both: @escaping @Sendable (inout ReadOptions) -> Void,
        onV73: (@Sendable (inout ReadOptions) -> Void)? = nil
    ) {
        self.text = text
        self.reason = reason
        v61 = both
        v73 = onV73
    }
}

private let nothing: @Sendable (inout ReadOptions) -> Void = { _ in }
private let force: @Sendable (inout ReadOptions) -> Void = { $0.force = true }
private let identity: @Sendable (inout ReadOptions) -> Void = { $0.passthrough = true }

@Suite("The command line as each kernel reads it")
struct CommandLineTests {
    static let iommu = [
        Reading("", "nothing said", nothing),
        Reading("iommu=off", "strncmp(p, off, 3)", { $0.iommuOff = true }),
        Reading("iommu=offline", "a prefix is enough", { $0.iommuOff = true }),
        Reading("iommu=noforce", "GART only", nothing),
        Reading("iommu=force,merge,on", "GART only", nothing),
        Reading("iommu=pt", "strncmp(p, pt, 2)", identity),
        Reading("iommu=pt iommu=nopt", "the last stands", { $0.passthrough = false }),
        Reading("iommu=nopt,pt", "the last stands within one option too", identity),
        Reading("iommu=soft,off", "comma list", { ($0.iommuSoft, $0.iommuOff) = (true, true) }),
        Reading("iommu=pt,usedac,off", "usedac returns 1 at once", identity),
        Reading("iommu=,off", "one comma is skipped", { $0.iommuOff = true }),
        Reading("iommu", "no value: -EINVAL", nothing),
        Reading("IOMMU=off", "names are case sensitive", nothing),
        Reading("iommu=Off", "keywords are case sensitive", nothing),
        Reading("iommu.passthrough=1 iommu=nopt", "the last stands", { $0.passthrough = false }),
        Reading("iommu.passthrough=yes", "kstrtobool: first letter y", identity),
        Reading("iommu.passthrough=true", "kstrtobool of both trees knows t", identity),
        Reading("iommu.passthrough=on", "kstrtobool: o then n", identity),
        Reading("iommu.passthrough=off", "kstrtobool: o then f", { $0.passthrough = false }),
        Reading("iommu.passthrough=o", "kstrtobool: o alone is -EINVAL", nothing),
        Reading("iommu.passthrough", "no value: -EINVAL", nothing),
        Reading("iommu.passthrough=2", "kstrtobool: -EINVAL", nothing),
        Reading("iommu.passthrough=enable", "only 7.3 knows e", nothing, onV73: identity),
        Reading("iommu.strict=1", "kstrtobool", { $0.strict = true }),
        Reading("iommu.strict=1 iommu.strict=0", "the last stands", nothing),
        Reading("iommu.strict=enable", "only 7.3 knows e", nothing, onV73: { $0.strict = true }),
        Reading("intel_iommu=strict iommu.strict=0", "__setup comes after early_param", { $0.strict = true }),
        Reading("intel_iommu=off", "dmar_disabled, DMAR_USER_OFF", { $0.intelOff = true }),
        Reading("intel_iommu=off,on", "the last stands", nothing),
        Reading("intel_iommu=on intel_iommu=off", "the last stands", { $0.intelOff = true }),
        Reading("intel_iommu=sm_on,,off", "several commas are skipped", { $0.intelOff = true }),
        Reading("intel_iommu=igfx_off,sp_off,sm_off,tboot_noforce", "nothing of routing", nothing),
        Reading("intel_iommu=forcedac iommu.forcedac=0", "__setup comes after early_param", { $0.forcedac = true }),
        Reading("iommu.forcedac=1 iommu.forcedac=off", "the last stands", nothing),
        Reading("iommu.forcedac=enable", "only 7.3 knows e", nothing, onV73: { $0.forcedac = true }),
        Reading("intel-iommu=off", "parameqn: dashes are underscores", { $0.intelOff = true }),
        Reading("intel_iommu", "the __setup string ends in =", nothing),
        Reading("amd_iommu=off", "amd_iommu_disabled", { $0.amdOff = true }),
        Reading("amd-iommu=offline", "a prefix is enough, and dashes are underscores", { $0.amdOff = true }),
        Reading("amd_iommu=fullflush,,off", "several commas are skipped", { ($0.strict, $0.amdOff) = (true, true) }),
        Reading("amd_iommu=off,force_enable,on", "off sticks", { $0.amdOff = true }),
        Reading("amd_iommu=fullflush iommu.strict=0", "__setup comes after early_param", { $0.strict = true }),
        Reading("amd_iommu=force_isolation,pgtbl_v2,pgtbl_v1,irtcachedis,nohugepages", "decides nothing", nothing),
        Reading("amd_iommu_dump amd_iommu=", "decides nothing", nothing),
        Reading("amd_iommu", "the __setup string ends in =", nothing),
    ]

    static let swiotlb = [
        Reading("swiotlb=force", "strcmp", force),
        Reading("swiotlb=noforce", "strcmp", { $0.noforce = true }),
        Reading("swiotlb=force swiotlb=noforce", "both flags stick", { ($0.force, $0.noforce) = (true, true) }),
        Reading("swiotlb=force,track_hiwater", "6.1 compares whole words", nothing, onV73: force),
        Reading("swiotlb=forced", "7.3 compares prefixes", nothing, onV73: force),
        Reading("swiotlb=noforce,x", "7.3 compares prefixes", nothing, onV73: { $0.noforce = true }),
        Reading("swiotlb=any", "no such keyword in either", nothing),
        Reading("swiotlb=,force", "a leading comma is skipped", force),
        Reading("swiotlb=,,force", "and a second one", force),
        Reading("swiotlb=,,,force", "but not a third", nothing),
        Reading("swiotlb=force,65536", "numbers come first", nothing, onV73: force),
        Reading("swiotlb=65536", "slabs", { $0.slabs.slabs = 65536 }),
        Reading("swiotlb=65537", "ALIGN to 128", { $0.slabs.slabs = 65664 }),
        Reading("swiotlb=0x10000", "base 0 knows 0x", { $0.slabs.slabs = 65536 }),
        Reading("swiotlb=0200000", "base 0 knows octal", { $0.slabs.slabs = 65536 }),
        Reading("swiotlb=64M", "the number ends at M, and M is no keyword", { $0.slabs.slabs = 128 }),
        Reading("swiotlb=08", "octal 0, then 8 areas", { ($0.slabs.slabs, $0.slabs.areas) = (1024, 8) }),
        Reading(
            "swiotlb=65536,3,force", "areas round up", { ($0.slabs.slabs, $0.slabs.areas, $0.force) = (65536, 4, true) }
        ),
        Reading("swiotlb=300,4", "4 areas of 128", { ($0.slabs.slabs, $0.slabs.areas) = (512, 4) }),
        Reading("swiotlb=66000,1", "a power of two with areas", { ($0.slabs.slabs, $0.slabs.areas) = (131072, 1) }),
        Reading(
            "swiotlb=,4 swiotlb=128", "a later number shrinks it again", { ($0.slabs.slabs, $0.slabs.areas) = (128, 4) }
        ),
        Reading("swiotlb=0", "0 until the areas are set", { $0.slabs.slabs = 0 }),
        Reading("swiotlb", "isdigit(*NULL)", { $0.beyond = .crashes }),
        Reading("swiotlb=", "an empty value is none of them", nothing),
    ]

    static let quoting = [
        Reading("swiotlb=\"force\"", "quotes around a value go", force),
        Reading("\"swiotlb=force\"", "quotes around all go", force),
        Reading("\"iommu=pt swiotlb=force\"", "a space in quotes ends nothing", identity),
        Reading("quiet -- swiotlb=force", "-- ends the kernel's options", nothing),
        Reading("--x swiotlb=force", "only a bare -- does", force),
        Reading("swiotlb=force --", "what stands before -- counts", force),
        Reading("\tswiotlb=force\n", "every space of isspace()", force),
        Reading("=swiotlb swiotlb=force", "= in the first place is part of the name", force),
        Reading("\"", "a lone quote", nothing),
        Reading("swiotlb=\"", "a lone quote as value", nothing),
        Reading("mem=1G", "moves memory", { $0.beyond = .reshapes }),
        Reading("coherent_pool=256K", "memparse", { $0.coherentPool = 256 << 10 }),
        Reading("coherent_pool=0x1m", "memparse: base 0, and letters of either case", { $0.coherentPool = 1 << 20 }),
        Reading("coherent_pool=8k coherent_pool=4096", "the last stands", { $0.coherentPool = 4096 }),
        Reading("coherent_pool=", "nothing is 0", nothing),
        Reading("coherent_pool", "memparse(NULL)", { $0.beyond = .crashes }),
    ]

    static let beyond = [
        "initcall_blacklist=pci_iommu_init", "module_blacklist=edu", "numa=fake=2", "clearcpuid=0", "memmap=64M$1G",
        "efi=noruntime", "nosmp", "maxcpus=0", "pci=nommconf", "pci=noats,nocrs", "pci=", "hugepages=0:100",
        "hugepagesz=1G hugepages=1", "cma=64M",
        "acpi_rsdp=0x1000", "acpi=off",
        "setcpuid=1", "ivrs_ioapic[4]=00:14.0", "module-blacklist=edu", "reserve_mem=4M:4096:x",
    ]

    @Test("is not predicted from where it changes what else the kernel does", arguments: beyond)
    func changesMore(_ text: String) {
        #expect(Options(text).beyond == .reshapes)
        for policy in Policy.releases {
            #expect(policy.predict(point(text)).map(\.allowed) == [nil])
            #expect(policy.expectations(for: point(text).boot).poolExists == nil)
        }
    }

    @Test(
        "is predicted from where an option turns off what decides no route",
        arguments: ["pci=noats", "pci=nomsi,noaer"])
    func changesNoRoute(_ text: String) {
        #expect(Options(text) == Options(""))
    }

    @Test(
        "names the option that it is not predicted for",
        arguments: [
            ("iommu=pt mem=1G", "mem"), ("pci=nommconf", "pci"), ("hugepages=0:1", "hugepages"), ("cma=64M x=1", "cma"),
            ("crashkernel=64M hugepages=8 numa=off pci=noats swiotlb=force", nil),
        ] as [(String, String?)])
    func named(_ text: String, _ name: String?) {
        #expect(point(text).boot.optionBeyond == name)
    }

    @Test("with hugepages= is predicted where these leave most memory to others")
    func largePages() {
        for policy in Policy.releases {
            #expect(policy.summary(point("hugepages=100")) == policy.summary(point()))
            #expect(policy.summary(point("hugepages=640")) == policy.summary(point()))
            #expect(
                policy.summary(point("hugepages=641")) == "unmodelled",
                "641 pages of 2 MiB are more than a quarter of 5 GiB")
        }
    }

    @Test(
        "with crashkernel= takes what it names from the memory that the pool is in",
        arguments: [
            ("crashkernel=64M", UInt64(64) << 20), ("crashkernel=128M@16M", 128 << 20),
            ("crashkernel=1G,high", 1 << 30),
            ("crashkernel=512M-2G:64M,2G-:96M", 96 << 20), ("crashkernel=32M crashkernel=16M", 32 << 20),
            ("x=\"crashkernel=8M y\"", 8 << 20), ("-- crashkernel=8M", 8 << 20), ("crashkernel=x", 0),
            ("crashkernel", nil),
        ] as [(String, UInt64?)])
    func crashKernel(_ text: String, _ bytes: UInt64?) {
        #expect(Options(text).crashKernel == bytes && Options(text).beyond == nil)
        for policy in Policy.releases {
            func place(_ cmdline: String, ram: UInt64 = 5 * gib) -> ClosedRange<UInt64>? {
                policy.expectations(for: point(cmdline, ram: ram).boot).poolPlace?.value
            }
            let (with, without) = (place(text), place(""))
            guard let with, let without else { Issue.record("\(policy.name)"); return }
            #expect(with.upperBound == without.upperBound)
            #expect(without.lowerBound - with.lowerBound == bytes.map { max($0, 256 << 20) + (16 << 20) } ?? 0)
            // Where both together may be too much, nothing is said.
            let small = place("swiotlb=force " + text, ram: 256 << 20)
            #expect((small == nil) == (bytes != nil))
        }
    }

    @Test("with numa=off lets no memory that could be plugged in count")
    func withoutSRAT() {
        for policy in Policy.releases {
            func pool(_ cmdline: String) -> Bool? {
                let boot = Boot(kernel: "any", cmdline: cmdline, ram: 1 << 30, maxmem: 16 << 30)
                return policy.expectations(for: boot).poolExists?.value
            }
            #expect(pool("") == true && pool("numa=off") == false)
        }
    }

    @Test("is read as the source says", arguments: iommu + swiotlb + quoting)
    func reading(_ reading: Reading) {
        var v61 = ReadOptions()
        reading.v61(&v61)
        var v73 = ReadOptions()
        (reading.v73 ?? reading.v61)(&v73)
        let read = Options(reading.text)
        #expect(read.older == v61, "\(reading.reason)")
        #expect(read.newer == v73, "\(reading.reason)")
        #expect(policy("linux-6.1").reads(reading.text) == v61.asked, "\(reading.reason)")
        #expect(policy("linux-7.3").reads(reading.text) == v73.asked, "\(reading.reason)")
    }

    @Test("of any bytes is read without a crash, and what is too long is said to be")
    func anyBytes() {
        var random = SplitMix64(7)
        let words: [UInt8] = Array("swiotlb=\",0x9force- \u{0}\u{7f}iommu.pt=off--".utf8)
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0..<40, using: &random)).compactMap { _ in
                words.randomElement(using: &random)
            }
            _ = Options(String(decoding: bytes, as: UTF8.self))
        }
        _ = Options("swiotlb=99999999999999999999999,99999999999999,force")
        #expect(Options(String(repeating: "x ", count: 600)).beyond == .tooLong)
    }

    @Test("decides how many slabs the pool starts from")
    func slabs() {
        func count(_ text: String, cpus: UInt64 = 1) -> SlabCount {
            Options(text).slabs.atInit(possibleCPUs: cpus)
        }
        #expect(count("").slabs == 32768)
        #expect(count("swiotlb=0").slabs == 128, "one area of 128 is the least")
        #expect(count("swiotlb=128", cpus: 3).slabs == 512, "four areas of 128")
        #expect(count("swiotlb=300").slabs == 512, "384 rounds up once the areas are set")
        let shrunk = count("swiotlb=,4 swiotlb=300")
        #expect(shrunk.slabs == 384 && shrunk.areas == 4 && shrunk.limitedAreas == 3)
    }
}
