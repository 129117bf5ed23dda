/// The bit of a physical address that selects a view of memory, encrypted or shared.
public struct AddressBit: Hashable, Sendable {
    /// What the bit says where it is set.
    public enum Meaning: Sendable, CaseIterable {
        /// As AMD's C-bit: an access with it goes through the key of the machine or the guest.
        case encryptedWhenSet
        /// As the shared bit of TDX and of an Arm Realm: an access with it reaches what the hypervisor sees too.
        case sharedWhenSet
    }

    /// 0 to 63.
    public let position: Int
    /// What the bit says where it is set.
    public let meaning: Meaning
    /// Whether the kernel hands it to devices in a `dma_addr_t`; where it does not, it stands in page tables alone.
    public let standsInDMAAddress: Bool

    /// - Parameter position: what lies outside of 0 to 63 counts as the nearest.
    public init(position: Int, meaning: Meaning, standsInDMAAddress: Bool) {
        self.position = min(max(position, 0), 63)
        self.meaning = meaning
        self.standsInDMAAddress = standsInDMAAddress
    }

    /// The same bit in another place.
    public func moved(to position: Int) -> AddressBit {
        AddressBit(position: position, meaning: meaning, standsInDMAAddress: standsInDMAAddress)
    }

    /// The bit as the field calls it.
    public var name: String { Self.name(meaning) }

    /// Name and position, such as `C-bit 47`.
    public var text: String { "\(name) \(position)" }

    /// What sentences call the bit where no boot tells which it is.
    public static let usualName = name(.encryptedWhenSet)

    /// The name of a bit with this meaning.
    public static func name(_ meaning: Meaning) -> String {
        switch meaning {
        case .encryptedWhenSet: "C-bit"
        case .sharedWhenSet: "shared bit"
        }
    }
}

extension AddressBit {
    /// The bit alone, as an address.
    public var mask: UInt64 { 1 << UInt64(position) }

    /// The bit in the `dma_addr_t` of memory that is encrypted, or that is not.
    @inline(__always)
    public func state(encrypted: Bool) -> BitState {
        guard standsInDMAAddress else { return .none }
        return encrypted == (meaning == .encryptedWhenSet) ? .set : .clear
    }

    /// The bit of an address that is none of a view of memory: an IOVA, or a physical address as it is.
    public var bare: BitState { standsInDMAAddress ? .clear : .none }

    /// What the bit adds to the `dma_addr_t` of memory that is encrypted, or that is not.
    @inline(__always)
    public func offset(encrypted: Bool) -> UInt64 { state(encrypted: encrypted) == .set ? mask : 0 }

    /// Whether an address of encrypted memory can lie within a mask of so many bits.
    public func letsReachEncrypted(_ bits: Int) -> Bool { state(encrypted: true) != .set || bits > position }

    /// The bit of an address, where such an address carries it.
    public func state(of address: UInt64) -> BitState {
        standsInDMAAddress ? address & mask == 0 ? .clear : .set : .none
    }

    /// The address without the bit; whole where addresses carry none.
    public func removed(from address: UInt64) -> UInt64 { standsInDMAAddress ? address & ~mask : address }

    /// The memory that an access through the bit in this state reaches.
    public func store(_ state: BitState) -> Store { Self.store(state, meaning) }

    /// The memory that an access through a bit of this meaning and state reaches; the plain one where there is no bit.
    public static func store(_ state: BitState, _ meaning: Meaning) -> Store {
        switch (state, meaning) {
        case (.set, .encryptedWhenSet), (.clear, .sharedWhenSet): .encrypted
        case (.clear, .encryptedWhenSet), (.set, .sharedWhenSet), (.none, _): .plain
        }
    }
}

extension BitState {
    /// In words, such as `C-bit set`.
    /// - Parameter bit: that of the boot; nil where it is not known.
    public func text(of bit: AddressBit? = nil) -> String { "\(bit?.name ?? AddressBit.usualName) \(rawValue)" }
}

extension Boot {
    /// The bit that selects a view of memory; nil without encryption.
    public var addressBit: AddressBit? { architecture.addressBits[encryption]?.moved(to: cBit) }

    /// Puts the address bit elsewhere; it counts where there is encryption.
    public mutating func moveAddressBit(to position: Int) { cBit = position }
}
