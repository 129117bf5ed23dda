public import RouteModel

/// The memory encryption that a node's processor, its KVM and its libvirt together give guests.
public struct HardwareEncryption: Hashable, Sendable {
    /// Kinds of memory encryption that guests can get; empty where there is none.
    public var kinds: [Encryption]
    /// Position of the processor's address bit; nil where it has none, and a guest is then not told.
    public var addressBit: Int?
    /// Bits of physical addresses that a guest loses; nil where libvirt does not tell.
    public var reducedPhysBits: Int?

    /// What a node has whose processor, KVM or libvirt gives guests no memory encryption.
    public static let none = HardwareEncryption(kinds: [])

    public init(kinds: [Encryption], addressBit: Int? = nil, reducedPhysBits: Int? = nil) {
        self.kinds = kinds
        self.addressBit = addressBit
        self.reducedPhysBits = reducedPhysBits
    }

    /// What a boot asks for and the node lacks; nil where it has both.
    func lack(of boot: Boot) -> Lack? {
        guard kinds.contains(boot.encryption) else { return .hardware(boot.encryption, self) }
        guard let asked = boot.addressBit, asked.standsInDMAAddress, let addressBit, addressBit != asked.position else {
            return nil
        }
        return .addressBit(asked, self)
    }

    /// What there is, for people.
    public var text: String {
        guard !kinds.isEmpty else { return "its processor, KVM and libvirt offer guests no memory encryption" }
        let bit = addressBit.map { ", with the \(AddressBit.name(.encryptedWhenSet)) at \($0)" } ?? ""
        return "its processor, KVM and libvirt offer guests \(kinds.map(\.rawValue).joined(separator: ", "))\(bit)"
    }
}
