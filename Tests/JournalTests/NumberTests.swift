import Foundation
import Plan
import TestSupport
import Testing

@testable import Journal

/// Numbers and lines of a journal that anybody may have written.
@Suite struct NumberTests {
    private let plan: Plan
    private let boot: PlannedBoot

    init() throws {
        plan = try SamplePlan.of()
        boot = plan.boots[0]
    }

    private func problem(_ lines: String...) -> String? {
        do {
            // The last line may be half of one.
            _ = try JournalText(Data((lines + ["{}", ""]).joined(separator: "\n").utf8), of: plan)
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// The next attempt once had one more than the largest number there is.
    @Test(arguments: [Int.max, Int.min, -1, 0, 1_000_000_000]) func aNumberThatNoAttemptHasIsNone(number: Int) {
        for event in ["boot-begin", "boot-end", "attempt-failed"] {
            let line =
                #"{"attempt":\#(number),"boot":"\#(boot.key)","event":"\#(event)","milliseconds":1,"reason":"r"}"#
            #expect(problem(line)?.contains("no attempt has the number \(number)") == true, "\(event)")
        }
    }

    @Test func theNumbersOfAttemptsArePositive() throws {
        for number in [1, 999_999_999] {
            let text = try JournalText(
                JSONLines.line(Event.bootBegin(boot: boot.key, attempt: number)), of: plan)
            #expect(text.attempts == [boot.key: number])
        }
    }

    @Test func aCellMayRestOnNoneAndOnNoneBelow() throws {
        for (number, isOne) in [(0, true), (1, true), (-1, false), (Int.max, false)] {
            let line = try JSONLines.line(
                Event.cell(
                    id: plan.cells[0].id, boot: boot.key, attempts: number, means: nil, evidence(plan.cells[0])))
            #expect((problem(String(decoding: line.dropLast(), as: UTF8.self)) == nil) == isOne, "\(number)")
        }
    }

    /// To decode a line takes many times its bytes.
    @Test func aLineThatIsTooLongIsNotDecoded() {
        func line(_ count: Int) -> String {
            let text = #"{"attempt":1,"boot":"\#(boot.key)","event":"boot-begin","junk":""}"#
            return text.replacing(
                "\"junk\":\"", with: "\"junk\":\"" + String(repeating: "j", count: count - text.utf8.count))
        }
        #expect(problem(line(JournalLine.longest)) == nil)
        #expect(problem(line(JournalLine.longest + 1))?.contains("more than the 1048576 of the longest line") == true)
    }
}
