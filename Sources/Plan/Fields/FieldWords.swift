import RouteModel

/// As QEMU writes a property that is set or not.
enum Switch: String, CaseIterable, Sendable {
    case on, off
}

/// A QEMU as a config names it.
enum EmulatorName: String, CaseIterable, Sendable {
    /// The machine's own.
    case installed
    case qemu10 = "qemu-10"
    case qemu11 = "qemu-11"

    var emulator: Emulator? { Emulator(rawValue: rawValue) }

    init(_ emulator: Emulator?) {
        self =
            switch emulator {
            case nil: .installed
            case .qemu10?: .qemu10
            case .qemu11?: .qemu11
            }
    }
}

/// Whether an allocation may sleep: GFP_KERNEL or GFP_ATOMIC.
enum Gfp: String, CaseIterable, Sendable {
    case kernel, atomic
}

/// Sets of DMA_ATTR_* that a request can have.
enum AttributeSet: String, CaseIterable, Sendable {
    case none
    case ccShared = "cc-shared"
    case mmio
    case requireCoherent = "require-coherent"
    case ccSharedCoherent = "cc-shared+require-coherent"
    case forceContiguous = "force-contiguous"

    var attributes: DMAAttributes {
        switch self {
        case .none: []
        case .ccShared: .ccShared
        case .mmio: .mmio
        case .requireCoherent: .requireCoherent
        case .ccSharedCoherent: [.ccShared, .requireCoherent]
        case .forceContiguous: .forceContiguous
        }
    }
}

extension DMAAttributes {
    /// As a config would write it.
    var text: String { isEmpty ? AttributeSet.none.rawValue : words.map(\.rawValue).joined(separator: "+") }
}

extension RequestKind {
    /// Whether the caller says if it may sleep.
    var maySleep: Bool { self == .allocCoherent || self == .allocPages }
}
