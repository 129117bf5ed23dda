/// The kernels that can be asked for, as kernels.yaml names them.
public struct KernelCatalog: Hashable, Sendable {
    /// One kernel: where Debian keeps it, not which version it is.
    public struct Entry: Hashable, Sendable {
        /// What configurations call it, for example `linux-6.1`.
        public let name: String
        /// For example `6.1`: releases `6.1.*` belong to it.
        public let series: String
        /// Debian suites whose indexes are read.
        public let suites: [String]
        /// Packages of libraries that the suite's kernel-building tools are run with.
        public let libraries: [String]
        /// The kernel's packages where no index names them any more; else empty.
        public let pinned: [PinnedPackage]
    }

    /// In the file's order.
    public let entries: [Entry]

    /// The kernel of that name.
    public func named(_ name: String) -> Entry? { entries.first { $0.name == name } }
}
