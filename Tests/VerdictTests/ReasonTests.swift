import Foundation
import RouteModel
import Testing

@testable import Verdict

/// Reasons are values that a journal keeps beside their sentences.
@Suite struct ReasonTests {
    static let rule = Rule(id: "a/b", says: "It is (so): always.", cite: "7.3:kernel/dma/a.c:f")

    static let all: [(reason: Reason, text: String)] = [
        (
            .side(.guest, .path(seen: [.direct, .bounce], allowed: .translated, says: "at 0x10")),
            "guest side: saw direct or bounce where translated is allowed: at 0x10"
        ),
        (
            .side(.device, .path(seen: [], allowed: .direct, says: "x")),
            "device side: saw no route at all where direct is allowed: x"
        ),
        (.side(.guest, .segment(.bounce, says: "x")), "guest side: saw bounce in another segment of the list: x"),
        (
            .side(.guest, .addressBit(seen: .set, allowed: .clear, says: "x")),
            "guest side: saw C-bit set where clear is allowed: x"
        ),
        (
            .side(.device, .memory(seen: .encrypted, allowed: .decrypted, says: "x")),
            "device side: saw encrypted memory where decrypted is allowed: x"
        ),
        (
            .side(.device, .store(seen: .plain, reached: .encrypted, says: "x")),
            "device side: saw the plain store where such an address reaches the encrypted one: x"
        ),
        (
            .side(.guest, .limit(top: .max, allowed: 0xffff)),
            "guest side: saw an address up to 0xffffffffffffffff, above the limit 0xffff"
        ),
        (
            .side(.guest, .message(seen: .silent, allowed: .swiotlbFull, says: "x")),
            "guest side: heard silent where swiotlb-full is allowed: x"
        ),
        (
            .side(.kernel, .fact("the pool's label", seen: "false", predicted: "true")),
            "kernel side: the pool's label is false, predicted is true"
        ),
        (.side(.guest, .told("the trace is cut")), "guest side: the trace is cut"),
        (Reason(rule), "rule a/b: It is (so): always. (7.3:kernel/dma/a.c:f)"),
        (
            Reason(rule, opposite: .allows),
            "rule a/b: It is (so): always. (7.3:kernel/dma/a.c:f); its opposite would allow what was seen"
        ),
        (
            Reason(rule, opposite: .predicts),
            "rule a/b: It is (so): always. (7.3:kernel/dma/a.c:f); its opposite would predict what was seen"
        ),
        (.lack("no such kernel"), "no such kernel"), (.note("why"), "why"),
    ]

    @Test(arguments: all.indices) func aReasonIsSaidAndKept(index: Int) throws {
        let (reason, text) = Self.all[index]
        let before = Judgement(verdict: .forbidden, sides: 2, reasons: [reason, .note("and this")])
        #expect(before.reason == [text, "and this"])
        let after = try JSONDecoder().decode(Judgement.self, from: JSONEncoder().encode(before))
        #expect(after.reasons == before.reasons)
    }

    private func object(_ judgement: Judgement) throws -> [String: Any] {
        try #require(JSONSerialization.jsonObject(with: JSONEncoder().encode(judgement)) as? [String: Any])
    }

    private func judgement(_ object: [String: Any]) throws -> Judgement {
        try JSONDecoder().decode(Judgement.self, from: JSONSerialization.data(withJSONObject: object))
    }

    /// As dmaroute wrote them before reasons were values.
    @Test(arguments: all.indices) func aSentenceAloneIsSaidAgain(index: Int) throws {
        let (reason, text) = Self.all[index]
        var old = try object(Judgement(verdict: .forbidden, sides: 2, reasons: [reason]))
        old["reasons"] = nil
        let read = try judgement(old)
        #expect(read.reason == [text])
        #expect(read.reasons.first?.isOfASide == reason.isOfASide)
        #expect(read.reasons.first?.rule == reason.rule && read.reasons.first?.suspect == reason.suspect)
        if case .rule = reason { #expect(read.reasons == [reason]) }
    }

    @Test func notesNeedNoValues() throws {
        #expect(try object(Judgement(verdict: .vacuous, sides: 0, reasons: [.note("why")]))["reasons"] == nil)
        #expect(try object(Judgement(verdict: .agree, sides: 2))["reasons"] == nil)
    }

    /// What is shown is what counts, whoever wrote the values.
    @Test func valuesThatSaySomethingElseAreNotBelieved() throws {
        var forged = try object(Judgement(verdict: .forbidden, sides: 2, reasons: [.side(.guest, .told("this"))]))
        forged["reason"] = ["guest side: that"]
        #expect(try judgement(forged).reasons == [.side(.guest, .told("that"))])
        forged["reason"] = ["guest side: this", "more"]
        #expect(try judgement(forged).reason == ["guest side: this", "more"])
    }

    @Test func sentencesThatAreAlmostRulesAreNotes() {
        for text in ["rule a: b", "rule a b (c)", "rule : (", "rule a: (c", "rules a: b (c)", "rule a: b(c)"] {
            #expect(Reason(told: text) == .note(text))
        }
    }

    @Test func aDriversWorstIsKept() throws {
        let worst = DMAFindings.Worst(
            verdict: .forbidden, call: "map-single", reasons: [.side(.guest, .told("x")), Reason(Self.rule)], line: "l")
        let after = try JSONDecoder().decode(DMAFindings.Worst.self, from: JSONEncoder().encode(worst))
        #expect(after == worst)
    }
}
