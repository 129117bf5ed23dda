public import Foundation

/// A folder for one test, which is removed with the value that made it.
public final class Scratch: Sendable {
    /// Absolute, and every link of it followed.
    public let path: String

    /// - Parameter inMemory: for what syncs its files, which a disk that others use makes wait.
    public init(inMemory: Bool = false) throws {
        let shared = "/dev/shm"
        let parent =
            inMemory && access(shared, W_OK) == 0
            ? shared : FileManager.default.temporaryDirectory.resolvingSymlinksInPath().path
        path = "\(parent)/dmaroute-tests-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file, and the folders that it lies in.
    /// - Returns: the file's path.
    @discardableResult public func write(_ content: Data, to name: String) throws -> String {
        let file = "\(path)/\(name)"
        try FileManager.default.createDirectory(
            atPath: URL(fileURLWithPath: file).deletingLastPathComponent().path, withIntermediateDirectories: true)
        try content.write(to: URL(fileURLWithPath: file))
        return file
    }

    @discardableResult public func write(_ text: String, to name: String) throws -> String {
        try write(Data(text.utf8), to: name)
    }

    public func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    }

    /// What lies in the folder, or in one below it, sorted; none where there is no such folder.
    public func names(_ folder: String = "") -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")) ?? []).sorted()
    }
}

/// Hands a folder to a test and removes it afterwards.
public func withScratch<Result>(_ body: (Scratch) throws -> Result) throws -> Result {
    let scratch = try Scratch()
    return try withExtendedLifetime(scratch) { try body(scratch) }
}

/// What a file of the package holds, by its path from the top.
public func packageFile(_ path: String) throws -> String { try String(contentsOf: packageURL(path), encoding: .utf8) }

/// Where a file of the package lies, by its path from the top.
public func packageURL(_ path: String) -> URL {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    return root.appending(path: path)
}
