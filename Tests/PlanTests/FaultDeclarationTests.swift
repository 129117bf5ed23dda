import Plan
import RouteModel
import Testing

@Suite struct FaultDeclarationTests {
    private static let entry = """
        - fault: "61fe5f5a6b0d"
          reason: "a fix is under review"
          link: "https://example.org/1"
          expires: 2027-03-31

        """

    private static func parse(_ text: String) throws -> KnownDivergences {
        try KnownDivergences.parse(text: text, file: "known.yaml", policies: ["linux-7.3"])
    }

    @Test func aFaultIsDeclaredUntilItsLastDay() throws {
        let known = try Self.parse(Self.entry)
        let (last, next) = (try #require(Day("2027-03-31")), try #require(Day("2027-04-01")))
        #expect(known.entries.isEmpty)
        #expect(known.faults(on: last)["61fe5f5a6b0d"]?.link == "https://example.org/1")
        #expect(known.faults(on: next).isEmpty)
    }

    @Test(arguments: [
        ("61fe5f5a6b0d", "61fe", "12 hexadecimal digits"), ("a fix is under review", " ", "reason is empty"),
        ("https://example.org/1", "elsewhere", "link must be"), ("2027-03-31", "2027-02-30", "a day of the calendar"),
        ("  link", "  lnk", "lnk"),
    ])
    func whatIsWrongIsSaidWithItsPlace(_ was: String, _ becomes: String, _ says: String) throws {
        let error = #expect(throws: ConfigError.self) { try Self.parse(Self.entry.replacing(was, with: becomes)) }
        #expect("\(try #require(error))".contains(says))
        #expect("\(try #require(error))".contains("known.yaml:"))
    }

    @Test func aFaultIsDeclaredOnce() throws {
        let error = #expect(throws: ConfigError.self) { try Self.parse(Self.entry + Self.entry) }
        #expect("\(try #require(error))".contains("declared already, in line 1"))
    }

    @Test func anEntryForACellLeavesThoseOfFaults() throws {
        let cell = KnownDivergence(
            policy: "linux-7.3", cell: String(repeating: "a", count: 64), what: "what", verdict: .forbidden,
            reason: "why", link: "https://example.org/2", expires: try #require(Day("2027-03-31")))
        let text = try KnownDivergences.adding(cell, to: Self.entry, file: "known.yaml", policies: ["linux-7.3"])
        let known = try Self.parse(text)
        #expect(known.entries.count == 1 && known.faults.count == 1)
    }
}
