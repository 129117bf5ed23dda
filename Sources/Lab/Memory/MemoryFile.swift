import Glibc

/// One open file of guest memory.
///
/// Read with pread and never mapped: reading a hole through a mapping would give the guest a page it never touched, and
/// a file cut short would be a SIGBUS. QEMU's death does no harm: the open file keeps the memory.
final class MemoryFile: Sendable {
    let layout: RAMFile
    private let file: Int32

    init(path: String, layout: RAMFile, writable: Bool = false) throws(LabError) {
        file = open(path, (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC)
        guard file >= 0 else {
            throw SmallFile.failure("open", path, hint: "only QEMU's own user and root can look into it")
        }
        self.layout = layout
    }

    deinit { close(file) }

    /// The next piece of the file that has memory behind it, cut where addresses jump.
    func extent(from: UInt64) -> Range<UInt64>? {
        guard from < layout.size else { return nil }
        let data = lseek(file, off_t(from), Self.seekData)
        guard data >= 0, UInt64(data) < layout.size else { return nil }
        let hole = lseek(file, data, Self.seekHole)
        let end = hole > data ? min(UInt64(hole), layout.size) : layout.size
        let start = UInt64(data)
        return start..<min(end, start + layout.run(from: start))
    }

    /// Bytes read; 0 at the file's end, less than 0 when the system refused.
    func read(into buffer: UnsafeMutableRawBufferPointer, from: UInt64, upTo end: UInt64) -> Int {
        let wanted = Int(min(UInt64(buffer.count), end - from))
        while true {
            let count = pread(file, buffer.baseAddress, wanted, off_t(from))
            if count >= 0 || errno != EINTR { return count }
        }
    }

    /// Whether all of it was written.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = pwrite(
                file, bytes.baseAddress?.advanced(by: done), bytes.count - done, off_t(offset) + off_t(done))
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return false }
            done += count
        }
        return true
    }

    /// Linux's SEEK_DATA and SEEK_HOLE (include/uapi/linux/fs.h), which Glibc's module shows to GNU sources only.
    private static let seekData: Int32 = 3
    private static let seekHole: Int32 = 4
}
