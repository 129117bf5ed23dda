/// A question that a kernel is free to answer one way or the other: to bounce, to translate, to decrypt, to go direct, to
/// mark an address, or to take a device. What machines, options and arithmetic decide is none.
///
/// Each stands for one or more questions of the walk, whichever release asks them; a release may have no rule that answers.
public enum Question: String, Codable, Sendable, CaseIterable {
    /// Whether every mapping of the direct path is bounced.
    case bounceAll = "bounce-all"
    /// Whether the device uses a buffer in its reach itself.
    case goDirect = "go-direct"
    /// Whether a private address is good enough for the device.
    case goPrivate = "go-private"
    /// Whether the device needs unencrypted memory.
    case needUnencrypted = "need-unencrypted"
    /// Whether the memory of an allocation is decrypted.
    case decryptAllocation = "decrypt-allocation"
    /// Whether the memory of an allocation behind an IOMMU is decrypted. Releases either refuse or do not ask.
    case decryptBehindIOMMU = "decrypt-behind-iommu"
    /// Whether an address carries the bit of encrypted memory.
    case markAddress = "mark-address"
    /// Whether an IOMMU's page-table entry carries the bit of encrypted memory.
    case markEntry = "mark-entry"
    /// Whether an IOMMU that is a virtio device is asked to map an address with the bit of encrypted memory.
    case markRequest = "mark-request"
    /// Whether what an IOMMU translates is bounced first.
    case bounceBehindIOMMU = "bounce-behind-iommu"
    /// Whether a pool is built.
    case buildPool = "build-pool"
    /// Whether the pool may serve the device.
    case servePool = "serve-pool"
    /// Whether a buffer that its caller calls shared is bounced.
    case bounceShared = "bounce-shared"
    /// Whether a buffer that its caller calls shared is taken.
    case takeShared = "take-shared"
    /// Whether a buffer that its caller calls shared is taken behind an IOMMU.
    case takeSharedBehindIOMMU = "take-shared-behind-iommu"
    /// Whether registers are mapped where bouncing is forced.
    case mapRegistersUnderForce = "map-registers-under-force"
    /// Whether registers count as shared.
    case shareRegisters = "share-registers"
    /// Whether a virtio driver goes through the DMA API.
    case virtioUsesAPI = "virtio-uses-dma-api"
    /// Whether a virtio driver binds its device.
    case bindVirtio = "bind-virtio"
    /// Whether an IOMMU that is a virtio device gets memory for its own queues.
    case serveIOMMU = "serve-iommu"
    /// What a function for pages gives.
    case givePages = "give-pages"
    /// How large a mapping a driver is told it may ask for.
    case tellSize = "tell-size"
    /// Whether a copy has room in the pool at its size.
    case fitCopy = "fit-copy"

    /// The questions of the walk that it stands for.
    var slots: [Slot] {
        switch self {
        case .bounceAll: [.forceBounce]
        case .goDirect: [.reach]
        case .goPrivate: [.wantsUnencrypted]
        case .needUnencrypted: [.forceUnencrypted]
        case .decryptAllocation: [.allocUnencrypted]
        case .decryptBehindIOMMU: [.allocShared, .allocDecrypted]
        case .markAddress: [.addressEncrypted]
        case .markEntry: [.entryEncrypted]
        case .markRequest: [.requestEncrypted]
        case .bounceBehindIOMMU: [.iommuBounces, .iommuBouncesPartly, .guestIOMMU]
        case .buildPool: [.poolWanted]
        case .servePool: [.poolFitsDevice, .hostPoolMatches]
        case .bounceShared: [.sharedUnbounced]
        case .takeShared: [.sharedNeedsForce]
        case .takeSharedBehindIOMMU: [.sharedRefused]
        case .mapRegistersUnderForce: [.forceRefuses, .forceRefusesAloud]
        case .shareRegisters: [.mmioShared]
        case .virtioUsesAPI: [.virtioUsesAPI]
        case .bindVirtio: [.virtioAccepted]
        case .serveIOMMU: [.viommuUnserved]
        case .givePages: [.modelledPages]
        case .tellSize: [.maxMappingSize]
        case .fitCopy: [.mappingFits]
        }
    }

    private static let bySlot: [Question?] = Slot.allCases.map { slot in allCases.first { $0.slots.contains(slot) } }

    /// nil for what a kernel is not free to answer.
    static func of(_ slot: Slot) -> Question? { bySlot[Int(slot.rawValue)] }

    /// Where the first release that answers it does, as `file:function`: one name for the question, whichever release a
    /// fault is found in.
    public var function: String {
        for composition in Composition.releases {
            for slot in slots {
                guard let spec = composition.spec(slot) else { continue }
                return composition.rule(spec).cite.split(separator: ":").dropFirst().joined(separator: ":")
            }
        }
        return rawValue
    }
}
