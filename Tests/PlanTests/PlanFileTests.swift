import Foundation
import Plan
import RouteModel
import TestSupport
import Testing

private func encoded(_ plan: Plan) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(plan), as: UTF8.self)
}

private func decoded(_ text: String) throws -> Plan {
    try JSONDecoder().decode(Plan.self, from: Data(text.utf8))
}

@Test func aPlansFileIsWhatItWas() throws {
    let text = try encoded(plan(small)) + "\n"
    #expect(text == (try packageFile("Tests/PlanTests/small-plan.json")))
}

@Test func aPlanComesBackEqual() throws {
    let plan = try plan(small)
    #expect(try decoded(encoded(plan)) == plan)
}

/// Nothing of a plan can be changed without notice.
@Test(arguments: [
    ("\"ram\" : 5368709120", "\"ram\" : 5368709121"), ("\"to-device\"", "\"from-device\""),
    ("\"name\" : \"small\"", "\"name\" : \"large\""), ("\"leftOut\" : 2", "\"leftOut\" : 0"),
    ("\"device\" : \"edu32\"", "\"device\" : \"edu33\""), ("\"format\" : 1", "\"format\" : 2"),
    ("\"dmaMask\" : 32", "\"dmaMask\" : 64"), ("\"leftOut\" : 2", "\"leftOut\" : -9223372036854775808"),
    ("\"key\" : \"", "\"key\" : \"0"), ("\"viommu\" : \"intel\"", "\"viommu\" : \"none\""),
])
func aChangedPlanIsRefused(old: String, new: String) throws {
    let text = try encoded(plan(small))
    try #require(text.contains(old))
    #expect(throws: DecodingError.self) { try decoded(text.replacing(old, with: new)) }
}

@Test func aFilteredPlanIsAPlanOfItsOwn() throws {
    let whole = try plan(small)
    let part = whole.keeping { $0.request.kind == .allocCoherent }
    #expect(part.digest != whole.digest)
    #expect(part.boots.map(\.key) == whole.boots.map(\.key))
    #expect(try decoded(encoded(part)) == part)
    #expect(whole.keeping { _ in true } == whole)
    #expect(whole.keeping { $0.request.kind == .mapSingle }.boots.count == 2)
}
