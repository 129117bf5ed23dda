import Glibc

/// The folder that an observer writes, with its files open before any right is given up.
struct EvidenceFolder {
    static let names = ["facts.txt", "kmsg.txt", "ftrace.txt", "trace-stats.txt"]

    let path: String
    private let files: [String: Int32]

    /// Makes the folder, readable to its owner alone: it tells more of a machine than anybody needs to know.
    init(making path: String, _ system: any SystemCalls) throws(Problem) {
        guard mkdir(path, 0o700) == 0 else {
            throw Problem("make the folder \(path), which must not be there yet", errno: errno)
        }
        self.path = path
        var files: [String: Int32] = [:]
        for name in Self.names { files[name] = try system.open("\(path)/\(name)", O_WRONLY | O_CREAT | O_EXCL) }
        self.files = files
    }

    func append(_ bytes: some Collection<UInt8>, to name: String) throws(Problem) {
        guard let file = files[name] else { throw Problem("\(name) is no file of an observer's") }
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Problem("write \(path)/\(name)", errno: errno) }
            rest = rest.dropFirst(count)
        }
    }

    func close() throws(Problem) {
        for (name, file) in files where Glibc.close(file) != 0 { throw Problem("write \(path)/\(name)", errno: errno) }
    }
}
