public import RouteModel

/// What an address of a boot means: with memory encryption one of its bits selects the view.
public struct AddressSpace: Hashable, Sendable {
    /// The C-bit as a mask; nil where no address has one.
    let bit: UInt64?

    /// - Parameters:
    ///   - boot: nil where nothing is known of it; then no address has a C-bit.
    ///   - isActive: Whether the kernel says that it uses the machine's encryption; where it does not, its addresses
    ///     have no C-bit whatever the machine can do.
    public init(_ boot: Boot?, isActive: Bool) {
        guard let boot, isActive, boot.encryption != .none, boot.encryption != .tdx, (32..<63).contains(boot.cBit)
        else {
            bit = nil
            return
        }
        bit = 1 << UInt64(boot.cBit)
    }

    /// The address without the C-bit.
    func physical(_ address: UInt64) -> UInt64 { address & ~(bit ?? 0) }

    func cBit(_ address: UInt64) -> CBit {
        guard let bit else { return .none }
        return address & bit == 0 ? .clear : .set
    }

    /// The C-bit of an address that is no physical one.
    var clear: CBit { bit == nil ? .none : .clear }

    /// The memory that an access with this address reaches.
    func store(_ address: UInt64) -> Store { cBit(address) == .set ? .encrypted : .plain }

    /// What the kernel makes of a page that it maps by this entry; nil where the entry is not known.
    func memory(entry: UInt64) -> MemoryState? {
        guard let bit else { return .ordinary }
        guard entry != 0 else { return nil }
        return entry & bit == 0 ? .decrypted : .encrypted
    }

    /// State of a page whose bytes, as the CPU wrote them, stand in this store.
    func memory(in store: Store) -> MemoryState {
        store == .encrypted ? .encrypted : bit == nil ? .ordinary : .decrypted
    }
}
