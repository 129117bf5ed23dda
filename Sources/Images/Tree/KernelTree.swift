import Foundation

/// A kernel's source tree that somebody else has: it is read, and nothing in it is run or changed.
public struct KernelTree: Sendable {
    public let path: String

    /// A commit of its history.
    public struct Commit: Hashable, Sendable {
        /// Whole, in hexadecimal digits.
        public let hash: String
        /// Its first line.
        public let title: String
    }

    /// - Throws: ``ImageError`` where there is no MAINTAINERS.
    public init(_ path: String) throws {
        self.path = path
        guard CacheFiles.isRegular("\(path)/MAINTAINERS") else {
            throw ImageError(
                .usage, "\(path) is no kernel's source tree: it has no MAINTAINERS", hint: "name a tree's top folder")
        }
    }

    public func maintainers() throws -> Maintainers {
        Maintainers(String(decoding: try CacheFiles.read("\(path)/MAINTAINERS", limit: 16 << 20), as: UTF8.self))
    }

    /// Whether it has a history that `git` can be asked about.
    public var hasHistory: Bool { FileManager.default.fileExists(atPath: "\(path)/.git") }

    /// Commits that changed a function between two releases, newest first: what `git log -L` finds.
    ///
    /// - Parameters:
    ///   - function: a name of C.
    ///   - after: a release that is left out, such as `6.1`.
    ///   - until: a release in which the function stands there.
    /// - Returns: nil where the history holds no such releases, or the function does not stand in that file.
    /// - Throws: ``ImageError`` where git is not installed or takes more than its time.
    public func commits(
        touching function: String, in file: String, after: String, until: String
    ) async throws -> [Commit]? {
        guard hasHistory, Self.isName(function) else { return nil }
        let output = try await git([
            "log", "--no-show-signature", "--no-ext-diff", "--no-textconv", "--no-patch", "--format=%H %s",
            "-L:\\b\(function)(:\(file)", "v\(after)..v\(until)", "--",
        ])
        guard output.isSuccess else { return nil }
        return output.text.split(separator: "\n").compactMap { line in
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[0].count >= 40, parts[0].allSatisfy(\.isHexDigit) else { return nil }
            return Commit(hash: String(parts[0]), title: String(parts[1]))
        }
    }

    /// What a tree's own configuration could make git run is switched off.
    private func git(_ words: [String]) async throws -> Tool.Output {
        var tool = Tool(
            name: "git",
            arguments: [
                "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "log.showSignature=false",
                "--no-pager", "-C", path,
            ] + words,
            timeLimit: Self.timeLimit)
        tool.environment["GIT_CONFIG_NOSYSTEM"] = "1"
        tool.environment["GIT_NO_LAZY_FETCH"] = "1"
        tool.environment["GIT_TERMINAL_PROMPT"] = "0"
        return try await tool.runWhateverItReturns(into: .memory(limit: 4 << 20))
    }

    /// A function's history over some releases of the whole kernel takes git a minute or two.
    private static let timeLimit = Duration.seconds(600)

    private static func isName(_ text: String) -> Bool { text.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil }
}
