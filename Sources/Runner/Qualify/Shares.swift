import Evidence

/// How the changes that are asked for are spread over the boots that have the file.
struct Shares {
    let files: [EvidenceFile]
    private let folders: [String]
    private let count: Int
    /// Indices of the folders that hold the file.
    private let holders: [EvidenceFile: [Int]]

    init(folders: [String], files: [EvidenceFile], count: Int) {
        self.folders = folders
        self.files = files
        self.count = count
        holders = Dictionary(
            uniqueKeysWithValues: files.map { file in
                (file, folders.indices.filter { RunFolder.isFile(folders[$0] + "/" + file.rawValue) })
            })
    }

    /// How many changes of each kind are made in the file of the boot with that index.
    func share(of file: EvidenceFile, at index: Int) -> Int {
        guard let holders = holders[file], let rank = holders.firstIndex(of: index) else { return 0 }
        return count / holders.count + (rank < count % holders.count ? 1 : 0)
    }

    /// The next boot's file of that name; nil where there is no other.
    func foreign(_ file: EvidenceFile, beside index: Int) -> [UInt8]? {
        guard let holders = holders[file], holders.count > 1, let rank = holders.firstIndex(of: index) else {
            return nil
        }
        let next = folders[holders[(rank + 1) % holders.count]]
        return RawFile.read(next + "/" + file.rawValue, limit: AttemptInput.limit).map { [UInt8]($0.bytes) }
    }
}
