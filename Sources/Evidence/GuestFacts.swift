/// What the guest's own files say of it (`facts.txt`: `key=value` lines, a key as often as it has values).
public struct GuestFacts: Sendable {
    /// `/sys/kernel/iommu_groups/N/type` of each device's group, by PCI address; no entry where it has no group.
    public private(set) var groupTypes: [String: String] = [:]
    /// Driver that bound each device, by PCI address; no entry where none did.
    public private(set) var drivers: [String: String] = [:]
    /// Width of each device's masks in bits, as they were at the end, by PCI address.
    public private(set) var streamingBits: [String: Int] = [:]
    /// Width of each device's coherent mask in bits, as it was at the end, by PCI address.
    public private(set) var coherentBits: [String: Int] = [:]
    /// Where the kernel maps all memory, and where its `struct page`s stand, with the bytes of one; nil where no probe
    /// module tells.
    public private(set) var directMap: UInt64?
    /// Virtual address of the `struct page` of the first physical page; nil where no probe module tells.
    public private(set) var pageStructs: UInt64?
    /// Bytes of one `struct page`; nil where no probe module tells.
    public private(set) var pageStructBytes: UInt64?
    /// Slots of the SWIOTLB pool (`io_tlb_nslabs`), 2 KiB each; nil where there is no pool.
    public private(set) var poolSlots: UInt64?
    /// Whether the absence of slots means that there is no pool, and not that debugfs could not be read.
    public private(set) var tellsOfPool = true
    /// `uname -r`; nil where the agent does not tell.
    public private(set) var release: String?
    /// The kernel's whole command line; nil where the agent does not tell.
    public private(set) var commandLine: String?
    /// Processors that are online; nil where the agent does not tell.
    public private(set) var processors: Int?
    /// Entries of `/sys/class/iommu`.
    public private(set) var iommus: [String] = []
    /// Names of the kprobes that the agent armed.
    public private(set) var probes: Set<String> = []
    /// Why tracing was not armed; nil where it was.
    public private(set) var traceNotArmed: String? = "the guest's agent says nothing of tracing"
    /// Whether the last of the facts are there: what the agent's control DMA at the end came to, or what ended an
    /// observer's trace.
    public private(set) var areWhole = false

    /// Lines read at the most.
    private static let limit = 10_000

    /// A line that is no pair is passed over.
    public init(text: [UInt8]) {
        for line in String(decoding: text, as: UTF8.self).split(separator: "\n").prefix(Self.limit) {
            guard let equals = line.firstIndex(of: "=") else { continue }
            take(line[..<equals], line[line.index(after: equals)...])
        }
    }

    private mutating func take(_ key: Substring, _ value: Substring) {
        switch key {
        case "trace": traceNotArmed = value == "armed" ? nil : "tracing is \(value) in this guest"
        case "trace.kprobe": probes.insert(String(value))
        case "uname.release": release = String(value)
        case "cmdline": commandLine = String(value)
        case "processors": processors = Int(value)
        case "iommu": iommus.append(String(value))
        case "swiotlb.io_tlb_nslabs": poolSlots = UInt64(value).flatMap { $0 == 0 ? nil : $0 }
        case "swiotlb.debugfs": tellsOfPool = value != "unreadable"
        case "kernel.direct_map": directMap = Self.hexadecimal(value)
        case "kernel.page_structs": pageStructs = Self.hexadecimal(value)
        case "kernel.page_struct_bytes": pageStructBytes = UInt64(value).flatMap { $0 == 0 ? nil : $0 }
        case "observe.end": areWhole = true
        case _ where key == "control.finish" || key.hasPrefix("control.finish."): areWhole = true
        default:
            guard key.hasPrefix("pci.") else { return }
            if key.hasSuffix(".dma_mask_bits") { streamingBits[String(key.dropFirst(4).dropLast(14))] = Int(value) }
            if key.hasSuffix(".consistent_dma_mask_bits") {
                coherentBits[String(key.dropFirst(4).dropLast(25))] = Int(value)
            }
            if key.hasSuffix(".driver") { drivers[String(key.dropFirst(4).dropLast(7))] = String(value) }
            guard key.hasSuffix(".group_type") else { return }
            groupTypes[String(key.dropFirst(4).dropLast(11))] = String(value)
        }
    }

    private static func hexadecimal(_ value: Substring) -> UInt64? {
        value.hasPrefix("0x") ? UInt64(value.dropFirst(2), radix: 16) : nil
    }
}
