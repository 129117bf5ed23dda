import Foundation
import Testing

/// A text for people that stands in this source tree.
struct Document: CustomTestStringConvertible, Sendable {
    /// Below the source tree's folder.
    let path: String
    let lines: [Substring]

    var testDescription: String { path }
    var text: String { lines.joined(separator: "\n") }

    /// The folder of the source tree.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        .standardized.path

    static let catalogue = "Sources/dmaroute/dmaroute.docc"

    /// The README, what stands beside it, and every article.
    static let all: [Document] = {
        let articles = (try? FileManager.default.contentsOfDirectory(atPath: root + "/" + catalogue)) ?? []
        let paths = articles.filter { $0.hasSuffix(".md") }.sorted().map { "\(catalogue)/\($0)" }
        return (["README.md", "CONTRIBUTING.md", "images/shim/README.md"] + paths).map(Document.init)
    }()

    static func named(_ name: String) throws -> Document {
        guard let found = all.first(where: { $0.path.hasSuffix("/\(name).md") }) else {
            throw Missing("there is no article \(name)")
        }
        return found
    }

    init(_ path: String) {
        self.path = path
        let bytes = FileManager.default.contents(atPath: Document.root + "/" + path) ?? Data()
        lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    }

    struct Missing: Error, CustomStringConvertible {
        let description: String

        init(_ description: String) { self.description = description }
    }

    /// Part of a document that stands in a fence.
    struct Block {
        /// The word behind the fence: `sh` for commands alone, `console` for a transcript.
        let language: Substring
        let lines: [(number: Int, text: Substring)]
    }

    var blocks: [Block] {
        var blocks: [Block] = []
        var open: (language: Substring, lines: [(Int, Substring)])?
        for (index, line) in lines.enumerated() {
            let mark = line.drop { $0 == " " }
            if mark.hasPrefix("```") {
                if let block = open {
                    blocks.append(Block(language: block.language, lines: block.lines))
                    open = nil
                } else {
                    open = (mark.dropFirst(3), [])
                }
            } else {
                open?.lines.append((index + 1, line))
            }
        }
        return blocks
    }

    /// What stands between backticks outside of fences, with its line.
    var spans: [(number: Int, text: Substring)] {
        var isFenced = false
        var spans: [(Int, Substring)] = []
        for (index, line) in lines.enumerated() {
            if line.drop(while: { $0 == " " }).hasPrefix("```") { isFenced.toggle() }
            guard !isFenced else { continue }
            let parts = line.split(separator: "`", omittingEmptySubsequences: false)
            for at in stride(from: 1, to: parts.count - 1, by: 2) { spans.append((index + 1, parts[at])) }
        }
        return spans
    }
}
