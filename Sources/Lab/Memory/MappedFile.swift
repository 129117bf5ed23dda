import Glibc

/// The file behind an address of a process, known by what the process has mapped there.
///
/// All memfds that QEMU makes have one name and may have one size; which is the guest's memory at some address only the
/// mapping says.
struct MappedFile: Hashable, Sendable {
    /// The process's own open file of it.
    let path: String

    /// - Parameter maps: the text of /proc/PID/maps.
    /// - Returns: inode and name of the file whose first byte is mapped at `address`; nil where there is none.
    static func find(_ address: UInt64, in maps: String) -> (inode: UInt64, name: Substring)? {
        for line in maps.split(separator: "\n") {
            // from-to rights offset device inode name
            let fields = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: true)
            guard fields.count == 6, let dash = fields[0].firstIndex(of: "-"),
                UInt64(fields[0][..<dash], radix: 16) == address, UInt64(fields[2], radix: 16) == 0,
                let inode = UInt64(fields[4]), inode > 0
            else { continue }
            return (inode, fields[5].drop { $0 == " " })
        }
        return nil
    }

    init(pid: Int32, address: UInt64) throws(LabError) {
        let shown = "0x" + String(address, radix: 16)
        let maps = SmallFile.read("/proc/\(pid)/maps", limit: 8 << 20).map { String(decoding: $0, as: UTF8.self) }
        guard let maps, let found = Self.find(address, in: maps) else {
            throw LabError(
                .hypervisor, "QEMU (pid \(pid)) has no file mapped at \(shown), where its guest's memory begins",
                hint: "the guest needs a shared file as its memory; another user's QEMU cannot be looked into")
        }
        for number in try Self.files(of: pid) {
            let path = "/proc/\(pid)/fd/\(number)"
            var status = stat()
            guard stat(path, &status) == 0, UInt64(status.st_ino) == found.inode, Self.target(path) == found.name
            else { continue }
            self.path = path
            return
        }
        throw LabError(
            .hypervisor,
            "QEMU (pid \(pid)) has \(found.name) mapped and not open, so its guest's memory is out of reach")
    }

    private static func files(of pid: Int32) throws(LabError) -> [Int] {
        let path = "/proc/\(pid)/fd"
        guard let folder = opendir(path) else {
            throw SmallFile.failure("look into", path, hint: "only QEMU's own user and root can look into it")
        }
        defer { closedir(folder) }
        var numbers: [Int] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let number = Int(name) { numbers.append(number) }
        }
        return numbers.sorted()
    }

    private static func target(_ path: String) -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink(path, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
