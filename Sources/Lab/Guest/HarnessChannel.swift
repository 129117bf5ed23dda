import Glibc
import GuestProtocol
import Synchronization

/// The harness's ends of the rings in the memory that a guest sees as BAR 2 of its ivshmem device.
final class HarnessChannel: Sendable {
    private let path: String
    // Mapped until deinit. The guest writes to it at any moment: the rings copy first and check the copy.
    nonisolated(unsafe) private let memory: UnsafeMutableRawPointer
    private let commands: Mutex<End>
    private let reports: Mutex<End>

    // The pointer inside leads to memory that another machine writes anyhow; this side of each ring is kept by its
    // lock.
    private struct End: @unchecked Sendable {
        var ring: Ring
    }

    /// Makes the file, which must not exist, with both rings empty.
    init(path: String) throws(LabError) {
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SmallFile.failure("make", path) }
        defer { close(file) }
        // Allocated now: a full disk is an error here and would be a SIGBUS later.
        let refused = posix_fallocate(file, 0, off_t(GuestChannel.bytes))
        guard refused == 0 else {
            unlink(path)
            throw LabError(
                .node, "no room for \(GuestChannel.bytes) bytes in \(path): \(String(cString: strerror(refused)))",
                hint: "free some space there")
        }
        guard let memory = mmap(nil, GuestChannel.bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0),
            memory != MAP_FAILED
        else { throw SmallFile.failure("map", path) }
        GuestChannel.format(memory)
        self.path = path
        self.memory = memory
        do throws(ProtocolError) {
            let ends = try GuestChannel.harness(memory)
            commands = Mutex(End(ring: ends.commands))
            reports = Mutex(End(ring: ends.reports))
        } catch {
            throw LabError(.protocol, "\(error)")
        }
    }

    deinit {
        unlink(path)
        munmap(memory, GuestChannel.bytes)
    }

    /// After this the memory lives only as long as QEMU and this process have it open, so a killed run leaves no file.
    func unlinkName() { unlink(path) }

    /// What lies in a part of the memory that is no ring's.
    func copy(_ range: Range<Int>) -> [UInt8] {
        let whole = UnsafeRawBufferPointer(start: memory, count: GuestChannel.bytes)
        return [UInt8](whole[range.clamped(to: GuestChannel.registers)])
    }

    /// Whether there was room.
    func send(_ frame: [UInt8]) throws(ProtocolError) -> Bool {
        try commands.withLock { end throws(ProtocolError) in try end.ring.send(frame) }
    }

    /// Whether the guest has reported something that nobody received yet.
    func holdsReport() throws(ProtocolError) -> Bool {
        try reports.withLock { end throws(ProtocolError) in try end.ring.holdsFrame() }
    }

    /// The next frame, nil if there is none yet.
    func receive() throws(ProtocolError) -> [UInt8]? {
        try reports.withLock { end throws(ProtocolError) in try end.ring.receive() }
    }
}
