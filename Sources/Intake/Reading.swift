import RouteModel

/// Everything that was read from a report; the first of each kind of evidence, in the order of lines.
struct Reading: Sendable {
    var kernels: [Noted<KernelMention>] = []
    /// Releases that are named as those of other programs, of firmware or of a distribution.
    var otherReleases: Set<String> = []
    var commandLines: [Noted<RoutingOptions>] = []
    /// Options named in somebody's own words.
    var wordedOptions: [Noted<RoutingOptions>] = []
    var remedies: [Noted<Remedy>] = []
    /// What the prose says of options.
    var claims: [Noted<Claim>] = []
    /// Whether the pool for atomic allocations is named in prose.
    var namesAtomicPool = false
    /// Options of the command line that no kernel here knows.
    var unknownOptions: [Noted<String>] = []
    /// Worlds other than the one that is modelled: a kernel on its own or below a hypervisor.
    var worlds: [Noted<World>] = []
    /// What tells of the architecture that is modelled.
    var machines: [Noted<World>] = []
    /// Marks of two architectures that machines printed, where one boot has but one.
    var architectures: [Noted<World>] = []
    /// Lines that look like DMA and were not read.
    var unread: [Noted<UnreadLine>] = []
    /// A pool that could not be had at boot, in the kernel's words.
    var poolWarnings: [Noted<Bool>] = []
    /// Where the pool lies, as the kernel printed it.
    var poolRanges: [Noted<ClosedRange<UInt64>>] = []
    /// The kernel is built so that its pool grows.
    var dynamicPools: [Noted<Bool>] = []
    /// Whether it is said that the kernel is not built so.
    var deniesDynamicPool = false
    /// A guest with encrypted memory is named, and not by what it is encrypted.
    var confidentials: [Noted<Bool>] = []
    /// Whether a host of guests with encrypted memory speaks.
    var isHostOfGuests = false
    /// Whether the platform itself asked for the IOMMU.
    var isOptedIn = false
    /// Whether a fault of the RMP is named.
    var isOwnershipNamed = false
    /// The number of an error that VFIO or KVM gave to a program.
    var hostErrors: [Noted<UInt64>] = []
    /// Whether the width of addresses of QEMU's IOMMU is named.
    var isWidthNamed = false
    /// Boots of which the failing one was kept; 1 where there is only one.
    var boots = 1
    /// Kernels of boots that were left aside.
    var asideKernels: [KernelMention] = []
    /// Command lines of boots that are said to work.
    var workingBoots: [Noted<RoutingOptions>] = []
    /// Lines of boots that were left aside.
    var asideLines: Set<Place> = []

    /// A line of a file.
    struct Place: Hashable, Sendable {
        var file: Int
        var line: Int
    }
    var platforms: [Noted<Platform>] = []
    var vendors: [Noted<Vendor>] = []
    var encryptions: [Noted<EncryptionMention>] = []
    var bitPositions: [Noted<Int>] = []
    /// Bytes.
    var memory: [Noted<UInt64>] = []
    /// Bytes that a QEMU gives to its guest.
    var guestMemory: Set<UInt64> = []
    /// Devices of the host's that VFIO has, as a log or a QEMU's command line names them.
    var givenDevices: Set<String> = []
    /// What is to be told of a region that firmware reserves for a device.
    var isReservationNamed = false
    /// Sentences in which the report says why something fails.
    var toldCauses: [Noted<String>] = []
    /// Whether faults go on for so long that the kernel leaves some out.
    var faultsGoOn = false
    /// Words of this field that stand in the report, be they read or not.
    var named: Set<String> = []
    /// How many sentences of prose stand in a language that is read, and how many in another.
    var sentences = (read: 0, foreign: 0)
    /// Releases of the kernel with which it is said to work.
    var workingKernels: [String] = []
    /// Bytes with which it is said to work.
    var workingMemory: [Noted<UInt64>] = []
    /// RAM lies above 4 GiB, by firmware's map.
    var highMemory: [Noted<Bool>] = []
    /// Whether somebody says that there is more than 4 GiB.
    var saysHighMemory = false
    var iommus: [Noted<IOMMUMention>] = []
    /// In somebody's own words.
    var wordedIOMMUs: [Noted<IOMMUMention>] = []
    var domains: [Noted<DomainMention>] = []
    var pools: [Noted<PoolMention>] = []
    var full: [Noted<FullPool>] = []
    var overflows: [Noted<Overflow>] = []
    var faults: [Noted<IOFault>] = []
    /// `DMA bounce buffers are inactive`.
    var inactive: [Noted<String>] = []
    /// A virtio device without VIRTIO_F_ACCESS_PLATFORM that a guest refuses; its name.
    var virtioRefusals: [Noted<String>] = []
    /// A virtio device on a QEMU command line, and whether it demands the DMA API.
    var virtioDevices: [Noted<Bool>] = []
    /// A virtio device of libvirt's definition, and whether any of them demands the DMA API.
    var definedVirtio: Noted<Bool>?
    /// `Memory encryption is active and system is using DMA bounce buffers`.
    var bounces: [Noted<Bool>] = []
    /// A coherent allocation that failed; its size where it was said.
    var failedAllocations: [Noted<UInt64?>] = []
    /// What else the kernel says of DMA.
    var troubles: [Noted<Trouble>] = []
    /// Bits of a device's mask as sysfs or a driver says it.
    var masks: [Noted<Int>] = []
    var devices: [Noted<DeviceMention>] = []
    var untrusted: [Noted<Bool>] = []
    /// Messages that tell of a failure and are of no known form.
    var failureLines: [Noted<FailureLine>] = []
    /// Addresses that an IOMMU gave, as a program's log tells them.
    var iovas: [Noted<UInt64>] = []
    /// Those of runs that work.
    var workingIOVAs: [Noted<UInt64>] = []
    /// Whether several boots stand in it, and nothing tells which of them fails.
    var isSplit = false
    /// The first line in a language that is not read, and names something of this field.
    var unreadLanguage: Noted<String>?
    /// Lines of lists of remedies, and whether somebody vouches for them.
    var remedyItems: [Place: Bool] = [:]
    /// Whether nothing but another architecture was read of the line that is read now.
    var isWorldAlone = false
    /// Lines of a log that name a device of VFIO's, and that name any.
    var deviceLines = (given: 0, all: 0)
    /// An encryption of guests that is named, be it read or not.
    var namedEncryption: String?
    /// Something does not work, in words that name no refusal of a DMA.
    var complaints: [Noted<ToldTrouble>] = []
    /// A driver says that a DMA mapping failed, and the kernel's word on why is not there.
    var refusedMappings: [Noted<Bool>] = []
    /// Release series of patches on top of the kernel.
    var patched: [Noted<Bool>] = []
    /// In the order in which they are told.
    var facts: [ReadFact] = []
    /// It is a crash kernel's boot, or is said to be.
    var crashKernels: [Noted<Bool>] = []
    /// Whether QEMU's command line asks for a confidential guest.
    var isConfidential = false
    /// The boot whose lines are read now.
    var section = 0
    /// Whether a reader took something of the line that is read now, be it said before or not.
    var isTaken = false
    private var noted: Set<String> = []
    private var counts: [String: Int] = [:]

    /// How many of one kind are kept.
    static let mostOfAKind = 8

    /// Notes a fact, unless the same was noted of the same boot, or enough of its kind were.
    mutating func note(_ kind: String, _ value: String, _ line: Pasted.Line) -> Bool {
        isTaken = true
        let fact = "\(kind): \(value)"
        let count = "\(section) \(kind)"
        guard counts[count, default: 0] < Self.mostOfAKind, facts.count < Self.mostFacts,
            noted.insert("\(section) \(fact)").inserted
        else { return false }
        counts[count, default: 0] += 1
        facts.append(ReadFact(fact: fact, line: line.number, file: line.file, evidence: line.evidence))
        return true
    }

    /// How many facts are kept of all boots together.
    static let mostFacts = 512
}

/// One fact as the answer shows it.
struct ReadFact: Hashable, Sendable {
    var fact: String
    var line: Int
    var file: Int
    var evidence = Evidence.machine

    /// Where it was read.
    var place: Reading.Place { Reading.Place(file: file, line: line) }
}

extension Pasted.Line {
    /// Where it stands.
    var place: Reading.Place { Reading.Place(file: file, line: number) }
}

enum IOMMUMention: Equatable, Sendable {
    /// A driver runs one; nil where its kind is not known.
    case active(VIOMMU?)
    case absent
}

enum DomainMention: Equatable, Sendable {
    /// A group's type, from sysfs or the kernel's word on a device.
    case group(identity: Bool)
    /// The default type, which is printed with no IOMMU too.
    case byDefault(identity: Bool)
}

enum PoolMention: Equatable, Sendable {
    /// Bytes.
    case mapped(UInt64)
    case absent
}

/// `swiotlb buffer is full`; nil where a number was not there.
struct FullPool: Equatable, Sendable {
    var size: UInt64?
    var total: UInt64?
    var used: UInt64?
    var device: String?
    /// Whether the message's form alone tells that the kernel is older than 5.0.
    var isOld = false
}

struct Overflow: Equatable, Sendable {
    enum Form: Equatable, Sendable {
        /// `overflow 0x… of DMA mask … bus mask …`, 5.4 and older.
        case old
        /// `DMA addr … overflow (mask …, bus limit …)`.
        case direct
        /// `swiotlb addr … overflow (mask …, bus limit …)`.
        case bounced
    }
    var form: Form
    var address: UInt64?
    var size: UInt64?
    /// Highest address.
    var mask: UInt64?
    /// 0 is none.
    var bus: UInt64?
    var device: String?

    /// Whether a bus on the way passes fewer bits than the device has.
    var isLimitedByBus: Bool {
        guard let mask, let bus, bus > 0 else { return false }
        return bus < mask
    }

    /// Whether a bus limit beyond the mask tells of a window with an offset, so that no address is one of RAM.
    var isShifted: Bool {
        guard let mask, let bus else { return false }
        return bus > mask && bus > 0xffff_ffff
    }
}

struct DeviceMention: Equatable, Sendable {
    var name: String
    /// By lspci: it may be any of the machine's.
    var listed: Bool
}

/// An option that was tried.
struct Remedy: Equatable, Sendable {
    var option: String
    /// Put on the command line, or taken from it.
    var added: Bool
    var helps: Bool
}
