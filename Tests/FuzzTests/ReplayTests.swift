import Foundation
import Testing

/// Seeds of every fuzz target, and inputs that broke something once: each is taken, in time.
@Suite struct ReplayTests {
    private static let corpora = Bundle.module.url(forResource: "Corpora", withExtension: nil)

    @Test(arguments: FuzzTarget.allCases) func everySeedIsTaken(target: FuzzTarget) throws {
        let folder = try #require(Self.corpora).appending(path: target.rawValue)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(!names.isEmpty)
        for name in names {
            let bytes = [UInt8](try Data(contentsOf: folder.appending(path: name)))
            #expect(bytes.count <= 20 << 10, "\(target) \(name): seeds are small")
            let time = ContinuousClock().measure { target.take(bytes) }
            #expect(time < .seconds(10), "\(target) \(name)")
        }
    }

    @Test func everyCorpusHasATarget() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: try #require(Self.corpora).path)
        #expect(Set(names) == Set(FuzzTarget.allCases.map(\.rawValue)))
    }
}
