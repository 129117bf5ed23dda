import Glibc
import GuestProtocol

/// Reads what the harness has put on a disk, writes behind it, and reads that back.
struct DiskTraffic {
    let order: DriveOrder
    let magic: UInt64
    let device: DrivenDevice

    func run(_ report: inout DriveReport) throws(Failure) {
        let system = device.system
        let file = try open()
        defer { system.closeFile(file) }
        let bytes = Int(order.bytes)
        let all = UInt32(bytes / MemoryLine.size)
        // Both are kept: their lines are looked for from outside.
        let (first, second) = (try pages(bytes), try pages(bytes))
        try moved(system.readFile(file, into: first, at: 0), bytes)
        report.right = Lines(order: order, magic: magic, role: .fromDevice).count(in: UnsafeRawBufferPointer(first))
        report.wrong = all - report.right
        let own = Lines(order: order, magic: magic, role: .original)
        own.fill(second)
        try moved(system.writeFile(file, UnsafeRawBufferPointer(second), at: bytes), bytes)
        report.returned = all
        // A device may have a queue for each processor.
        for processor in 0..<max(1, system.processors) {
            let kept = processor == 0 ? 0 : system.runOn(Int32(processor))
            guard kept == 0 else { throw Failure(kept) }
            // What comes back must not have been there already.
            second.initializeMemory(as: UInt8.self, repeating: 0)
            try moved(system.readFile(file, into: second, at: bytes), bytes)
            report.returned = min(report.returned, own.count(in: UnsafeRawBufferPointer(second)))
        }
        report.altered = all - report.returned
    }

    /// Waits for the disk; one of USB's takes two seconds.
    private func open() throws(Failure) -> Int32 {
        // Past the page cache, where the kernel's look for partitions has left the first pages.
        try device.open(of: "/sys/block", before: AgentDeadline(seconds: 10, device.system)) {
            device.system.openDirect("/dev/\($0)")
        }
    }

    private func moved(_ count: Int, _ wanted: Int) throws(Failure) {
        guard count == wanted else { throw Failure(count < 0 ? Int32(count) : EIO) }
    }

    private func pages(_ bytes: Int) throws(Failure) -> UnsafeMutableRawBufferPointer {
        var memory: UnsafeMutableRawPointer?
        guard posix_memalign(&memory, 4096, bytes) == 0, let memory else { throw Failure(ENOMEM) }
        let pages = UnsafeMutableRawBufferPointer(start: memory, count: bytes)
        pages.initializeMemory(as: UInt8.self, repeating: 0)
        return pages
    }
}
