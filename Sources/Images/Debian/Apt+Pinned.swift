import Digests

extension Apt {
    /// Fetches a file that no index names, by apt's own downloader, which refuses another size or sum.
    ///
    /// - Returns: nil, or the reason why the mirror does not have it.
    /// - Throws: ``ImageError`` when the mirror could not be asked, or what it gave is not what is pinned.
    func download(_ pin: PinnedPackage, into folder: String) async throws -> String? {
        let address = "\(mirror)/\(pin.file)"
        let sums = ["SHA256:\(pin.sha256.hex)", "Checksum-FileSize:\(pin.size)"]
        let output = try await tool(
            Self.helper, ["download-file", address, "\(folder)/\(pin.fileName)"] + sums, limit: .seconds(3600)
        )
        .runWhateverItReturns()
        if output.isSuccess { return nil }
        func says(_ words: String) -> Bool { output.log.contains { $0.contains(words) } }
        if says("Hash Sum mismatch") || says("unexpected size") {
            throw ImageError(
                .content, "\(address) is not the file that is pinned: it should have \(pin.size) bytes and \(sums[0])",
                hint: "do not use it; look whether the mirror, a proxy or the pin in kernels.yaml is wrong",
                log: output.log.suffix(12))
        }
        if says("404  Not Found") || says("File not found") {
            return "the mirror does not have \(address) any more, and nothing else names it"
        }
        throw ImageError(
            .fetch, "\(address) could not be fetched", hint: "check the network and the proxy settings, then try again",
            log: output.log.suffix(8))
    }

    /// Not on the search path.
    static let helper = "/usr/lib/apt/apt-helper"

    /// Of the first suite.
    private var mirror: String { configuration.sources.mirror(ofSuite: configuration.suites.first ?? "") }
}
