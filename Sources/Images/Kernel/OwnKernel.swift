public import Digests
import Foundation

/// A kernel that somebody brings along as a file, instead of one of kernels.yaml.
public struct OwnKernel: Sendable {
    /// The file's, as it was given.
    public let path: String
    public let sha256: Digest
    /// `uname -r`, by the file's own header: `7.3.0-rc2-cc+`.
    public let release: String
    /// What a policy's release is compared with: Debian's version where the kernel says that it is Debian's, the release
    /// alone where it is a plain `7.3.4`, and `local …` for any other, since its name is all that it shares with one.
    public let version: String

    let image: [UInt8]

    /// What plans and runs call it: release and digest, so that it is the same on every machine and in every folder.
    public var name: String { "\(String(release.prefix(40)).asName)@\(sha256.hex.prefix(16))" }

    /// Whether a kernel's name is one of these.
    public static func isName(_ name: String) -> Bool {
        let parts = name.split(separator: "@", omittingEmptySubsequences: false).map(String.init)
        return parts.count == 2 && !parts[0].isEmpty && parts[0].count <= 40 && parts[0].asName == parts[0]
            && parts[1].utf8.count == 16 && parts[1].utf8.allSatisfy { 0x30...0x39 ~= $0 || 0x61...0x66 ~= $0 }
    }

    /// Reads the file and its header.
    /// - Throws: ``ImageError`` of kind `usage` where it is no packed kernel that says what it is.
    public init(packed path: String) throws {
        do {
            image = [UInt8](try CacheFiles.read(path, limit: 256 << 20))
            // Whether it can be unpacked is better known before anything is planned.
            _ = try BootImage(bytes: image)
        } catch let error as ImageError {
            throw ImageError(
                .usage, "\(path): \(error.message)",
                hint: "give a \(PackedKernel.name), as make \(PackedKernel.name) builds it")
        }
        guard let text = BootImage.version(of: image), let first = text.split(separator: " ").first else {
            throw ImageError(.usage, "\(path): the \(PackedKernel.name)'s header has no kernel_version")
        }
        self.path = path
        sha256 = Digest(of: image)
        release = String(first)
        version = Self.version(release, text)
    }

    /// What a policy's release is compared with, of `uname -r` and what the kernel says of its build (`uname -v`).
    public static func version(_ release: String, _ text: String) -> String {
        if let match = text.firstMatch(of: /\ Debian ([0-9][0-9A-Za-z.+~-]*) \(/) { return String(match.1) }
        return release.wholeMatch(of: /[0-9]+\.[0-9]+(\.[0-9]+)?/) != nil ? release : "local \(release)"
    }

    /// `7.3`.
    var series: String { release.split(separator: ".").prefix(2).joined(separator: ".") }
}

extension String {
    /// With a dash for all that is not plain in a name.
    fileprivate var asName: String {
        String(map { $0.isASCII && ($0.isLetter || $0.isNumber || "._+-".contains($0)) ? $0 : "-" })
    }
}
