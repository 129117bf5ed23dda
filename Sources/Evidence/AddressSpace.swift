public import RouteModel

/// What an address of a boot means: with memory encryption one of its bits selects the view.
public struct AddressSpace: Hashable, Sendable {
    /// nil where no address that a device gets carries one; then there is one store.
    let bit: AddressBit?

    /// - Parameters:
    ///   - boot: nil where nothing is known of it; then no address carries a bit.
    ///   - isActive: Whether the kernel says that it uses the machine's encryption; where it does not, its addresses
    ///     carry no bit whatever the machine can do.
    public init(_ boot: Boot?, isActive: Bool) {
        self.init(isActive ? boot?.addressBit : nil)
    }

    init(_ bit: AddressBit?) {
        self.bit = bit.flatMap { $0.standsInDMAAddress && (32..<63).contains($0.position) ? $0 : nil }
    }

    /// Whether memory is one, and looks the same through every address.
    var isPlain: Bool { bit == nil }

    /// The bit as a mask; 0 where there is none.
    var mask: UInt64 { bit?.mask ?? 0 }

    /// What sentences call the bit.
    var bitName: String { bit?.name ?? AddressBit.usualName }

    /// The address without the bit.
    func physical(_ address: UInt64) -> UInt64 { bit?.removed(from: address) ?? address }

    /// The bit of an address.
    func state(_ address: UInt64) -> BitState { bit?.state(of: address) ?? .none }

    /// The bit of an address that is no physical one.
    var bare: BitState { bit?.bare ?? .none }

    /// The memory that an access with this address reaches.
    func store(_ address: UInt64) -> Store { bit.map { $0.store($0.state(of: address)) } ?? .plain }

    /// What the kernel makes of a page that it maps by this entry; nil where the entry is not known.
    func memory(entry: UInt64) -> MemoryState? {
        if isPlain { return .ordinary }
        return entry == 0 ? nil : memory(in: store(entry))
    }

    /// State of a page whose bytes, as the CPU wrote them, stand in this store.
    func memory(in store: Store) -> MemoryState {
        store == .encrypted ? .encrypted : isPlain ? .ordinary : .decrypted
    }
}
