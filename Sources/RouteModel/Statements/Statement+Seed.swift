extension Statement {
    /// The statements of one mail that says how hosts and guests with memory encryption should differ.
    public enum ID: String, CaseIterable, Sendable {
        case nocc1 = "NOCC-1"
        case host0 = "HOST-0"
        case host1 = "HOST-1"
        case host1b = "HOST-1b"
        case host2 = "HOST-2"
        case host4 = "HOST-4"
        case host5 = "HOST-5"
        case host6 = "HOST-6"
        case host7 = "HOST-7"
        case guest1 = "GUEST-1"
        case guest2 = "GUEST-2"
        case guest3 = "GUEST-3"
        case guest4 = "GUEST-4"
        case pool1 = "POOL-1"
        case pool2 = "POOL-2"
        case name1 = "NAME-1"
        case name2 = "NAME-2"
        case detect1 = "DETECT-1"
        case detect2 = "DETECT-2"
        case detect3 = "DETECT-3"
        case detect4 = "DETECT-4"
        case seedConfiguration = "SEED-CFG"
        case alternative = "ALT-HACK"

        /// One sentence.
        public var says: String {
            switch self {
            case .nocc1: "Without memory encryption the pool is ordinary memory."
            case .host0: "A host with SME gets none of the special handling of a confidential guest."
            case .host1:
                "Behind a translating IOMMU a host's memory is mapped with its \(AddressBit.usualName) to an IOVA within the device's "
                    + "limit, and nothing is bounced."
            case .host1b: "What is bounced for an untrusted device of a host is translated to the copy as it is stored."
            case .host2: "Any device of a host may use the pool, however far it reaches."
            case .host4: "On a host the device's limit alone decides, as the driver has set it."
            case .host5: "A host's pool lies low, is not encrypted, and is not labelled as shared with a hypervisor."
            case .host6: "A host bounces only what masks or options demand, since a bounce shows plain text."
            case .host7: "On a host the address of a bounce or of decrypted memory has no \(AddressBit.usualName)."
            case .guest1: "In a guest an IOMMU gives no device access to private memory."
            case .guest2: "In a guest a trusted device does not use the pool."
            case .guest3: "In a guest a trusted device and swiotlb=force do not go together yet."
            case .guest4: "In a guest a device's trust is settled before its driver binds."
            case .pool1: "A device that can do encrypted DMA and must be bounced is bounced through encrypted memory."
            case .pool2: "Hosts and guests both decrypt the pool's memory with set_memory_decrypted()."
            case .name1: "The label cc_shared is for guests alone."
            case .name2:
                "A pool says by one flag that it is decrypted, on hosts and in guests, and by another that it is "
                    + "shared."
            case .detect1:
                "On the direct path a streaming mapping uses the pool when, and only when, the \(AddressBit.usualName) passes the "
                    + "device's limit."
            case .detect2:
                "A coherent allocation is decrypted when, and only when, the \(AddressBit.usualName) passes the device's limit."
            case .detect3: "Where a device needs the pool, the architecture has set one up."
            case .detect4:
                "An architecture says by dev_cannot_reach_memory() that a device reaches no encrypted memory."
            case .seedConfiguration: "A host with mem_encrypt=on iommu=pt swiotlb=force works."
            case .alternative:
                "force_dma_unencrypted() is true on a host whenever swiotlb is forced (a proposal that the mail refuses)."
            }
        }
    }

    private static let thread =
        "[PATCH v6 00/20] dma-mapping: Use DMA_ATTR_CC_SHARED through direct, pool and swiotlb paths"

    /// In the order of the mail.
    public static let all = ID.allCases.map(Statement.init)

    /// The statement of that id, with the mail that makes it.
    public init(_ id: ID) {
        let mail = id == .alternative ? "A. Kardashevskiy, 2026-06-17" : "J. Gunthorpe, 2026-06-19"
        self.init(id: id.rawValue, says: id.says, cite: "\(mail), in \"\(Self.thread)\"")
    }

    /// The statement of that id, such as `HOST-1`; nil where there is none.
    public static func named(_ id: String) -> Statement? { all.first { $0.id == id } }
}
