import Foundation
import Journal
import Plan
import Testing

/// Five cells in three boots, recorded by dmaroute 0.1.0 before reasons had types: a run, and a check of it by another
/// policy than the kernel's.
enum Recorded {
    enum Name: String, CaseIterable {
        case run, check
    }

    static func plan() throws -> Plan { try JSONDecoder().decode(Plan.self, from: data("plan.json")) }

    static func journal(_ name: Name) throws -> Data { try data(name.rawValue + ".jsonl") }

    static func events(_ name: Name) throws -> [Event] {
        try JournalLines(journal(name)).map { try JSONDecoder().decode(Event.self, from: $0) }
    }

    private static func data(_ name: String) throws -> Data {
        let folder = try #require(Bundle.module.url(forResource: "Recorded", withExtension: nil))
        return try Data(contentsOf: folder.appending(path: name))
    }
}
