import Foundation
import Testing

@testable import Evidence

/// Traces recorded from real guests (edu, unencrypted, one with a pool that is forced).
@Suite struct RecordedTraceTests {
    static func text(_ name: String, _ file: String) throws -> [UInt8] {
        let folder = try #require(Bundle.module.url(forResource: "Recorded", withExtension: nil))
        return [UInt8](try Data(contentsOf: folder.appending(path: name).appending(path: file)))
    }

    @Test(arguments: ["6.1-direct", "6.1-swiotlb-force", "7.3-direct", "7.3-swiotlb-force"])
    func everyRequestHasItsWindow(name: String) throws {
        let index = TraceIndex(
            text: try Self.text(name, "ftrace.txt"),
            statistics: TraceStatistics(try Self.text(name, "trace-stats.txt")), notArmed: nil)
        #expect(index.lost == 0)
        #expect(index.trace.unreadable == 0)
        for request in UInt32(1)...20 {
            let slot = request % 2 == 1 ? "0000:00:10.0" : "0000:00:11.0"
            let window = try #require(index.window(of: request, slot: slot))
            #expect(!window.addresses.isEmpty || !window.givenBack.isEmpty, "request \(request)")
            #expect(!window.lines.isEmpty)
        }
        let first = try #require(index.window(of: 1, slot: "0000:00:10.0"))
        #expect(first.bounced == name.hasSuffix("force"))
    }

    @Test func theLastControlDMAIsMissedWhereItIsMissing() throws {
        let index = TraceIndex(
            text: try Self.text("7.3-direct", "ftrace.txt"), statistics: TraceStatistics(lost: 0), notArmed: nil)
        #expect(index.notWorking(slot: "0000:00:10.0")?.contains("after the requests") == true)
        #expect(index.notWorking(slot: "0000:00:19.0")?.contains("never names") == true)
    }

    @Test(arguments: ["6.1-direct", "6.1-swiotlb-force", "7.3-direct", "7.3-swiotlb-force"])
    func factsOfTheGuest(name: String) throws {
        let facts = GuestFacts(text: try Self.text(name, "facts.txt"))
        #expect(facts.traceNotArmed == nil)
        #expect(facts.iommus.isEmpty)
        #expect(facts.groupTypes.isEmpty)
        #expect(facts.poolSlots == (name.hasSuffix("force") ? 32768 : nil))
    }

    @Test func thePoolsRange() throws {
        let log = String(decoding: try Self.text("6.1-swiotlb-force", "kmsg.txt"), as: UTF8.self)
        let pools = log.split(separator: "\n").compactMap { KernelMessages.pool(in: String($0)) }
        #expect(pools == [0x7b86_1000...0x7f86_0fff])
    }

    @Test func countersThatCannotBeReadAreALoss() {
        #expect(TraceStatistics([]).lost == 1)
        #expect(TraceStatistics(Array("overrun: 3\ncommit overrun: 1\ndropped events: 0\n".utf8)).lost == 4)
        #expect(TraceStatistics(Array("overrun: lots\n".utf8)).lost == 1)
    }
}
