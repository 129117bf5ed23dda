public import Digests
import Foundation

extension ImageStore {
    /// Removes what no kernel of today is made of: older kernels, and initramfs archives and probes of older agents.
    ///
    /// - Parameters:
    ///   - age: what changed less long ago stays, since a run may still be using it.
    ///   - keep: initramfs archives of runs that are to be run again.
    /// - Returns: how many bytes that freed.
    public func prune(olderThan age: Duration = .seconds(7 * 86400), keep: Set<Digest> = []) async throws -> Int64 {
        guard FileManager.default.fileExists(atPath: root) else { return 0 }
        let lock = try await CacheLock.take(layout.lock) {}
        defer { _ = lock }
        let before = Date(timeIntervalSinceNow: -Double(age.components.seconds))
        let names = Set(keep.map { "\($0.short).img" })
        var freed: Int64 = 0
        for kernel in CacheFiles.names(in: "\(root)/kernels") {
            let base: KernelBase? = layout.read(layout.base(kernel))
            // What somebody brought along can be brought along again.
            let image = OwnKernel.isName(kernel) ? nil : cached(kernel)
            for folder in CacheFiles.names(in: layout.kernel(kernel)) where !folder.hasSuffix(".json") {
                let path = "\(layout.kernel(kernel))/\(folder)"
                let made = ["initrds", "probes"].flatMap { part in
                    CacheFiles.names(in: "\(path)/\(part)").map { "\(path)/\(part)/\($0)" }
                }
                let wanted = made.filter { file in
                    file == image?.initrd.path || file == image?.probe?.path
                        || names.contains { file.hasSuffix("/\($0)") }
                }
                if folder != base?.folder, wanted.isEmpty {
                    freed += CacheFiles.remove(path, ifUnchangedSince: before)
                } else {
                    for file in made where !wanted.contains(file) {
                        freed += CacheFiles.remove(file, ifUnchangedSince: before)
                    }
                }
            }
        }
        return freed
    }
}

extension CacheFiles {
    static func names(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// - Returns: the bytes of the files that went.
    fileprivate static func remove(_ path: String, ifUnchangedSince date: Date) -> Int64 {
        let files = [path] + below(path).map { "\(path)/\($0)" }
        let limit = Int64(date.timeIntervalSince1970 * 1e9)
        let stamps = files.filter(isRegular).compactMap { FileStamp(of: $0) }
        let youngest = FileManager.default.contents(atPath: path) == nil ? made(path) : stamps.map(\.changed).max()
        guard let youngest, youngest < limit else { return 0 }
        remove(path)
        return FileManager.default.fileExists(atPath: path) ? 0 : stamps.reduce(0) { $0 + $1.size }
    }

    /// A folder's files keep the times of their packages: only its own says when it was made.
    private static func made(_ folder: String) -> Int64? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: folder)
        return (attributes?[.modificationDate] as? Date).map { Int64($0.timeIntervalSince1970 * 1e9) }
    }
}
