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

/// A plan's name stands in job files, where another line would be a command; all of its digests may be right.
@Test(arguments: [
    "x\ntouch HURT\n#SBATCH -y", "x: y", "", "-x", "a\u{301}", "x\u{202e}", String(repeating: "a", count: 65),
])
func aPlanOfAnotherNameIsRefused(name: String) throws {
    let good = try #require(try plan(small).boots.first)
    func written(_ name: String, _ change: (inout Boot, inout Device) -> Void = { _, _ in }, policy: String? = nil)
        throws
        -> String
    {
        var (boot, device) = (good.boot, good.devices[0])
        change(&boot, &device)
        let asked = Plan.Asked(device: device, request: good.cells[0].request)
        return try encoded(#require(Plan(name: name, boot: boot, asked: [asked], policy: policy)))
    }
    func refused(_ text: String) -> String? {
        do { _ = try decoded(text) } catch { return "\(error)" }
        return nil
    }
    #expect(try refused(written("good_1.x-2")) == nil)
    #expect(try refused(written(name))?.contains("is not a name: ") == true)
    #expect(try refused(written("good", policy: "Linux\n")) != nil)
    #expect(try refused(written("good", policy: "linux-7.3")) == nil)
    #expect(try refused(written("good", { boot, _ in boot.kernel = "linux-7.3\n" })) != nil)
    #expect(try refused(written("good", { boot, _ in boot.cmdline += "\n::error::" })) != nil)
    #expect(try refused(written("good", { _, device in device.name = "a\u{301}" })) != nil)
    #expect(try refused(written("good", { _, device in device.name = "a b" })) != nil)
    // Of a machine that was observed.
    #expect(try refused(written("observed", { _, device in device.name = "0000:00:1f.2" })) == nil)
    #expect(try refused(written("observed", { boot, _ in boot.kernel = "" })) == nil)
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
