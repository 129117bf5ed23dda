import Glibc
public import RouteModel

/// A guest's memory, read from outside through QEMU's own files: its RAM, and under emulated encryption the second
/// store too.
public final class RAMView: Sendable {
    private let plain: MemoryFile
    private let encrypted: MemoryFile?

    init(plain: MemoryFile, encrypted: MemoryFile? = nil) {
        self.plain = plain
        self.encrypted = encrypted
    }

    /// Looks at every line of memory that the guest has ever touched, the plain store first.
    public func scan(magic: UInt64, deadline: Deadline, cancellation: Cancellation) throws(LabError) -> RAMScan {
        let clock = SuspendingClock()
        let begin = clock.now
        var scan = LineScan(magic: magic)
        var bytes: UInt64 = 0
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.piece, alignment: 4096)
        defer { buffer.deallocate() }
        for (store, memory) in stores {
            scan.store = store
            var at: UInt64 = 0
            scanning: while let extent = memory.extent(from: at) {
                at = extent.lowerBound
                while at < extent.upperBound {
                    if cancellation.isCancelled { throw .cancelled(while: "looking at a guest's RAM") }
                    if deadline.passed {
                        throw LabError(.limit, "looking at a guest's RAM took longer than \(deadline.allowed.spoken)")
                    }
                    let count = memory.read(into: buffer, from: at, upTo: extent.upperBound)
                    guard count > 0, let physical = memory.layout.physical(offset: at) else { break scanning }
                    bytes += UInt64(count)
                    guard scan.feed(UnsafeRawBufferPointer(rebasing: buffer[..<count]), physical: physical) else {
                        break scanning
                    }
                    at += UInt64(count)
                }
            }
        }
        return RAMScan(hits: scan.hits, truncated: scan.truncated, bytes: bytes, took: clock.now - begin)
    }

    /// What lies at a guest-physical address, without the address bit; nil where the store has no such memory, and for more
    /// than 1 MiB.
    ///
    /// Without encryption there is only the plain store.
    public func read(store: Store, physical: UInt64, count: Int) -> [UInt8]? {
        guard let memory = store == .plain ? plain : encrypted, (0...(1 << 20)).contains(count),
            let offset = memory.layout.offset(physical: physical),
            UInt64(count) <= memory.layout.run(from: offset)
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: count)
        var at = offset
        let end = offset + UInt64(count)
        let complete = bytes.withUnsafeMutableBytes { bytes in
            while at < end {
                let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[Int(at - offset)...])
                let got = memory.read(into: rest, from: at, upTo: end)
                guard got > 0 else { return false }
                at += UInt64(got)
            }
            return true
        }
        return complete ? bytes : nil
    }

    /// Hits name their store only where there are two.
    private var stores: [(Store?, MemoryFile)] {
        encrypted.map { [(.plain, plain), (.encrypted, $0)] } ?? [(nil, plain)]
    }

    /// Fits the second-level cache, so that the copy costs little beside the read.
    static let piece = 256 << 10
}
