public import RouteModel

/// What one side says of a request's route.
public struct SideView: Hashable, Codable, Sendable {
    /// The paths that this side cannot tell apart here.
    public var paths: [Path]
    /// Paths that other segments of the list took; each must be allowed too.
    public var others: [Path]
    /// Address bit of the `dma_addr_t`, as this side saw it.
    public var addressBit: BitState
    /// nil where this side cannot tell.
    public var memory: MemoryState?
    /// Address bit of the page-table entry that translated it; nil where nothing was translated or this side cannot tell.
    public var entryBit: BitState?
    /// Where the device's bytes landed, or where it read from; nil where this side cannot tell.
    public var store: Store?
    /// Why the bytes cannot have arrived, in a sentence; nil where they could.
    public var loss: String?
    /// What arrived all the same of bytes that cannot have, in a sentence; nil where the loss is whole.
    public var remnant: String?
    /// What of the device's transfers did not arrive, in a sentence; nil where every byte did, or this side cannot tell.
    public var broken: String?
    /// Nothing, where the IOMMU stopped the device by right, as nothing was mapped any more; nil everywhere else.
    public var brings: Portion?
    /// Highest address, inclusive, that the DMA used; nil where it used none.
    public var top: UInt64?
    /// What the kernel said; only the guest side can hear it.
    public var message: Message?
    /// One sentence for a reader.
    public var says: String
    /// The raw lines it rests on.
    public var lines: [String]

    private enum CodingKeys: String, CodingKey {
        case paths, others, memory, store, loss, remnant, broken, brings, top, message, says, lines
        case addressBit = "cBit"
        case entryBit = "pteCBit"
    }

    public init(
        paths: [Path], others: [Path] = [], addressBit: BitState = .none, memory: MemoryState? = nil,
        entryBit: BitState? = nil,
        store: Store? = nil, loss: String? = nil, remnant: String? = nil, broken: String? = nil, brings: Portion? = nil,
        top: UInt64? = nil, message: Message? = nil,
        says: String, lines: [String] = []
    ) {
        self.paths = paths
        self.others = others
        self.addressBit = addressBit
        self.memory = memory
        self.entryBit = entryBit
        self.store = store
        self.loss = loss
        self.remnant = remnant
        self.broken = broken
        self.brings = brings
        self.top = top
        self.message = message
        self.says = says
        self.lines = lines
    }
}

/// What a side has to say of a request.
public enum Side: Hashable, Codable, Sendable {
    case saw(SideView)
    /// The side worked, and the request's DMA is not there.
    case missing(String)
    /// Events were dropped or cut.
    case lost(String)
    /// The side did not see its control DMA, or was not asked to look.
    case notWorking(String)
    /// There is no such side: nothing shows from outside what a device of this kind was told.
    case unseen(String)

    /// What the side saw of the route; nil where it saw nothing of it.
    public var view: SideView? {
        if case .saw(let view) = self { return view }
        return nil
    }
}

/// Whether the bytes arrived.
public enum DataCheck: Hashable, Codable, Sendable {
    case intact
    /// None did: all are where the other side never looks.
    case lost(String)
    /// Some did not, or not whole.
    case corrupted(String)
    /// The driver reported an error instead of bytes, and no byte is wrong.
    case failed(String)
    /// As many did as the caller's own way to keep buffer and device in step can bring; see ``Route/brings``.
    case portion(Portion, String)
    /// Nothing moved that could be checked.
    case nothingMoved

    /// How much came across; nil where it is no portion.
    public var portion: Portion? {
        switch self {
        case .intact: .all
        case .portion(let portion, _): portion
        case .lost, .corrupted, .failed, .nothingMoved: nil
        }
    }
}

/// The route of one request as the sides show it.
public struct Observation: Codable, Sendable {
    /// Id of the cell that the request stands for.
    public var cell: String
    /// The route as the guest's kernel shows it by its trace and its log.
    public var guest: Side
    /// The route as memory, device and QEMU show it from outside the guest.
    public var device: Side
    /// Whether the bytes of the request arrived.
    public var data: DataCheck
    /// Physical ranges of the original buffer; empty where the guest reported none.
    public var buffer: [ClosedRange<UInt64>]
    /// Kernel messages about refusals that were printed earlier in this boot, with the call that caused each.
    public var saidBefore: [Said]
    /// Why this request says nothing about routing, where the harness itself could not ask it.
    public var notAsked: String?
    /// Why this kernel cannot be asked for such a request; nil where it was.
    public var lack: String?
    /// Of the mappings that were to be held meanwhile, those that the kernel made; nil where none were to be.
    public var held: UInt64?
    /// Physical address of the copy of a call that was made on a CPU that the request names; nil for all other calls, and where
    /// the device's address does not tell it.
    public var copy: UInt64?
    /// Why what stands in which store says nothing in this boot; nil where the two are two.
    public var oneStore: String?
    /// What the sides tell differently beside the route, in a sentence; nil where nothing.
    public var differing: String?
    /// How many DMAs a driver made, by call and by path; nil where the probe asked.
    public var dmas: DMACounts?

    /// A message that the kernel printed, and what had been asked of it.
    public struct Said: Hashable, Codable, Sendable {
        /// Which of its messages about refusals the kernel printed.
        public var message: Message
        /// The call that the kernel refused when it said so.
        public var kind: RequestKind

        public init(message: Message, kind: RequestKind) {
            self.message = message
            self.kind = kind
        }
    }

    public init(
        cell: String, guest: Side, device: Side, data: DataCheck, buffer: [ClosedRange<UInt64>], saidBefore: [Said],
        notAsked: String? = nil, lack: String? = nil, held: UInt64? = nil, copy: UInt64? = nil,
        oneStore: String? = nil, differing: String? = nil, dmas: DMACounts? = nil
    ) {
        self.cell = cell
        self.guest = guest
        self.device = device
        self.data = data
        self.buffer = buffer
        self.saidBefore = saidBefore
        self.notAsked = notAsked
        self.lack = lack
        self.held = held
        self.copy = copy
        self.oneStore = oneStore
        self.differing = differing
        self.dmas = dmas
    }
}
