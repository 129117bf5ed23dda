import Glibc
import Synchronization

/// A guest's RAM, read from outside through QEMU's own memory file.
///
/// Read with pread and never mapped: reading a hole through a mapping would give the guest a page it never touched, and
/// a file cut short would be a SIGBUS. QEMU's death does no harm: the open file keeps the memory.
public final class RAMView: Sendable {
    private let memory: RAMFile
    private let file: Int32

    /// Opens the file among those of process `pid` that is the guest's RAM.
    ///
    /// It is known by its size; a memfd is preferred to a named file.
    public convenience init(pid: Int32, ram: UInt64) throws(LabError) {
        var best: (path: String, isMemfd: Bool)?
        for number in try Self.files(of: pid) {
            let path = "/proc/\(pid)/fd/\(number)"
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size == Int64(clamping: ram)
            else { continue }
            let isMemfd = Self.target(path).hasPrefix("/memfd:")
            if best == nil || (isMemfd && best?.isMemfd == false) { best = (path, isMemfd) }
        }
        guard let best else {
            throw LabError(
                .hypervisor,
                "QEMU (pid \(pid)) has no open file of \(ram) bytes, so its guest's RAM cannot be looked at",
                hint: "the guest needs a shared memfd as its memory backend")
        }
        try self.init(path: best.path, ram: ram)
    }

    /// Opens a file that holds the RAM.
    public init(path: String, ram: UInt64) throws(LabError) {
        file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw SmallFile.failure("open", path, hint: "only QEMU's own user and root can look into it")
        }
        memory = RAMFile(size: ram)
    }

    deinit { close(file) }

    /// Looks at every line of memory that the guest has ever touched.
    public func scan(magic: UInt64, deadline: Deadline, cancellation: Cancellation) throws(LabError) -> RAMScan {
        let clock = SuspendingClock()
        let begin = clock.now
        var scan = LineScan(magic: magic)
        var bytes: UInt64 = 0
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.piece, alignment: 4096)
        defer { buffer.deallocate() }
        var at: UInt64 = 0
        scanning: while let extent = extent(from: at) {
            at = extent.lowerBound
            while at < extent.upperBound {
                if cancellation.isCancelled { throw .cancelled(while: "looking at a guest's RAM") }
                if deadline.passed {
                    throw LabError(.limit, "looking at a guest's RAM took longer than \(deadline.allowed.spoken)")
                }
                let count = read(into: buffer, from: at, upTo: extent.upperBound)
                guard count > 0, let physical = memory.physical(offset: at) else { break scanning }
                bytes += UInt64(count)
                guard scan.feed(UnsafeRawBufferPointer(rebasing: buffer[..<count]), physical: physical) else {
                    break scanning
                }
                at += UInt64(count)
            }
        }
        return RAMScan(hits: scan.hits, truncated: scan.truncated, bytes: bytes, took: clock.now - begin)
    }

    /// Linux's SEEK_DATA and SEEK_HOLE (include/uapi/linux/fs.h), which Glibc's module shows to GNU sources only.
    private static let seekData: Int32 = 3
    private static let seekHole: Int32 = 4

    /// Fits the second-level cache, so that the copy costs little beside the read.
    static let piece = 256 << 10

    /// The next piece of the file that has memory behind it, cut at the end of low memory.
    private func extent(from: UInt64) -> Range<UInt64>? {
        guard from < memory.size else { return nil }
        let data = lseek(file, off_t(from), Self.seekData)
        guard data >= 0, UInt64(data) < memory.size else { return nil }
        let hole = lseek(file, data, Self.seekHole)
        let end = hole > data ? min(UInt64(hole), memory.size) : memory.size
        let start = UInt64(data)
        return start..<(start < memory.low ? min(end, memory.low) : end)
    }

    private func read(into buffer: UnsafeMutableRawBufferPointer, from: UInt64, upTo end: UInt64) -> Int {
        let wanted = Int(min(UInt64(buffer.count), end - from))
        while true {
            let count = pread(file, buffer.baseAddress, wanted, off_t(from))
            if count >= 0 || errno != EINTR { return count }
        }
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
