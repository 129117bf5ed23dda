import Foundation
import Plan

/// The runs in a folder.
public struct RunShelf {
    /// A run and the room that it takes.
    public struct Run: Sendable {
        /// Path of the run's folder.
        public var path: String
        /// Bytes of all files in the folder.
        public var bytes: Int64
    }

    let path: String

    public init(path: String) { self.path = path }

    /// Folders of every run, in the order of their names, which is that of their dates. A run is a folder that is called
    /// like one and holds a plan; whatever else lies there is nobody's to remove.
    public var all: [String] { names.filter(isRun).map { path + "/" + $0 } }

    /// Folder of the newest run that has begun; nil where there is none.
    public var newest: String? {
        names.last { name in
            let header = try? JournalFile.header("\(path)/\(name)/journal.jsonl")
            return header.flatMap { $0 } != nil && isRun(name)
        }.map { path + "/" + $0 }
    }

    /// Names like those of runs, in their order.
    private var names: [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter(Self.isName).sorted { Self.order($0) < Self.order($1) }
    }

    private func isRun(_ name: String) -> Bool { (try? RunFolder(existing: "\(path)/\(name)").readPlan()) != nil }

    /// Folders that are called like runs and come before the one of this name, the newest first. They are not looked into.
    public func before(_ name: String) -> [String] {
        names.filter { Self.order($0) < Self.order(name) }.reversed().map { path + "/" + $0 }
    }

    /// Runs beyond the `newest` that no process has in use, oldest first.
    public func beyond(newest: Int) -> [Run] {
        all.dropLast(newest).filter { RunLock($0) != nil }.map { Run(path: $0, bytes: Self.bytes(in: $0)) }
    }

    /// `b` comes before `aa`.
    private static func order(_ name: String) -> (String, Int, String) {
        (String(name.prefix(10)), name.count, name)
    }

    /// `2026-11-22-a`, as ``RunFolder`` makes them.
    static func isName(_ name: String) -> Bool {
        // By bytes: a letter that carries a mark stands among the characters between a and z.
        let parts = name.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count == 4, parts.prefix(3).map(\.count) == [4, 2, 2], (1...2).contains(parts[3].count) else {
            return false
        }
        return parts.prefix(3).allSatisfy { $0.allSatisfy { 0x30...0x39 ~= $0 } }
            && parts[3].allSatisfy { 0x61...0x7a ~= $0 }
    }

    static func bytes(in folder: String) -> Int64 {
        guard let files = FileManager.default.enumerator(atPath: folder) else { return 0 }
        var bytes: Int64 = 0
        while files.nextObject() != nil { bytes += (files.fileAttributes?[.size] as? NSNumber)?.int64Value ?? 0 }
        return bytes
    }
}
