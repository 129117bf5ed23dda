import RouteModel
import Testing

@testable import Intake

/// What is said to help was booted or is marked as predicted, and none of it contradicts the model.
struct RemedyTests {
    private static let all = Graded.all.map(\.report) + ReportTests.all.map(\.report)

    @Test(arguments: all) func everyActionHoldsByTheModel(_ name: String) throws {
        let answer = try Reports.answer(named: name)
        let record = ReproductionRecord(answer, of: Pasted([(name: name, bytes: [])]), cell: nil)
        for action in answer.actions {
            #expect(action.booted == nil && !action.cost.isEmpty)
            #expect(record.text.contains("\(action.attempt)   (predicted: \(action.predicted)"), "\(action.attempt)")
            guard let configuration = action.configuration else {
                #expect(answer.answer == .notModelled, "\(action.attempt)")
                continue
            }
            let policy = try #require(Policy.named(configuration.boot.kernel))
            let prediction = SymptomPrediction(policy, configuration)
            #expect(prediction.told == action.predicted)
            #expect(prediction.shows(answer.sought) == false, "\(action.attempt): \(prediction.told)")
            #expect(prediction.arrives || answer.sought == .fault, "\(action.attempt): \(prediction.told)")
        }
    }

    /// What the report says did not help is not advised, and what stands in for a cause is not to be taken away.
    @Test(arguments: all) func nothingThatDidNotHelpIsAdvised(_ name: String) throws {
        let answer = try Reports.answer(named: name)
        for claim in answer.claims where claim.claim.polarity == .noHelp {
            #expect(!answer.actions.contains { $0.attempt.hasSuffix(claim.claim.text) }, "\(claim.claim.text)")
        }
    }

    private static let refused = """
        Linux version 6.12.5
        Command line: ro iommu=off
        foo 0000:01:00.0: DMA addr 0x0000000345670000+4096 overflow (mask ffffffff, bus limit 0).
        """

    @Test func whatNoConfigCanAskForStaysPredictedAndSaysWhy() throws {
        var answer = Reports.answer(Self.refused)
        let why = "a machine has 1 to 8 CPUs"
        let helped = answer.take(BootOutcome(run: nil, verdict: "none", route: nil, reason: [why]), ofAction: 0)
        #expect(!helped)
        let record = ReproductionRecord(answer, of: Pasted([(name: "x", bytes: [])]), cell: nil)
        #expect(record.text.contains("(predicted: bounce; not seen: none: \(why)"))
        answer.take(BootOutcome(run: nil, verdict: "none", route: nil, reason: []), ofAction: 99)
    }

    @Test func whatHelpedIsSaidToHaveBeenSeenAndWhatDidNotIsInVain() {
        var answer = Reports.answer(Self.refused)
        let bounce = Route(path: .bounce, addressBit: .none, memory: nil, limit: nil, message: nil)
        let helped = answer.take(BootOutcome(run: nil, verdict: "agree", route: bounce, reason: []), ofAction: 0)
        #expect(helped)
        let refused = Route(path: .refused, addressBit: .none, memory: nil, limit: nil, message: .dmaAddrOverflow)
        let other = answer.take(BootOutcome(run: nil, verdict: "agree", route: refused, reason: []), ofAction: 1)
        #expect(!other)
        let text = ReproductionRecord(answer, of: Pasted([(name: "x", bytes: [])]), cell: nil).text
        #expect(text.contains("best: boot without iommu=off   (seen here: helped: agree: bounce"))
        #expect(text.contains("in vain: "))
    }
}
