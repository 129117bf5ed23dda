import Images
import Journal

/// What a run knows of the kernel that its guests ran.
public struct RecordedKernel: Sendable {
    /// Version of its package, by which a policy was read from it or not; nil where nobody says.
    public var version: String?
    /// `uname -r`; nil where nobody says.
    public var release: String?
    /// Whether the guests had a probe module; without one nothing is asked of the devices that it drives.
    public var hasProbe: Bool

    public init(version: String? = nil, release: String? = nil, hasProbe: Bool = true) {
        self.version = version
        self.release = release
        self.hasProbe = hasProbe
    }

    init(_ image: KernelImage) {
        self.init(version: image.version, release: image.release, hasProbe: image.probe != nil)
    }

    init(_ kernel: RunHeader.Kernel) {
        self.init(version: kernel.version, release: kernel.release, hasProbe: kernel.sha256["probe"] != nil)
    }
}
