import Glibc

/// Room on the disk, looked at before anything is fetched or built.
enum DiskSpace {
    /// - Parameters:
    ///   - bytes: how many are needed.
    ///   - folder: an existing one on the disk in question.
    ///   - purpose: what for, as in "linux-6.1".
    static func require(_ bytes: Int, at folder: String, for purpose: String) throws {
        guard let free = free(at: folder) else { return }
        guard free >= UInt64(max(0, bytes)) else {
            throw ImageError(
                .disk,
                "\(purpose) needs \(mebibytes(UInt64(bytes))) on the disk of \(folder), where \(mebibytes(free)) are free",
                hint: "make room, or set XDG_CACHE_HOME to a folder on another disk")
        }
    }

    /// Bytes that an ordinary user may still write; nil where the system does not tell.
    static func free(at folder: String) -> UInt64? {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return nil }
        let (bytes, overflow) = UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize))
        return overflow ? .max : bytes
    }

    private static func mebibytes(_ bytes: UInt64) -> String { "\((bytes + (1 << 20) - 1) >> 20) MiB" }
}
