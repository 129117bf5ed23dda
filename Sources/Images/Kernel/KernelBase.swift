import Digests

/// What a kernel's packages gave: everything that depends neither on the agent nor on the probe's sources.
struct KernelBase: Codable, Hashable {
    /// Changes when what is kept or how it is laid out does, so that older ones are made anew.
    static let currentFormat = 4

    let format: Int
    let series: String
    let release: String
    let version: String
    let packages: [KernelImage.Package]
    /// Below the cache's folder of the kernel.
    let folder: String
    let packed: Digest
    let vmlinux: Digest
    /// Below `modules/` in the folder.
    let modules: [KernelImage.Module]
    /// The modules that were looked for in the packages; others may be wanted since.
    let wanted: [String]
    let stamps: [String: FileStamp]

    /// Whether it was made as it would be now.
    var isCurrent: Bool { format == Self.currentFormat && wanted == KernelModules.wanted }
}

/// A finished image and what tells quickly that it is still whole and still the right one.
struct StoredImage: Codable, Hashable {
    static let currentFormat = 4

    let format: Int
    let initramfsFormat: Int
    /// Of the base that it was made from.
    let wanted: [String]
    let image: KernelImage
    /// By path.
    let stamps: [String: FileStamp]

    /// Whether all files are there and unchanged, as far as can be told without reading them.
    var isWhole: Bool {
        format == Self.currentFormat && initramfsFormat == Initramfs.format && wanted == KernelModules.wanted
            && [image.packed, image.vmlinux, image.initrd, image.probe].compactMap({ $0 }).allSatisfy { file in
                stamps[file.path] != nil && stamps[file.path] == FileStamp(of: file.path)
            }
    }

    /// Whether it was made of this agent and these sources.
    func isMade(of inputs: ImageInputs) -> Bool {
        image.agent == inputs.agentDigest && image.probeSource == inputs.probe.digest
    }
}

/// What images are made of besides Debian's packages.
struct ImageInputs: Sendable {
    let agent: [UInt8]
    let agentDigest: Digest
    let probe: ProbeSource

    init(agent path: String, probeFolder: String) throws {
        agent = try Initramfs.agent(at: path)
        agentDigest = Digest(of: agent)
        probe = try ProbeSource(folder: probeFolder)
    }
}
