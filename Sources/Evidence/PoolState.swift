import RouteModel

/// The kernel's SWIOTLB pool as its own struct says it is.
///
/// Source: include/linux/swiotlb.h, struct io_tlb_mem and, from 6.12 on, struct io_tlb_pool inside it.
public struct PoolState: Codable, Hashable, Sendable {
    /// Slots of 2 KiB; 0 where no pool was built.
    public var slots: UInt64
    /// Physical; nil where no pool was built.
    public var range: ClosedRange<UInt64>?
    /// Parts with a lock of their own; nil where the struct has no such member.
    public var areas: UInt64?
    /// Every streaming mapping on the direct path is bounced.
    public var forceBounce: Bool
    /// Coherent memory is taken out of it (a restricted pool).
    public var forAlloc: Bool
    /// Whether the pool is labelled as shared with the hypervisor; nil where the struct has no such member.
    public var ccShared: Bool?
    /// Members that could be a second label of the memory's state, beside `cc_shared`; none in any kernel read so far.
    public var otherLabels: [String]
    /// See ``PoolLayout/functions``.
    public var hasReachTest: Bool

    public init(
        slots: UInt64, range: ClosedRange<UInt64>?, areas: UInt64? = nil, forceBounce: Bool, forAlloc: Bool = false,
        ccShared: Bool?,
        otherLabels: [String] = [], hasReachTest: Bool = false
    ) {
        self.slots = slots
        self.range = range
        self.areas = areas
        self.forceBounce = forceBounce
        self.forAlloc = forAlloc
        self.ccShared = ccShared
        self.otherLabels = otherLabels
        self.hasReachTest = hasReachTest
    }
}

extension PoolState {
    /// Number of the area that the address lies in; nil for one outside of the pool, or where the areas are not known.
    public func area(of address: UInt64) -> UInt64? {
        guard let range, range.contains(address), let areas, areas > 0, slots / areas > 0 else { return nil }
        return (address - range.lowerBound) / 2048 / (slots / areas)
    }
}

/// What was read of the pool in a boot, or why that cannot be relied on.
public enum PoolReading: Hashable, Sendable {
    case read(PoolState)
    case unread(String)

    /// The pool's state; nil where no reading can be relied on.
    public var state: PoolState? {
        if case .read(let state) = self { return state }
        return nil
    }

    /// Takes all records of a boot together: what they say must be the same, and must be what sysfs and the log say.
    /// A guest decides over its memory, so bytes that cannot be the struct's are no reading.
    /// - Parameters:
    ///   - slots: of debugfs.
    ///   - range: of the kernel's log; nil where it names none.
    public init(_ records: [PoolRecord], slots: UInt64?, range: ClosedRange<UInt64>?) {
        guard let first = records.first else {
            self = .unread("nobody read the pool's state from the guest's memory")
            return
        }
        let readings = records.map(Self.decode)
        for reading in readings where reading.state == nil {
            self = reading
            return
        }
        guard let state = readings.first?.state, Set(readings).count == 1 else {
            self = .unread("the pool's state was not the same at each look (at \(hex(first.address)))")
            return
        }
        if let slots, slots != state.slots {
            self = .unread("debugfs says \(slots) slots, the struct at \(hex(first.address)) \(state.slots)")
        } else if let range, let own = state.range, range != own {
            self = .unread("the kernel's log and the struct at \(hex(first.address)) name different pools")
        } else {
            self = .read(state)
        }
    }

    static func decode(_ record: PoolRecord) -> PoolReading {
        guard let bytes = record.raw else {
            return .unread("there is no memory at \(hex(record.address)), where the guest says the pool's state is")
        }
        let fields = PoolFields(bytes: bytes, layout: record.layout)
        guard let slots = fields.number("defpool.nslabs", "nslabs"),
            let start = fields.number("defpool.start", "start"),
            let end = fields.number("defpool.end", "end"), let force = fields.flag("force_bounce"),
            let alloc = fields.flag("for_alloc"), fields.flagsAreFlags
        else { return .unread("what stands at \(hex(record.address)) cannot be the pool's state") }
        let label = fields.flag("cc_shared")
        var range: ClosedRange<UInt64>?
        if slots > 0 {
            let (bytes, overflow) = slots.multipliedReportingOverflow(by: 2048)
            guard !overflow, start < end, end - start == bytes else {
                return .unread(
                    "what stands at \(hex(record.address)) cannot be the pool's state: \(slots) slots from "
                        + "\(hex(start)) to \(hex(end))")
            }
            range = start...(end - 1)
        }
        return .read(
            PoolState(
                slots: slots, range: range, areas: fields.number("defpool.nareas", "nareas"), forceBounce: force,
                forAlloc: alloc, ccShared: label,
                otherLabels: fields.otherLabels,
                hasReachTest: record.layout.functions.contains(PoolLayout.reachTest)))
    }
}

/// The fields of the struct, by name.
struct PoolFields {
    let bytes: [UInt8]
    let layout: PoolLayout

    /// Flags that say nothing of the state of the pool's memory.
    private static let plainFlags: Set<String> = [
        "force_bounce", "for_alloc", "can_grow", "late_alloc", "defpool.late_alloc", "defpool.transient",
    ]
    private static let labels: Set<String> = ["cc_shared", "defpool.cc_shared"]

    /// The value of the first of these fields that the struct has.
    func number(_ names: String...) -> UInt64? {
        guard let field = names.lazy.compactMap({ name in layout.fields.first { $0.name == name } }).first,
            (1...8).contains(field.size), field.offset >= 0, field.offset <= bytes.count - field.size
        else { return nil }
        return bytes[field.offset..<(field.offset + field.size)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// nil also where it is neither 0 nor 1.
    func flag(_ name: String) -> Bool? {
        switch number(name) {
        case 0: false
        case 1: true
        default: nil
        }
    }

    private var flags: [PoolLayout.Field] { layout.fields.filter { $0.type == "bool" } }

    var flagsAreFlags: Bool { flags.allSatisfy { flag($0.name) != nil } }

    var otherLabels: [String] {
        flags.map(\.name).filter { !Self.plainFlags.contains($0) && !Self.labels.contains($0) }
    }
}
