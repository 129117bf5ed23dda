/// What runs a guest's instructions.
public enum Accelerator: String, Hashable, Sendable {
    case kvm
    case tcg

    /// libvirt's word for it.
    var domainType: String { self == .kvm ? "kvm" : "qemu" }
}
