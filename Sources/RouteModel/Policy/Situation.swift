/// Everything a rule may look at: what is asked, the facts, and what earlier rules answered.
///
/// A class, so that a rule gets it by reference: a struct of this size would be copied for every question.
final class Situation {
    let encryption: Encryption
    let platform: Platform
    /// The bit that selects a view of memory; nil without encryption.
    let addressBit: AddressBit?
    let microcode: UInt32?
    /// Whether memory above 4 GiB could be plugged in.
    let canGrow: Bool
    /// Whether firmware's tables tell how many levels the IOMMU's page tables have.
    let tablesTellLevels: Bool
    let passThrough: Bool
    let atomic: Bool
    /// nil for none.
    let iommu: IOMMUKind?
    let ram: UInt64
    let layout: RAMLayout
    let pageSize: UInt64
    /// Highest address of ZONE_DMA.
    let zoneDMA: UInt64
    let options: Options
    /// As the command line leaves them; see ``slabs``.
    private let slabsAsked: SlabCount
    /// `num_possible_cpus()`.
    let possibleCPUs: UInt64
    /// Whether a device's own driver asks; then ``kind`` is that of its first queue, which `vring_alloc_queue()` allocates.
    let isDriven: Bool
    let kind: RequestKind
    let place: Place?
    let size: UInt64
    let segments: Int
    let offset: UInt64
    let cut: Cut
    let held: Int
    let earlierBits: Int?
    /// The CPU that makes the call; nil for any.
    let cpu: Int?
    let attributes: DMAAttributes
    let sync: CPUSync
    /// Whether the device moves only after the unmap.
    let isLate: Bool
    /// Whether the device writes what is mapped for it to read.
    let isBackwards: Bool
    /// Whether only the device writes.
    let isFromDevice: Bool
    let untrusted: Bool
    let tState: Bool
    let besideIOMMU: Bool
    let streamingBits: Int
    let coherentBits: Int
    let isVirtio: Bool
    /// VIRTIO_F_ACCESS_PLATFORM; true for what is no virtio device.
    let demandsAPI: Bool
    let facts: Facts
    /// Only the one walk that made the situation writes here, and never while a rule reads; checking each access
    /// would take longer than the rules do.
    @exclusivity(unchecked) var found = Found()

    /// What the walk has found out so far.
    struct Found: Sendable {
        /// Rules consulted, and those of them that answered yes.
        var asked = SlotSet()
        var answers = SlotSet()
        /// What a guest with encrypted memory makes of the slabs asked for; nil in every other kernel.
        var slabs: SlabCount?
        var lowEnd: UInt64 = 0
        var limit: UInt64 = 0
        var poolBytes: UInt64 = 0
        var poolFloor: UInt64 = 0
        var poolAreas: UInt64 = 0
        var maxMapping: UInt64 = 0
        var site: UInt64 = 0
        /// The page that an IOMMU's entry maps is not encrypted.
        var mapsDecrypted = false
        /// The policy does not speak about this machine's pool.
        var unmodelled = false
        /// Every segment is bounced, whether the device reaches it or not.
        var bouncesAll = false
        /// Highest physical address whose DMA address keeps the limit; nil where none does.
        var reach: UInt64? = 0
    }

    init(_ machine: Machine, _ device: Device, _ request: Request, _ facts: Facts) {
        encryption = machine.encryption
        platform = machine.platform
        addressBit = machine.addressBit
        microcode = machine.microcode
        canGrow = machine.canGrow
        tablesTellLevels = machine.tablesTellLevels
        passThrough = machine.passThrough
        atomic = request.atomic
        iommu = machine.iommu
        ram = machine.ram
        layout = machine.layout
        pageSize = machine.pageSize
        zoneDMA = machine.zoneDMA
        options = machine.options
        possibleCPUs = machine.possibleCPUs
        slabsAsked = options.slabs.atInit(possibleCPUs: machine.possibleCPUs)
        isDriven = request.kind == .driverIO
        kind = isDriven ? .allocCoherent : request.kind
        place = request.place
        size = request.size
        segments = request.segments
        offset = request.offset
        cut = request.cut
        held = request.held
        earlierBits = request.earlierMask
        cpu = request.cpu
        attributes = request.attributes
        sync = request.sync
        isLate = request.moved == .afterUnmap
        isBackwards = request.moved == .backwards
        isFromDevice = request.direction == .fromDevice
        untrusted = device.untrusted
        tState = device.tState
        besideIOMMU = device.besideIOMMU
        streamingBits = device.dmaMask
        coherentBits = device.coherentMask
        isVirtio = device.iommuPlatform != nil
        demandsAPI = device.iommuPlatform ?? true
        self.facts = facts
    }

    /// The answer of a rule consulted before; false when it was not.
    @inline(__always)
    subscript(slot: Slot) -> Bool { found.answers.contains(slot) }

    /// `default_nslabs` and `default_nareas` as `swiotlb_init_remap()` uses them.
    var slabs: SlabCount { found.slabs ?? slabsAsked }

    /// Whether an address of encrypted memory can lie within a mask of so many bits.
    func reachesEncrypted(_ bits: Int) -> Bool { addressBit?.letsReachEncrypted(bits) ?? true }

    /// Mappings of the request's size that the device has when the call is made: what is held, and the call's own.
    var mappings: UInt64 { UInt64(max(held, 0)) + 1 }

    /// Bytes of the largest segment of a list.
    var segmentSize: UInt64 { length(parts: cut == .even ? 1 : UInt64(max(segments, 1))) }

    /// Whether some of its parts certainly fill no whole pages.
    var hasPartsOfPages: Bool { (smallest | offset) % pageSize != 0 }

    /// Bytes of its first and smallest one.
    var smallest: UInt64 { length(parts: 1) }

    /// Whether it is a list some of whose segments may fill whole pages, which dma-iommu does not bounce.
    var isBouncedPartly: Bool {
        guard kind == .mapSG, segments > 1 else { return false }
        let last = cut == .even ? 1 : min(UInt64(max(segments, 1)), pageSize)
        return (1...last).contains { length(parts: $0) % pageSize == 0 }
    }

    /// Bytes of so many of the equal parts that a list is made of.
    private func length(parts: UInt64) -> UInt64 {
        let count = min(UInt64(max(segments, 1)), 1 << 20)
        let all = cut == .even ? count : count * (count + 1) / 2
        let part = size / all + (size % all == 0 ? 0 : 1)
        let bytes = part.multipliedReportingOverflow(by: parts)
        return bytes.overflow ? .max : bytes.partialValue
    }
}
