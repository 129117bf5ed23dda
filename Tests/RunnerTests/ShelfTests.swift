import Foundation
import TestSupport
import Testing

@testable import Runner

@Suite struct ShelfTests {
    private func withShelf(_ body: (String, Data) throws -> Void) throws {
        let recorded = try #require(Bundle.module.url(forResource: "Recorded", withExtension: nil))
        try withScratch { try body($0.path, Data(contentsOf: recorded.appending(path: "plan.json"))) }
    }

    private func add(_ name: String, to shelf: String, plan: Data) throws {
        try FileManager.default.createDirectory(atPath: "\(shelf)/\(name)", withIntermediateDirectories: true)
        try plan.write(to: URL(fileURLWithPath: "\(shelf)/\(name)/plan.json"))
    }

    @Test func keepsTheNewestAndWhatIsInUse() throws {
        try withShelf { shelf, plan in
            for name in ["2026-11-21-b", "2026-11-21-a", "2026-11-22-a", "2026-11-21-aa"] {
                try add(name, to: shelf, plan: plan)
            }
            let names = {
                RunShelf(path: shelf).beyond(newest: 1).map { String($0.path.dropFirst(shelf.count + 1)) }
            }
            #expect(names() == ["2026-11-21-a", "2026-11-21-b", "2026-11-21-aa"])
            let lock = try #require(RunLock("\(shelf)/2026-11-21-a"))
            #expect(names() == ["2026-11-21-b", "2026-11-21-aa"])
            withExtendedLifetime(lock) {}
        }
    }

    /// What is in use is of the newest, and takes no older one's place among those that go.
    @Test func aRunInUseCountsAmongTheNewest() throws {
        try withShelf { shelf, plan in
            for name in ["2026-11-21-a", "2026-11-21-b", "2026-11-22-a"] { try add(name, to: shelf, plan: plan) }
            let lock = try #require(RunLock("\(shelf)/2026-11-22-a"))
            let beyond = RunShelf(path: shelf).beyond(newest: 1).map(\.path)
            #expect(beyond == ["\(shelf)/2026-11-21-a", "\(shelf)/2026-11-21-b"])
            withExtendedLifetime(lock) {}
        }
    }

    @Test func whatIsNoRunIsNobodysToRemove() throws {
        try withShelf { shelf, plan in
            try add("2026-11-22-a", to: shelf, plan: Data("{\"terraform\":1}".utf8))
            try add("precious", to: shelf, plan: plan)
            try add("elsewhere", to: shelf, plan: plan)
            try FileManager.default.createSymbolicLink(
                atPath: "\(shelf)/2026-11-22-b", withDestinationPath: "\(shelf)/elsewhere")
            #expect(RunShelf(path: shelf).beyond(newest: 0).isEmpty)
        }
    }
}
