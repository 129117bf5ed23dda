import Digests
import Testing

@testable import Images

@Suite struct PinTests {
    static let sum = String(repeating: "0f", count: 32)

    static func catalog(_ pins: [String]) -> String {
        CatalogTests.good + "  pinned:\n" + pins.map { "    - \($0)\n" }.joined()
    }

    static func pin(_ name: String, _ version: String = "6.1.5-1") -> String {
        "{file: pool/main/l/linux/\(name)_\(version)_amd64.deb, size: 10, sha256: \(sum)}"
    }

    static let kernel = [
        "linux-image-6.1.5-amd64", "linux-headers-6.1.5-amd64", "linux-headers-6.1.5-common", "linux-kbuild-6.1.5",
    ]

    @Test func pinsMakeAKernelWithoutAnIndex() throws {
        let catalog = try KernelCatalog(yaml: Self.catalog(Self.kernel.reversed().map { Self.pin($0) }), file: "x")
        let entry = try #require(catalog.entries.first)
        #expect(entry.pinned.map(\.name) == Self.kernel.reversed())
        #expect(entry.pinned.allSatisfy { $0.version == "6.1.5-1" && $0.size == 10 && $0.sha256.hex == Self.sum })
        let found = try KernelSelection.choose(series: "6.1", pinned: entry.pinned).get()
        #expect(found.release == "6.1.5-amd64")
        #expect(found.image.name == "linux-image-6.1.5-amd64" && found.image.sha256 == Self.sum)
        #expect(found.headers.map(\.name) == Self.kernel.dropFirst().reversed())
    }

    /// A cached kernel of other packages than the pinned ones is not the pinned one.
    @Test func aCachedKernelMustBeThePinnedOne() throws {
        let catalog = try KernelCatalog(yaml: Self.catalog(Self.kernel.map { Self.pin($0) }), file: "x")
        let entry = try #require(catalog.entries.first)
        func made(_ sum: String, version: String = "6.1.5-1") throws -> [KernelImage.Package] {
            let digest = try #require(Digest(hex: sum))
            return Self.kernel.map { KernelImage.Package(name: $0, version: version, sha256: digest) }
        }
        #expect(entry.isMade(of: try made(Self.sum)))
        #expect(!entry.isMade(of: try made(String(repeating: "1f", count: 32))))
        #expect(!entry.isMade(of: try made(Self.sum, version: "6.1.5-2")))
        #expect(!entry.isMade(of: try made(Self.sum).dropLast()))
        let unpinned = try KernelCatalog(yaml: CatalogTests.good, file: "x")
        #expect(unpinned.entries.first?.isMade(of: []) == true)
    }

    @Test(arguments: [
        ("1", 5, 11, "a list of one or more"),
        ("[]", 5, 11, "a list of one or more"),
        ("[x]", 5, 12, "a pin is needed"),
        ("[{size: 1, sha256: \(sum)}]", 5, 12, "the pin has no file"),
        ("[{file: pool/a_1_all.deb, sha256: \(sum)}]", 5, 12, "the pin has no size"),
        ("[{file: pool/a_1_all.deb, size: 1}]", 5, 12, "the pin has no sha256"),
        ("[{file: pool/a_1_all.deb, size: 1, sha1: 3}]", 5, 46, "unknown key \"sha1\""),
        ("[{file: pool/a_1_all.deb, size: 0}]", 5, 43, "\"0\" is not a number of bytes"),
        ("[{file: pool/a_1_all.deb, size: 99999999999999999999}]", 5, 43, "is not a number of bytes"),
        ("[{file: pool/a_1_all.deb, size: 1, sha256: 0f0f}]", 5, 54, "\"0f0f\" is not a SHA-256 sum"),
        ("[{file: 'http://x/ab_1_all.deb', size: 1, sha256: \(sum)}]", 5, 19, "is not a package's path"),
        ("[{file: pool/../ab_1_all.deb, size: 1, sha256: \(sum)}]", 5, 19, "is not a package's path"),
        ("[{file: pool//ab_1_all.deb, size: 1, sha256: \(sum)}]", 5, 19, "is not a package's path"),
        ("[{file: 'pool/a b_1_all.deb', size: 1, sha256: \(sum)}]", 5, 19, "is not a package's path"),
        ("[{file: 'pool/m n/ab_1_all.deb', size: 1, sha256: \(sum)}]", 5, 19, "is not a package's path"),
        ("[{file: 'pool/ab_1;x_all.deb', size: 1, sha256: \(sum)}]", 5, 19, "is not a package's path"),
        ("[{file: 'pool/m/ab_1_all.deb?x=_all.deb', size: 1, sha256: \(sum)}]", 5, 19, "is not a package's path"),
        ("[{file: pool/ab_1.deb, size: 1, sha256: \(sum)}]", 5, 19, "is not a package's path"),
        ("[{file: pool/ab_1_arm64.deb, size: 1, sha256: \(sum)}]", 5, 19, "is not a package's path"),
        ("[{file: pool/ab__all.deb, size: 1, sha256: \(sum)}]", 5, 19, "is not a package's path"),
        ("[{file: pool/-oDir_1_all.deb, size: 1, sha256: \(sum)}]", 5, 19, "is not a package's path"),
    ])
    func mistakesAreToldWithTheirPlace(pinned: String, line: Int, column: Int, words: String) {
        let text = CatalogTests.good + "  pinned: \(pinned)\n"
        let error = #expect(throws: CatalogError.self) { try KernelCatalog(yaml: text, file: "kernels.yaml") }
        #expect(error?.message.contains(words) == true, "\(String(describing: error))")
        #expect(error?.line == line && error?.column == column, "\(String(describing: error))")
    }

    @Test(arguments: [
        (Array(kernel.dropFirst()), "pins 0 images of a kernel 6.1"),
        (kernel + ["linux-image-6.1.6-amd64"], "pins 2 images of a kernel 6.1"),
        (["linux-image-6.18.5-amd64"] + kernel.dropFirst(), "pins 0 images of a kernel 6.1"),
        (kernel.dropLast(), "not all of the headers"),
        (kernel.filter { $0 != "linux-headers-6.1.5-amd64" } + ["linux-headers-x"], "not all of the headers"),
    ])
    func whatIsNoWholeKernelIsAMistake(names: [String], words: String) {
        let error = #expect(throws: CatalogError.self) {
            try KernelCatalog(yaml: Self.catalog(names.map { Self.pin($0) }), file: "x")
        }
        #expect(error?.message.contains(words) == true, "\(String(describing: error))")
        #expect(error?.line == 6 && error?.column == 5)
    }

    @Test func pinsOfTwoVersionsAreAMistake() {
        let pins = Self.kernel.dropLast().map { Self.pin($0) } + [Self.pin("linux-kbuild-6.1.5", "6.1.5-2")]
        let error = #expect(throws: CatalogError.self) { try KernelCatalog(yaml: Self.catalog(pins), file: "x") }
        #expect(error?.message.contains("not all of the headers of its version") == true)
        let twice = #expect(throws: CatalogError.self) {
            try KernelCatalog(yaml: Self.catalog((Self.kernel + [Self.kernel[3]]).map { Self.pin($0) }), file: "x")
        }
        #expect(twice?.message.contains("linux-kbuild-6.1.5 is pinned twice") == true)
    }
}
