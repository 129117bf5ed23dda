/// The file of a kernel as distributed: compressed, with a header that the firmware enters.
public enum PackedKernel {
    /// What the architecture's build calls it. Caches, plans and journals know the file by this name.
    public static let name = "bzImage"
    /// Where below arch/ of a kernel's sources it is built.
    public static let folder = "x86"
}

extension KernelImage {
    /// The key of ``packed`` among a run's digests.
    public static let packedName = PackedKernel.name

    enum CodingKeys: String, CodingKey {
        case name, series, release, version, packages, vmlinux, initrd, probe, modules, agent, probeSource
        case packed = "bzImage"
    }
}

extension KernelBase {
    enum CodingKeys: String, CodingKey {
        case format, series, release, version, packages, folder, vmlinux, modules, wanted, stamps
        case packed = "bzImage"
    }
}
