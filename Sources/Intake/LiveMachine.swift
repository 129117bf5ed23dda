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
    public internal(set) var unjudged: String?
    let facts: [String: [String]]

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
    /// Bytes of a machine of the lab's whose RAM ends where this one's does (``RAMLayout``). Without full rights
    /// `/proc/iomem` shows only zeros, and `/proc/meminfo` must do.
    private var ram: UInt64? {
        let ends = (facts["iomem.ram"] ?? []).compactMap { range in
            range.split(separator: "-").last.flatMap { Self.hexadecimal($0) }
        }
        if let last = ends.max(), last > 0 { return boot.architecture.memoryMap.ram(endingAt: last) }
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
        guard let bit = boot.addressBit, bit.standsInDMAAddress else { return }
        guard let position = bitPosition else {
            unjudged =
                "the kernel says that memory is encrypted, and the facts do not say which bit of an address tells"
            return
        }
        boot.moveAddressBit(to: position)
    }

    static func hexadecimal(_ text: Substring) -> UInt64? {
        text.hasPrefix("0x") ? UInt64(text.dropFirst(2), radix: 16) : nil
    }

    /// Of `0-7` or `0,2-3`.
    private static func lastCPU(_ text: String?) -> Int {
        let last = text?.split { $0 == "-" || $0 == "," }.last.flatMap { Int($0) } ?? 0
        return min(max(last, 0), 8191)
    }
}

extension KernelVersion {
    /// Of `uname -r`, such as `7.3.0-rc2+`.
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
