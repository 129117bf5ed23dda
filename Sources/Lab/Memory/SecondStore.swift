import RouteModel

/// The encrypted store of a guest with emulated encryption: a second memory, shown once more above the address bit.
///
/// An access with the address bit reaches it and one without reaches the RAM, for the CPU and for devices alike.
struct SecondStore: Hashable, Sendable {
    /// Where the machine shows it: the address bit alone.
    let base: UInt64
    /// Bytes from guest-physical 0 to the end of all RAM, so that base + address is the encrypted view of an address.
    let size: UInt64

    /// nil without emulated encryption.
    init?(_ spec: GuestSpec) {
        guard spec.emulatesEncryption, (0..<52).contains(spec.addressBit) else { return nil }
        base = 1 << UInt64(spec.addressBit)
        size = spec.boot.layout.end
    }

    /// What `-m maxmem=` must be for the store to find room where it is wanted: memory devices lie between the RAM and
    /// this much behind it.
    var announced: UInt64 { base + 1 << 40 }

    /// The bit must be one of an address, and the machine's 64-bit PCI window needs room above the store.
    static func physicalBits(addressBit: Int) -> Int { addressBit + 1 }
}
