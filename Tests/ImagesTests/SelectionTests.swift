import Foundation
import TestSupport
import Testing

@testable import Images

@Suite struct SelectionTests {
    static func stanza(_ name: String, _ version: String, depends: String = "") -> String {
        """
        Package: \(name)
        Source: linux
        Version: \(version)
        Installed-Size: 10
        Depends: \(depends)
        Description: words
         more: words
        Size: 1000
        SHA256: abc


        """
    }

    /// A kernel in the manner of bookworm.
    static func classic(_ release: String, _ version: String) -> String {
        stanza("linux-image-\(release)", version)
            + stanza(
                "linux-headers-\(release)", version,
                depends:
                    "linux-headers-\(release)-common (= \(version)), linux-kbuild-6.1 (>= \(version)), gcc-12 | gcc")
            + stanza("linux-headers-\(release)-common", version) + stanza("linux-kbuild-6.1", version)
    }

    static let split =
        stanza("linux-image-7.3.4+deb13-amd64", "7.3.4-1~bpo13+1")
        + stanza("linux-binary-7.3.4+deb13-amd64", "7.3.4-1~bpo13+1")
        + stanza("linux-modules-7.3.4+deb13-amd64", "7.3.4-1~bpo13+1")
        + stanza("linux-binary-7.3.4+deb13-rt-amd64", "7.3.4-1~bpo13+1")
        + stanza(
            "linux-headers-7.3.4+deb13-amd64", "7.3.4-1~bpo13+1",
            depends: "gcc-14-for-host, linux-headers-7.3.4+deb13-common (= 7), linux-kbuild-7.3.4+deb13")
        + stanza("linux-headers-7.3.4+deb13-common", "7.3.4-1~bpo13+1")
        + stanza("linux-kbuild-7.3.4+deb13", "7.3.4-1~bpo13+1")

    static func choose(_ series: String, _ text: String) -> Result<KernelSelection, KernelSelection.Reason> {
        KernelSelection.choose(series: series, from: PackageIndex(showing: text))
    }

    @Test func theNewestCountsNotTheLast() throws {
        let text =
            Self.classic("6.1.0-9-amd64", "6.1.27-1") + Self.classic("6.1.0-56-amd64", "6.1.192-2")
            + Self.classic("6.1.0-55-amd64", "6.1.190-1")
        let found = try Self.choose("6.1", text).get()
        #expect(found.release == "6.1.0-56-amd64")
        #expect(
            found.headers.map(\.name)
                == [
                    "linux-headers-6.1.0-56-amd64", "linux-headers-6.1.0-56-common",
                    "linux-kbuild-6.1",
                ].map { $0.replacing("56-common", with: "56-amd64-common") })
        #expect(found.headers.allSatisfy { $0.version.text == "6.1.192-2" })
        #expect(found.modules == found.image && found.packages.count == 4)
        #expect(found.image.size == 1000 && found.image.installedSize == 10240)
    }

    @Test func aSplitKernelIsInItsBinaryPackage() throws {
        let found = try Self.choose("7.3", Self.split).get()
        #expect(found.image.name == "linux-binary-7.3.4+deb13-amd64")
        #expect(found.headers.count == 3)
        #expect(found.modules.name == "linux-modules-7.3.4+deb13-amd64")
        #expect(found.packages.count == 5)
    }

    @Test func withoutHeadersTheOneBeforeIsTaken() throws {
        let text = Self.stanza("linux-image-6.1.0-57-amd64", "6.1.193-1") + Self.classic("6.1.0-56-amd64", "6.1.192-2")
        #expect(try Self.choose("6.1", text).get().release == "6.1.0-56-amd64")
        let none = Self.choose("6.1", Self.stanza("linux-image-6.1.0-57-amd64", "6.1.193-1"))
        #expect(throws: KernelSelection.Reason.self) { try none.get() }
    }

    @Test(arguments: ["6.2", "7.30", "6.10"])
    func anotherSeriesIsNotThisOne(series: String) {
        let text = Self.classic("6.1.0-56-amd64", "6.1.192-2") + Self.split
        #expect(Self.choose(series, text) == .failure(KernelSelection.Reason(text: "has no kernel \(series)")))
    }

    @Test(arguments: [
        "linux-image-6.1.0-56-rt-amd64", "linux-image-6.1.0-56-cloud-amd64", "linux-image-6.1.0-56-amd64-dbg",
        "linux-image-6.1.0-56-amd64-unsigned", "linux-image-amd64", "linux-image-6.1.0-56-arm64",
        "linux-headers-6.1.0-1-amd64",
    ])
    func unwantedFlavours(name: String) { #expect(KernelSelection.release(ofImage: name) == nil) }

    @Test(arguments: Dice.seeds()) func anIndexThatIsNoneIsNoTrap(seed: Int) {
        let hostile =
            "Package: -oDir::Etc=/\nVersion: 1\n\nPackage: good\nVersion: 1;rm\n\n\n: :\n x\nSize\nPackage: ok\nVersion: 2\nSize: 99999999999999999999\nInstalled-Size: 9223372036854775807\n"
        #expect(PackageIndex(showing: hostile).packages.map(\.name) == ["ok"])
        var random = Dice(seed)
        let bytes = Array(Self.split.utf8)
        for _ in 0..<500 {
            var copy = bytes
            for _ in 0..<20 {
                copy[Int.random(in: 0..<copy.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            _ = Self.choose("7.3", String(decoding: copy, as: UTF8.self))
        }
    }

    @Test(arguments: [
        ("1.0", "1.1"), ("1.0~rc1", "1.0"), ("1.9", "1.10"), ("9", "1:1"), ("1.0-1", "1.0-2"),
        ("1.0-1~bpo13+1", "1.0-1"),
        ("1.0", "1.0+b1"), ("1.0a", "1.0+"), ("6.1.99-1", "6.1.192-2"), ("0:1.2", "1.3"), ("1.0", "1.0-1"),
    ])
    func versionsInDebiansOrder(smaller: String, larger: String) {
        #expect(PackageVersion(smaller) < PackageVersion(larger))
        #expect(!(PackageVersion(larger) < PackageVersion(smaller)))
        #expect(!(PackageVersion(smaller) < PackageVersion(smaller)))
    }
}
