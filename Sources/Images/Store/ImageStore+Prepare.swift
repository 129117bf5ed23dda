import Digests
import Foundation

/// Some kernels could not be made ready; the others were.
public struct PreparationError: Error, Sendable, CustomStringConvertible {
    /// By kernel.
    public let failures: [String: ImageError]
    /// The others.
    public let prepared: [String: Availability]

    public var description: String {
        failures.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: "\n")
    }
}

extension ImageStore {
    /// How ``ImageStore/prepare(_:agent:options:progress:)`` goes about it.
    public struct Options: Sendable {
        /// Looks for newer packages although the cache has the kernel.
        public var refresh = false
        /// Reads and hashes everything instead of trusting sizes and times.
        public var verify = false

        public init(refresh: Bool = false, verify: Bool = false) {
            self.refresh = refresh
            self.verify = verify
        }
    }

    /// Makes kernels ready: fetches, unpacks and builds what the cache does not have. What it has is neither fetched
    /// nor built again, and needs no network.
    ///
    /// - Parameters:
    ///   - names: names of kernels.yaml.
    ///   - agent: path of the guest agent's executable.
    ///   - progress: called with each step, from any thread.
    /// - Returns: for each name, whether guests can be started with it.
    /// - Throws: ``ImageError`` if nothing could be begun; ``PreparationError`` after all kernels were tried;
    ///   `CancellationError`, with every process ended, if the task was cancelled.
    public func prepare(
        _ names: [String], agent: String, options: Options = Options(),
        progress: @escaping @Sendable (ImageProgress) -> Void = { _ in }
    ) async throws -> [String: Availability] {
        let entries = try entries(names)
        let inputs = try ImageInputs(agent: agent, probeFolder: "\(images)/probe")
        if !options.refresh, !options.verify, let ready = allReady(entries, inputs) { return ready }
        var prepared: [String: Availability] = [:]
        var failures: [String: ImageError] = [:]
        try await holdingCache(progress) {
            for entry in entries {
                let preparation = KernelPreparation(entry: entry, layout: layout, inputs: inputs, options: options) {
                    progress(ImageProgress(kernel: entry.name, step: $0))
                }
                do {
                    prepared[entry.name] = try await preparation.prepare()
                } catch let error as ImageError {
                    try Task.checkCancellation()
                    failures[entry.name] = error
                }
            }
        }
        guard failures.isEmpty else { throw PreparationError(failures: failures, prepared: prepared) }
        return prepared
    }

    /// Does what needs the cache for this process alone, with nothing left in its scratch folder before and after.
    func holdingCache<Value>(
        _ progress: @escaping @Sendable (ImageProgress) -> Void, _ body: () async throws -> Value
    ) async throws -> Value {
        try layout.check()
        try CacheFiles.makeFolder(root)
        let lock = try await CacheLock.take(layout.lock) {
            progress(ImageProgress(kernel: nil, step: "waiting for another dmaroute that is preparing kernels"))
        }
        CacheFiles.remove(layout.scratch)
        defer { CacheFiles.remove(layout.scratch) }
        let value = try await body()
        _ = consume lock
        return value
    }

    private func entries(_ names: [String]) throws -> [KernelCatalog.Entry] {
        let catalog = try catalog()
        var found: [KernelCatalog.Entry] = []
        for name in names {
            guard let entry = catalog.named(name) else {
                let known = catalog.entries.map(\.name).joined(separator: ", ")
                throw ImageError(
                    .usage, "there is no kernel \"\(name)\"", hint: "known: \(known) (\(images)/kernels.yaml)")
            }
            if !found.contains(entry) { found.append(entry) }
        }
        return found
    }

    /// Without the lock: records are replaced whole, so a reader never sees half of one.
    private func allReady(_ entries: [KernelCatalog.Entry], _ inputs: ImageInputs) -> [String: Availability]? {
        var ready: [String: Availability] = [:]
        for entry in entries {
            guard let stored: StoredImage = layout.read(layout.image(entry.name)), stored.isWhole,
                stored.isMade(of: inputs), stored.image.series == entry.series,
                entry.isMade(of: stored.image.packages)
            else { return nil }
            ready[entry.name] = .ready(stored.image)
        }
        return ready
    }
}
