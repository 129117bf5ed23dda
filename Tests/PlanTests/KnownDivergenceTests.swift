import Foundation
import Plan
import RouteModel
import TestSupport
import Testing

private let cell = String(repeating: "0123456789abcdef", count: 4)
private let policies = ["linux-6.1", "linux-7.3"]

/// A file that tests change line by line.
private let file = """
    # Looked at in March.
    - policy: linux-7.3
      cell: "\(cell)"
      what: 6.1 with two keywords
      verdict: forbidden
      reason: 6.1 takes no second keyword
      link: https://lore.kernel.org/r/1@x
      expires: 2027-03-31
    """

private func file(line: Int, _ text: String) -> String {
    var lines = file.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    lines[line - 1] = text
    return lines.joined(separator: "\n")
}

private func read(_ text: String) throws -> KnownDivergences {
    try KnownDivergences.parse(text: text, file: "k.yaml", policies: policies)
}

private func complaint(of text: String) -> String? {
    do {
        _ = try read(text)
        return nil
    } catch {
        return "\(error)"
    }
}

private func entry(_ change: String = cell, reason: String = "why") throws -> KnownDivergence {
    KnownDivergence(
        policy: "linux-6.1", cell: change, what: "what", verdict: .corrupted, reason: reason, link: "https://x/y",
        expires: try #require(Day("2027-01-01")))
}

@Test func whatIsDeclaredIsRead() throws {
    let entry = try #require(try read(file).entries.first)
    #expect(entry.policy == "linux-7.3" && entry.cell == cell && entry.verdict == .forbidden)
    #expect(entry.reason == "6.1 takes no second keyword" && entry.link == "https://lore.kernel.org/r/1@x")
    #expect(entry.expires == Day("2027-03-31"))
}

@Test(arguments: ["", "# nothing yet\n", "[]"])
func nothingIsDeclaredByAnEmptyFile(text: String) throws {
    #expect(try read(text).entries.isEmpty)
}

@Test func theFileThatComesAlongIsOne() throws {
    #expect(complaint(of: try packageFile("harness-configs/known.yaml")) == nil)
}

@Test(arguments: [
    (2, "- policy: linux-7.4", "k.yaml:2:11: error: there is no policy \"linux-7.4\""),
    (
        3, "  cell: \"0123*\"",
        "k.yaml:3:9: error: cell must be a cell's whole id, 64 hexadecimal digits, and is the text"
    ),
    (3, "  cell: [a, b]", "k.yaml:3:9: error: cell must be text and is a list"),
    (3, "  cells: a", "k.yaml:3:3: error: \"cells\" is not a key of a declared divergence"),
    (4, "", "k.yaml:2:3: error: a declared divergence has no what"),
    (5, "  verdict: agree", "k.yaml:5:12: error: \"agree\" is not a verdict that can be declared"),
    (6, "  reason: \"  \"", "k.yaml:6:11: error: reason is empty"),
    (6, "", "k.yaml:2:3: error: a declared divergence has no reason"),
    (6, "  reason: \"a\\tb\"", "k.yaml:6:11: error: reason \"a\\u{9}b\" has a control character"),
    (7, "  link: lore", "k.yaml:7:9: error: link must be an address to read up and is the text \"lore\""),
    (7, "  link: https://", "k.yaml:7:9: error: link must be an address"),
    (7, "", "k.yaml:2:3: error: a declared divergence has no link"),
    (8, "  expires: 2027-02-29", "k.yaml:8:12: error: expires must be a day of the calendar and is the text"),
    (8, "  expires: never", "k.yaml:8:12: error: expires must be a day of the calendar"),
    (8, "", "k.yaml:2:3: error: a declared divergence has no expires"),
])
func whatIsWrongIsToldWithItsPlace(line: Int, text: String, error: String) throws {
    let told = try #require(complaint(of: file(line: line, text)))
    #expect(told.hasPrefix(error), "\(told)")
}

@Test func aCellIsDeclaredOnceAPolicy() throws {
    let twice = file + "\n" + file
    #expect(complaint(of: twice)?.hasPrefix("k.yaml:10:3: error: this cell is declared already") == true)
    let both = file + "\n" + file.replacingOccurrences(of: "linux-7.3", with: "linux-6.1")
    #expect(try read(both).entries.count == 2)
    #expect(complaint(of: "policy: linux-7.3")?.contains("must be a list") == true)
}

@Test func onlyWhatTheRunJudgesConcernsItAndItsDayCounts() throws {
    let plan = try plan(small)
    let known = plan.cells[0].id
    let text = file.replacingOccurrences(of: cell, with: known)
    func concerning(_ policy: String?, _ day: String) throws -> Set<String> {
        Set(try read(text).concerning(plan, policy: policy, today: #require(Day(day))).keys)
    }
    #expect(try concerning("linux-7.3", "2027-03-31") == [known])
    #expect(try concerning(nil, "2027-03-31").isEmpty, "judged by its own policy, 6.1's")
    #expect(try concerning("linux-6.1", "2030-01-01").isEmpty, "an entry of another policy does not expire here")
    do {
        _ = try concerning("linux-7.3", "2027-04-01")
        Issue.record("the day after the last is no error")
    } catch let error as ConfigError {
        #expect(error.description.hasPrefix("k.yaml:8:12: error: this declaration ended with 2027-03-31"))
        #expect(error.hint?.contains("https://lore.kernel.org/r/1@x") == true)
    }
    // A run without the cell does not care.
    #expect(try read(file).concerning(plan, policy: "linux-7.3", today: #require(Day("2030-01-01"))).isEmpty)
}

@Test(arguments: [
    "", "# only a comment\n", file, file + "\n# the end",
    "  - {policy: linux-7.3, cell: \"\(cell)\", what: w, "
        + "verdict: absent, reason: r, link: \"https://x\", expires: 2027-01-01}\n",
])
func anEntryIsAddedBehindAllThatStandsThere(text: String) throws {
    let odd = "a \"quote\", a \\ and\na line: # no comment, ünï"
    let added = try KnownDivergences.adding(entry(reason: odd), to: text, file: "k.yaml", policies: policies)
    #expect(added.hasPrefix(text), "comments and entries stay byte for byte")
    let entries = try read(added).entries
    #expect(entries.count == (try read(text).entries.count) + 1)
    #expect(entries.last?.reason == odd && entries.last?.policy == "linux-6.1" && entries.last?.cell == cell)
}

@Test func whatCannotBeAddedIsRefused() throws {
    func added(_ entry: KnownDivergence, to text: String) -> Bool {
        (try? KnownDivergences.adding(entry, to: text, file: "k.yaml", policies: policies)) != nil
    }
    let once = try KnownDivergences.adding(entry(), to: file, file: "k.yaml", policies: policies)
    #expect(try !added(entry(), to: once), "declared already")
    #expect(try !added(entry(), to: "[]"), "a flow list takes nothing behind it")
    #expect(try !added(entry(), to: "a: b"))
    #expect(try !added(entry(reason: ""), to: file), "never without a reason")
    #expect(try !added(entry("9c1e"), to: file), "never for a part of an id")
    #expect(try !added(entry("*"), to: file))
}
