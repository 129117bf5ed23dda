public import Digests

/// A package's file that a mirror still has although no index names it any more, known by its sum instead.
public struct PinnedPackage: Hashable, Sendable {
    /// Below the mirror's address: `pool/…/NAME_VERSION_ARCHITECTURE.deb`.
    public let file: String
    /// Of the file, in bytes.
    public let size: Int
    public let sha256: Digest
    /// As the file's name tells it.
    public let name: String
    public let version: String

    /// Larger than any package of Debian's.
    static let largest = 1 << 30

    /// - Returns: nil where `file` is no path of a pool.
    init?(file: String, size: Int, sha256: Digest) {
        let parts = file.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 2, parts.first == "pool", parts.allSatisfy(Self.isPart), let last = parts.last,
            DebianArchitecture.usual.takes(file: last)
        else { return nil }
        let words = last.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 3, KernelCatalogWords.isPackage(words[0]), !words[1].isEmpty else { return nil }
        (name, version) = (words[0], words[1])
        (self.file, self.size, self.sha256) = (file, size, sha256)
    }

    /// The file's own name.
    var fileName: String { String(file.split(separator: "/").last ?? "") }

    /// As an index would describe it. What the package unpacks to no pin says; xz seldom packs below an eighth.
    var package: PackageIndex.Package {
        PackageIndex.Package(
            name: name, version: PackageVersion(version), depends: [], size: size,
            installedSize: size.multipliedReportingOverflow(by: 8).partialValue, sha256: sha256.hex)
    }

    /// No part that leads elsewhere, and nothing that an address or a command line could take for something else.
    private static func isPart(_ part: Substring) -> Bool {
        guard let first = part.first, first.isLetter || first.isNumber else { return false }
        return part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-.+~_".contains($0)) }
    }
}

extension KernelCatalog.Entry {
    /// Whether a kernel that was made of these packages is the one that is pinned; true where none is.
    func isMade(of packages: [KernelImage.Package]) -> Bool {
        pinned.allSatisfy { pin in
            packages.contains { $0.name == pin.name && $0.version == pin.version && $0.sha256 == pin.sha256 }
        }
    }
}
