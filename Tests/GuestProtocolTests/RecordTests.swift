import Foundation
import GuestProtocol
import TestSupport
import Testing

/// Records of orders and reports are JSON with readers of their own: a field that a reader forgets is lost without a word.
@Suite struct RecordTests {
    private func kept<Record: Codable & Hashable>(_ record: Record) throws -> Bool {
        try JSONDecoder().decode(Record.self, from: JSONEncoder().encode(record)) == record
    }

    @Test func everyFieldIsReadAgain() throws {
        var dice = Dice(20)
        for _ in 0..<300 {
            #expect(try kept(dice.order()))
            switch dice.command() {
            case .drive(let order): #expect(try kept(order))
            default: break
            }
            switch dice.report() {
            case .ready(let reports): for report in reports { #expect(try kept(report)) }
            case .mapped(let reports): for report in reports { #expect(try kept(report)) }
            case .moved(let reports): for report in reports { #expect(try kept(report)) }
            case .released(let reports): for report in reports { #expect(try kept(report)) }
            case .driven(let report): #expect(try kept(report))
            default: break
            }
        }
    }
}
