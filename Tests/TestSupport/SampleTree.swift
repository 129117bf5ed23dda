import Foundation

/// A kernel's source tree of two files, with a history of releases.
public struct SampleTree {
    public let path: String

    /// - Parameters:
    ///   - file: one that has the function.
    ///   - changes: titles of the commits between v6.1 and v6.12 that change the function; each has another after it that does not.
    public init(in scratch: Scratch, file: String, function: String, maintainers: String, changes: [String]) throws {
        path = "\(scratch.path)/tree"
        func write(_ body: String, _ beside: String) throws {
            // A function of a longer name stands before it.
            try scratch.write(
                "int \(function)_remap(int a)\n{\n\treturn a;\n}\n\nint \(function)(int a)\n{\n\treturn \(body);\n}\n\n"
                    + "int beside(int a)\n{\n\treturn \(beside);\n}\n", to: "tree/\(file)")
        }
        try scratch.write(maintainers, to: "tree/MAINTAINERS")
        try write("0", "0")
        try Self.git(path, "init", "--quiet")
        try commit("first", tag: "v6.1")
        for (index, title) in changes.enumerated() {
            try write("\(index + 1)", "\(index)")
            try commit(title)
            try write("\(index + 1)", "\(index + 1)")
            try commit("beside it \(index)")
        }
        try commit("release", tag: "v6.12")
    }

    /// Changes every function and signs the change by a program, which git runs again to look at it.
    public func sign(_ title: String, file: String, by program: String, tag: String) throws {
        let old = try String(contentsOfFile: "\(path)/\(file)", encoding: .utf8)
        try old.replacing("return ", with: "return -").write(
            toFile: "\(path)/\(file)", atomically: true, encoding: .utf8)
        try Self.git(path, "add", "--all")
        try Self.git(path, "-c", "gpg.program=\(program)", "commit", "--quiet", "--gpg-sign=x", "--message", title)
        try Self.git(path, "tag", "--force", tag)
    }

    private func commit(_ title: String, tag: String? = nil) throws {
        try Self.git(path, "add", "--all")
        try Self.git(path, "commit", "--quiet", "--allow-empty", "--message", title)
        if let tag { try Self.git(path, "tag", tag) }
    }

    /// Whatever this user has told git.
    private static func git(_ path: String, _ words: String...) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            [
                "git", "-c", "user.name=Nobody", "-c", "user.email=nobody@example.org", "-c", "commit.gpgsign=false",
                "-c",
                "core.hooksPath=/dev/null", "-C", path,
            ] + words
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
    }
}
