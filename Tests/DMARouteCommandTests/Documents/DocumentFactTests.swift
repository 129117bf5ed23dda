import Foundation
import Testing
import Verdict

/// What documents name is there, and what is there is named where a reader looks for it.
struct DocumentFactTests {
    private static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: Document.root + "/" + path)
    }

    @Test(arguments: Document.all) func everyFileThatItNamesExists(_ document: Document) {
        // What a reader's own file may be called, and what a build makes.
        for path in document.text.matches(
            of: /(?:harness-configs|images|Sources|Tests|\.ci)\/[A-Za-z0-9_.+\/-]*[A-Za-z0-9_]/)
        {
            #expect(Self.exists(String(path.output)), "\(document.path) names \(path.output)")
        }
    }

    /// Its lists name files below Sources, but for those that a reader is to make.
    @Test func everyFileOfAListExists() throws {
        let lines = try Document.named("Extending").lines.filter { !$0.contains("(new") }
        let paths = lines.flatMap { $0.matches(of: /[A-Z][A-Za-z]+\/[A-Za-z0-9+\/]+\.swift/).map(\.output) }
        #expect(paths.count > 30)
        let missing = paths.filter { !Self.exists("Sources/\($0)") }
        #expect(missing.isEmpty)
    }

    @Test func everyMakeTargetThatTheyShowExists() throws {
        let makefile = Document("Makefile").lines
        let targets = Set(makefile.compactMap { $0.firstMatch(of: /^([a-z-]+):/).map { String($0.1) } })
        #expect(targets.contains("docs") && targets.contains("man"))
        #expect(ShownCommand.of("make").count > 5)
        for shown in ShownCommand.of("make") {
            for word in shown.words.dropFirst() where !word.contains("=") {
                #expect(targets.contains(word), "\(shown.testDescription)")
            }
        }
    }

    @Test func theReadmeIsShortAndNamesEveryArticle() throws {
        let readme = Document.all[0]
        #expect(readme.text.utf8.count < 8 << 10)
        for article in Document.all where article.path.hasPrefix(Document.catalogue) {
            #expect(readme.text.contains(article.path) || article.path.hasSuffix("/dmaroute.md"), "\(article.path)")
        }
    }

    @Test func everyKeyOfAConfigIsExplained() throws {
        let article = try Document.named("Configs").text
        let bytes =
            FileManager.default.contents(atPath: Document.root + "/harness-configs/config.schema.json") ?? Data()
        let keys = Set(Self.properties(of: try JSONSerialization.jsonObject(with: bytes)))
        #expect(keys.count > 30)
        let unknown = keys.filter { !article.contains("`\($0)`") }
        #expect(unknown.isEmpty, "Configs.md does not explain \(unknown)")
    }

    private static func properties(of schema: Any) -> [String] {
        if let list = schema as? [Any] { return list.flatMap(properties) }
        guard let object = schema as? [String: Any] else { return [] }
        return ((object["properties"] as? [String: Any])?.keys.map { $0 } ?? [])
            + object.values.flatMap { properties(of: $0) }
    }

    @Test func everyVerdictIsExplained() throws {
        let article = try Document.named("Verdicts").text
        for verdict in Verdict.allCases {
            let isExplained = article.contains("| `\(verdict.rawValue)` | \(verdict.status.rawValue) |")
            #expect(isExplained, "\(verdict.rawValue)")
        }
    }

    /// Recorded plans and evidence have no key that the grammar does not.
    @Test func everyRecordedKeyStandsInTheGrammar() throws {
        let grammar = try Document.named("Formats").text
        let recorded = "Tests/RunnerTests/Recorded/"
        var keys: Set<String> = []
        for path in [recorded + "plan.json", recorded + "probe.jsonl", recorded + "ram.jsonl"] {
            let text = Document(path).text
            keys.formUnion(text.matches(of: /"([A-Za-z]+)"\s*:/).map { String($0.1) })
        }
        #expect(keys.count > 50)
        // Orders had it before there were three directions.
        keys.remove("fromDevice")
        let unknown = keys.filter { !grammar.contains("\"\($0)\":") }
        #expect(unknown.isEmpty, "Formats.md has no key \(unknown)")
    }
}
