import Foundation
import Testing

@testable import Images

@Suite struct CatalogTests {
    @Test func theShippedFileIsRight() throws {
        let catalog = try ImageStore(root: "/nowhere", images: Paths.images).catalog()
        #expect(catalog.entries.map(\.name) == ["linux-6.1", "linux-6.12", "linux-6.18", "linux-7.2", "linux-7.3"])
        #expect(catalog.named("linux-6.1")?.suites == ["bookworm", "bookworm-security"])
        #expect(catalog.named("linux-7.3")?.series == "7.3")
        #expect(catalog.named("linux-9.9") == nil)
    }

    static let good = "a:\n  series: \"6.1\"\n  suites: [bookworm]\n  libraries: [libc6]\n"

    @Test(arguments: [
        ("", 1, 1, "names no kernels"),
        ("- a\n", 1, 1, "names no kernels"),
        ("a: 1\n", 1, 4, "has no fields"),
        ("a:\n  series: 6\n", 2, 11, "\"6\" is not a series"),
        ("a:\n  series: \"6.1\"\n  suites: [\"x y\"]\n", 3, 12, "is not a suite"),
        ("a:\n  series: \"6.1\"\n  suites: bookworm\n", 3, 11, "a list of one or more"),
        ("a:\n  version: 3\n", 2, 3, "unknown key \"version\""),
        ("a:\n  series: \"6.1\"\n", 1, 1, "a has no suites"),
        ("a:\n  series: \"6.1\"\n  suites: [x]\n  libraries: [-oDir=/]\n", 4, 15, "is not a package"),
        ("\n../x:\n  series: \"6.1\"\n", 2, 1, "is not a kernel's name"),
        ("a:\n  series: [\n", 3, 1, ""),
    ])
    func mistakesAreToldWithTheirPlace(text: String, line: Int, column: Int, words: String) throws {
        let error = #expect(throws: CatalogError.self) { try KernelCatalog(yaml: text, file: "kernels.yaml") }
        #expect(error?.line == line)
        #expect(error?.column == column)
        #expect(words.isEmpty || error?.message.contains(words) == true, "\(String(describing: error))")
        #expect(error?.description.hasPrefix("kernels.yaml:\(line):\(column): error: ") == true)
    }

    @Test func aNameTwiceIsAMistake() throws {
        #expect(try KernelCatalog(yaml: Self.good, file: "x").entries.count == 1)
        let error = #expect(throws: CatalogError.self) {
            try KernelCatalog(yaml: Self.good + Self.good, file: "x")
        }
        #expect(error?.message.contains("twice") == true, "\(String(describing: error))")
    }
}
