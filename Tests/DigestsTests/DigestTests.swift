import Foundation
import Testing

@testable import Digests

@Suite struct DigestTests {
    // FIPS 180-2, appendix B.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    ])
    func knownAnswers(text: String, hex: String) {
        #expect(Digest(of: text).hex == hex)
        #expect(Digest(of: AnySequence(text.utf8)).hex == hex)
        #expect(Digest(hex: hex.uppercased()) == Digest(of: text))
        #expect(Digest(of: text).short == String(hex.prefix(12)))
    }

    @Test func piecesGiveTheSameDigestAsTheWhole() {
        let data = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var hasher = SHA256()
        for start in stride(from: 0, to: data.count, by: 777) {
            hasher.update(data[start..<min(start + 777, data.count)])
        }
        #expect(hasher.finish() == Digest(of: data))
    }

    @Test(arguments: ["", "ab", "zz", String(repeating: "0", count: 63), String(repeating: "g", count: 64)])
    func refusesWhatIsNoDigest(text: String) {
        #expect(Digest(hex: text) == nil)
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([Digest].self, from: Data("[\"\(text)\"]".utf8))
        }
    }

    @Test func jsonIsTheHexText() throws {
        let digest = Digest(of: "abc")
        let json = try JSONEncoder().encode([digest])
        #expect(String(decoding: json, as: UTF8.self) == "[\"\(digest.hex)\"]")
        #expect(try JSONDecoder().decode([Digest].self, from: json) == [digest])
    }

    @Test func filesAreHashedWhole() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "digest-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: path) }
        let data = Data((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
        try data.write(to: path)
        #expect(try Digest(ofFile: path.path) == Digest(of: data))
    }

    @Test func aMissingFileIsNamed() {
        #expect(throws: DigestError(path: "/nowhere/at-all", reason: "No such file or directory")) {
            try Digest(ofFile: "/nowhere/at-all")
        }
        #expect(throws: DigestError.self) { try Digest(ofFile: "/") }
    }
}
