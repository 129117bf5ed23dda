import RouteModel
import Testing

@testable import Verdict

private let last = Day(year: 2027, month: 3, day: 31)

private func declared(_ verdict: Verdict) throws -> Declaration {
    Declaration(verdict: verdict, reason: "why", link: "https://x", expires: try #require(last))
}

private func held(
    _ verdict: Verdict, against declared: Declaration, on day: String = "2027-03-01"
) throws -> Judgement {
    let judgement = Judgement(verdict: verdict, sides: 2, reasons: [.note("proof")], wrong: .prediction)
    return judgement.held(against: declared, on: try #require(Day(day)))
}

@Test(arguments: [Verdict.forbidden, .absent, .corrupted])
func whatIsDeclaredAndOccursIsKnown(verdict: Verdict) throws {
    let declaration = try declared(verdict)
    let judgement = try held(verdict, against: declaration)
    #expect(judgement.verdict == .known && judgement.status == .xfail)
    #expect(judgement.declaration == declaration)
    #expect(judgement.reason == ["proof"] && judgement.wrong == .prediction, "the proof stays")
    #expect(RunExit.of([.agree, judgement.verdict], observed: true) == RunExit.allAsPredicted)
    #expect(RunExit.of([judgement.verdict], observed: true) == RunExit.allAsPredicted)
}

@Test(arguments: [Verdict.forbidden, .absent, .corrupted])
func whatIsDeclaredAndDoesNotOccurFails(verdict: Verdict) throws {
    let judgement = try held(.agree, against: declared(verdict))
    #expect(judgement.verdict == .unexpectedlyAgree && judgement.status == .fail && judgement.wrong == .declaration)
    #expect(judgement.reason.count == 1 && judgement.reason[0].contains("https://x"))
    #expect(judgement.reason[0].contains(verdict.rawValue) && judgement.reason[0].contains("2027-03-31"))
    #expect(RunExit.of([.known, judgement.verdict], observed: true) == RunExit.fail)
}

@Test func anotherFailureThanTheDeclaredOneStays() throws {
    let pairs: [(Verdict, Verdict)] = [(.forbidden, .corrupted), (.corrupted, .absent), (.absent, .forbidden)]
    for (seen, declaration) in pairs {
        let judgement = try held(seen, against: declared(declaration))
        #expect(judgement.verdict == seen && judgement.status == .fail && judgement.declaration != nil)
        #expect(judgement.reason.first == "proof" && judgement.reason.last?.contains("another divergence") == true)
    }
}

@Test(arguments: [
    Verdict.sidesDisagree, .vacuous, .traceLost, .unmodelled, .unavailable, .error, .known, .unexpectedlyAgree,
])
func whatCouldNotBeToldIsNoDivergence(verdict: Verdict) throws {
    let judgement = try held(verdict, against: declared(.forbidden))
    #expect(judgement.verdict == verdict && judgement.reason == ["proof"] && judgement.declaration == nil)
    // A declaration of what is none declares nothing.
    #expect(try held(verdict, against: declared(verdict)).verdict == verdict)
}

@Test(arguments: [Verdict.agree, .forbidden, .corrupted, .absent, .vacuous])
func whatWasDeclaredCanBeTakenBack(verdict: Verdict) throws {
    let before = Judgement(
        verdict: verdict, sides: 2, reasons: verdict == .agree ? [] : [.note("proof")],
        wrong: verdict == .agree ? nil : .prediction)
    for declaration in [try declared(.forbidden), try declared(.corrupted)] {
        let after = before.held(against: declaration, on: declaration.expires).undeclared
        #expect(after.verdict == before.verdict && after.reason == before.reason && after.wrong == before.wrong)
        #expect(after.declaration == nil)
    }
}

@Test func aDeclarationHoldsThroughItsLastDayAndNoLonger() throws {
    for (day, forbidden, agreeing) in [
        ("2027-03-30", Verdict.known, Verdict.unexpectedlyAgree), ("2027-03-31", .known, .unexpectedlyAgree),
        ("2027-04-01", .forbidden, .agree), ("2028-03-31", .forbidden, .agree),
    ] {
        #expect(try held(.forbidden, against: declared(.forbidden), on: day).verdict == forbidden, "\(day)")
        let judgement = try held(.agree, against: declared(.forbidden), on: day)
        #expect(judgement.verdict == agreeing && judgement.reason.first != nil, "\(day)")
        #expect((judgement.declaration == nil) == (agreeing == .agree), "\(day)")
    }
}
