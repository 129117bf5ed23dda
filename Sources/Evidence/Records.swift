public import GuestProtocol
public import RouteModel

/// A line of `probe.jsonl`: one key says what it is.
public struct ProbeRecord: Codable, Sendable {
    /// An order as sent, with the cell it stands for.
    public struct Order: Codable, Sendable {
        /// Id of the cell that the order stands for.
        public var cell: String
        /// What the agent was told to map and hold.
        public var order: MapOrder

        public init(cell: String, order: MapOrder) {
            self.cell = cell
            self.order = order
        }
    }

    /// The transfers of one step.
    public struct Step: Codable, Sendable {
        /// Number of the page of each mapping that the step moves.
        public var step: UInt16
        /// Whether this is the device's store into its control buffer, not the request's own transfer.
        public var stored: Bool
        /// What the guest reports of each mapping that the step moved.
        public var reports: [MoveReport]

        public init(step: UInt16, stored: Bool, reports: [MoveReport]) {
            self.step = step
            self.stored = stored
            self.reports = reports
        }
    }

    /// A drive as ordered, with the cell it stands for.
    public struct Drive: Codable, Sendable {
        /// Id of the cell that the drive stands for.
        public var cell: String
        /// What the agent was told to do with the device's driver.
        public var order: DriveOrder

        public init(cell: String, order: DriveOrder) {
            self.cell = cell
            self.order = order
        }
    }

    /// What is fixed for the boot.
    public struct SetUp: Codable, Sendable {
        /// Number of the boot, which its lines of memory carry; see `MemoryLine`.
        public var magic: UInt64
        /// PCI addresses, in the order of the protocol's device numbers.
        public var slots: [String]
        /// Release of the kernel as the guest says it (`uname -r`).
        public var release: String
        /// How each device stood after its set-up.
        public var reports: [DeviceReport]

        public init(magic: UInt64, slots: [String], release: String, reports: [DeviceReport]) {
            self.magic = magic
            self.slots = slots
            self.release = release
            self.reports = reports
        }
    }

    /// What was fixed for the boot; nil in every other line.
    public var setUp: SetUp?
    /// A request that was sent; nil in every other line.
    public var order: Order?
    /// The guest's report of a call; nil in every other line.
    public var mapped: MapReport?
    /// The guest's report of the transfers of one step; nil in every other line.
    public var moved: Step?
    /// The guest's report of a release; nil in every other line.
    public var released: ReleaseReport?
    /// A drive that was sent; nil in every other line.
    public var drive: Drive?
    /// The guest's report of a drive; nil in every other line.
    public var driven: DriveReport?
    /// What ended the attempt too early, in words; nil in every other line.
    public var problem: String?

    /// Whether the line says nothing that anybody knows.
    public var isEmpty: Bool {
        setUp == nil && order == nil && mapped == nil && moved == nil && released == nil && drive == nil
            && driven == nil && problem == nil
    }

    public init(
        setUp: SetUp? = nil, order: Order? = nil, mapped: MapReport? = nil, moved: Step? = nil,
        released: ReleaseReport? = nil, drive: Drive? = nil, driven: DriveReport? = nil, problem: String? = nil
    ) {
        self.setUp = setUp
        self.order = order
        self.mapped = mapped
        self.moved = moved
        self.released = released
        self.drive = drive
        self.driven = driven
        self.problem = problem
    }
}

/// Lines of one nonce that stand together in guest RAM, as seen from outside.
public struct MemoryRun: Codable, Hashable, Sendable {
    /// Nonce of the order that the lines belong to, or that of a control DMA.
    public var nonce: UInt64
    /// Raw value of the `LineRole` that the lines carry; 0 where they carry none that is known.
    public var role: UInt8
    /// Offset into the buffer that the lines were written for, in bytes.
    public var offset: UInt64
    /// Guest-physical address.
    public var physical: UInt64
    /// Bytes.
    public var length: UInt64
    /// Whether every check word holds.
    public var intact: Bool
    /// Which memory; nil where the guest has only the plain one.
    public var store: Store?

    public init(
        nonce: UInt64, role: UInt8, offset: UInt64, physical: UInt64, length: UInt64, intact: Bool,
        store: Store? = nil
    ) {
        self.nonce = nonce
        self.role = role
        self.offset = offset
        self.physical = physical
        self.length = length
        self.intact = intact
        self.store = store
    }
}

/// A line of `ram.jsonl`: one look at the guest from outside.
public struct LookRecord: Codable, Sendable {
    /// When in a boot the guest is looked at.
    public enum Moment: String, Codable, Sendable {
        case setUp = "set-up"
        /// Mapped and held, nothing moved yet.
        case held
        /// Moved and still held.
        case moved
        case finish
    }

    /// What the device itself holds in its DMA registers.
    public struct Registers: Codable, Hashable, Sendable {
        /// In place of a step: read while the request stood refused.
        public static let atRest = UInt16.max

        /// Number of the request whose device was looked at.
        public var request: UInt32
        /// Number of the page that the transfer moved, or ``atRest``.
        public var step: UInt16
        /// Address that the device reads from, or an offset in its own buffer (edu, register 0x80).
        public var source: UInt64
        /// Address that the device writes to, or an offset in its own buffer (edu, register 0x88).
        public var destination: UInt64
        /// Bytes that the device transfers (edu, register 0x90).
        public var count: UInt64

        public init(request: UInt32, step: UInt16, source: UInt64, destination: UInt64, count: UInt64) {
            self.request = request
            self.step = step
            self.source = source
            self.destination = destination
            self.count = count
        }
    }

    /// A virtqueue of a driven device, as QEMU tells of it, and the beginning of it in each memory.
    public struct Queue: Codable, Hashable, Sendable {
        /// Bytes that are kept of a descriptor table and of the driver's ring.
        public static let bytes = 16

        /// What one memory holds at the queue's addresses.
        public struct Beginning: Codable, Hashable, Sendable {
            /// Which memory; nil where the guest has only the plain one.
            public var store: Store?
            /// First bytes of the descriptor table, and of the ring that the driver writes.
            public var descriptors: [UInt8]
            /// First bytes of the ring that the driver writes.
            public var available: [UInt8]

            public init(store: Store?, descriptors: [UInt8], available: [UInt8]) {
                self.store = store
                self.descriptors = descriptors
                self.available = available
            }
        }

        /// Number of the request whose device has the queue.
        public var request: UInt32
        /// Addresses as the driver gave them to the device.
        public var descriptors: UInt64
        /// Address of the ring that the driver writes, as the driver gave it to the device.
        public var available: UInt64
        /// How many entries of the driver's ring the device has taken, modulo 2^16.
        public var taken: UInt16
        /// Read at the addresses without their address bit; empty where there is no such memory, as for an IOVA.
        public var beginnings: [Beginning]

        public init(
            request: UInt32, descriptors: UInt64, available: UInt64, taken: UInt16, beginnings: [Beginning]
        ) {
            self.request = request
            self.descriptors = descriptors
            self.available = available
            self.taken = taken
            self.beginnings = beginnings
        }
    }

    /// When in the boot the look was taken.
    public var moment: Moment
    /// Requests in flight at this moment.
    public var requests: [UInt32]
    /// Lines of the boot in guest RAM and in what stands in for registers; nil where the look was at something else.
    public var runs: [MemoryRun]?
    /// What the devices' DMA registers hold; nil where the look was at something else.
    public var registers: [Registers]?
    /// Empty where the device of the request at hand has no queue.
    public var queues: [Queue]?
    /// The pool's state, once for each struct that a device names.
    public var pools: [PoolRecord]?

    public init(
        moment: Moment, requests: [UInt32], runs: [MemoryRun]? = nil, registers: [Registers]? = nil,
        queues: [Queue]? = nil, pools: [PoolRecord]? = nil
    ) {
        self.moment = moment
        self.requests = requests
        self.runs = runs
        self.registers = registers
        self.queues = queues
        self.pools = pools
    }
}
