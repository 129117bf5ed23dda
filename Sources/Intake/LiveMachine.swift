import Evidence
public import RouteModel

/// What an observer's facts and log say of the machine that it ran on.
public struct LiveMachine: Sendable {
    /// The series whose policy is the nearest stands for the kernel.
    public var boot: Boot
    public let possibleCPUs: Int
    /// `uname -r` and `uname -v`.
    public let release: String
    public let build: String
    /// Which user observed, 0 for root; nil where the facts do not tell.
    public let user: Int?
    /// What ended the tracing; nil where the facts are cut.
    public let end: String?
    /// What could not be read or traced, and why.
    public let lacks: [String]
    /// Why nothing can be judged; nil where something can.
    public private(set) var unjudged: String?
    private let facts: [String: [String]]

    /// Facts read at the most.
    private static let limit = 10_000

    /// - Parameters:
    ///   - text: `facts.txt`.
    ///   - log: the kernel's, a line each.
    ///   - kernels: names of those that there are policies of.
    /// - Returns: nil where this is no observer's file.
    public init?(facts text: [UInt8], log: [String], kernels: [String]) {
        var facts: [String: [String]] = [:]
        for line in String(decoding: text, as: UTF8.self).split(separator: "\n").prefix(Self.limit) {
            guard let equals = line.firstIndex(of: "=") else { continue }
            facts[String(line[..<equals]), default: []].append(String(line[line.index(after: equals)...]))
        }
        guard facts["observe.format"]?.first == "1" else { return nil }
        self.facts = facts
        release = facts["uname.release"]?.first ?? ""
        build = facts["uname.version"]?.first ?? ""
        user = facts["observe.user"]?.first.flatMap { Int($0) }
        end = facts["observe.end"]?.first
        lacks = (facts["observe.lack"] ?? []) + (facts["trace.missing"] ?? []).map { "not traced: \($0)" }
        possibleCPUs = Self.lastCPU(facts["cpu.possible"]?.first) + 1
        boot = Boot(kernel: "", ram: 0)
        guard let version = KernelVersion(release: release),
            let kernel = KernelVersion.nearest(to: version, among: kernels)
        else {
            unjudged = "the facts name no release of a kernel"
            return
        }
        boot.kernel = kernel
        boot.cmdline = Boot.routingWords(of: facts["cmdline"]?.first ?? "")
        boot.platform = isGuest ? .guest : .host
        boot.viommu = viommu
        if let ram { boot.ram = ram } else { unjudged = "the facts do not say how much RAM there is" }
        takeEncryption(log)
    }

    /// The device of this name with its masks; nil where sysfs has none, as of what is no PCI device.
    public func device(_ name: String) -> Device? {
        guard let streaming = facts["pci.\(name).dma_mask_bits"]?.first.flatMap({ Int($0) }),
            let coherent = facts["pci.\(name).consistent_dma_mask_bits"]?.first.flatMap({ Int($0) }),
            (0...64).contains(streaming), (0...64).contains(coherent)
        else { return nil }
        return Device(
            name: name, model: facts["pci.\(name).driver"]?.first ?? "no driver", dmaMask: streaming,
            coherentMask: coherent, untrusted: facts["pci.\(name).removable"]?.first == "removable")
    }
}

extension LiveMachine {
    /// eax, ebx, ecx, edx of a leaf; nil where the processor has none.
    private func registers(_ leaf: String) -> [UInt64]? {
        let values = facts["cpuid.\(leaf)"]?.first?.split(separator: " ").compactMap { Self.hexadecimal($0) }
        return values?.count == 4 ? values : nil
    }

    /// Source: arch/x86/include/asm/cpufeatures.h, X86_FEATURE_HYPERVISOR: bit 31 of ecx of leaf 1.
    private var isGuest: Bool { (registers("0x1")?[2] ?? 0) >> 31 & 1 == 1 }

    /// Names of `/sys/class/iommu`: `dmar0` (drivers/iommu/intel/dmar.c), `ivhd0` (drivers/iommu/amd/init.c), or that of
    /// the virtio device (drivers/iommu/virtio-iommu.c).
    private var viommu: VIOMMU {
        guard let name = facts["iommu"]?.first else { return .none }
        return name.hasPrefix("dmar") ? .intel : name.hasPrefix("ivhd") ? .amd : .virtio
    }

    /// Bytes of a machine of the lab's whose RAM ends where this one's does (``RAMLayout``). Without full rights
    /// `/proc/iomem` shows only zeros, and `/proc/meminfo` must do.
    private var ram: UInt64? {
        let ends = (facts["iomem.ram"] ?? []).compactMap { range in
            range.split(separator: "-").last.flatMap { Self.hexadecimal($0) }
        }
        let last = ends.max() ?? 0
        if last >= RAMLayout.highStart, last < 1 << 52 { return last - RAMLayout.highStart + 1 + 0x8000_0000 }
        // Firmware's tables stand behind the last of it.
        if last > 0 { return (min(last, 0xafef_ffff) | 0xf_ffff) + 1 }
        let total = facts["meminfo.MemTotal"]?.first?.split(separator: " ").first.flatMap { UInt64($0) }
        return total.map { min($0, 1 << 42) << 10 }
    }

    /// The kernel's own word, where its log goes back to the start; else the processor's.
    private mutating func takeEncryption(_ log: [String]) {
        if let words = log.lazy.compactMap(KernelMessages.encryption).first {
            boot.encryption = Self.encryption(words)
        } else if !KernelMessages.goesBackToTheStart(log) {
            takeProcessorsWord()
        }
        guard boot.encryption != .none, boot.encryption != .tdx else { return }
        // Fn8000_001F of AMD's manual: ebx, bits 5:0, position of the C-bit.
        guard let leaf = registers("0x8000001f") else {
            unjudged =
                "the kernel says that memory is encrypted, and the facts do not say which bit of an address tells"
            return
        }
        boot.cBit = Int(leaf[1] & 63)
    }

    private mutating func takeProcessorsWord() {
        let canSME = (registers("0x8000001f")?[0] ?? 0) & 3 != 0
        let isTDX = registers("0x21").map { $0[1] == 0x6574_6e49 && $0[3] == 0x5844_546c } ?? false
        if isTDX { boot.encryption = .tdx }
        guard canSME, !isTDX else { return }
        // MSR_AMD64_SEV: SEV, SEV-ES, SEV-SNP in bits 0 to 2 (arch/x86/include/asm/msr-index.h).
        let status = facts["msr.0xc0010131"]?.first.flatMap { Self.hexadecimal($0[...]) }
        switch status {
        case let status? where status & 4 != 0: boot.encryption = .sevSNP
        case let status? where status & 2 != 0: boot.encryption = .sevES
        case let status? where status & 1 != 0: boot.encryption = .sev
        default:
            unjudged =
                "the processor can encrypt memory, and whether the kernel uses that is not told: its log no longer goes "
                + "back to the start; observe soon after a boot"
        }
    }

    /// Source: arch/x86/mm/mem_encrypt.c, print_mem_encrypt_feature_info.
    private static func encryption(_ words: String) -> Encryption {
        if words.contains("TDX") { return .tdx }
        if words.contains("SEV-SNP") { return .sevSNP }
        if words.contains("SEV-ES") { return .sevES }
        if words.contains("SEV") { return .sev }
        return words.contains("SME") ? .sme : .none
    }

    private static func hexadecimal(_ text: Substring) -> UInt64? {
        text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : nil
    }

    /// Of `0-7` or `0,2-3`.
    private static func lastCPU(_ text: String?) -> Int {
        let last = text?.split { $0 == "-" || $0 == "," }.last.flatMap { Int($0) } ?? 0
        return min(max(last, 0), 8191)
    }
}

extension KernelVersion {
    /// Of `uname -r`, such as `6.1.0-56-amd64`.
    init?(release: String) {
        let parts = release.split { !$0.isNumber }
        guard release.first?.isNumber == true, parts.count > 1, let major = Int(parts[0]), let minor = Int(parts[1])
        else { return nil }
        self.init(major: major, minor: minor)
    }

    /// Of kernels' names the one of the newest series that is not newer, else of the oldest.
    static func nearest(to version: KernelVersion, among kernels: [String]) -> String? {
        let known = kernels.compactMap { name in KernelVersion(kernel: name).map { (name: name, version: $0) } }
            .sorted { $0.version < $1.version }
        return (known.last { $0.version <= version } ?? known.first)?.name
    }
}
