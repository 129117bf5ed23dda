import CGuest
import Glibc
import GuestProtocol

/// A disk and the kernel's own driver of it.
///
/// A driver whose device does not answer waits for it without end, in the call that loads it or in the first read, and
/// nothing in the guest can end that. So a thread does both, and is left behind where it hangs.
enum Driver {
    static let bus = "/sys/bus/virtio"
    static let autoprobe = "\(bus)/drivers_autoprobe"

    /// Seconds until a driver counts as hanging. An emulated machine on a busy node answers in two.
    private static let patience = 15

    static func drive(_ order: DriveOrder, magic: UInt64) throws(Problem) -> DriveReport {
        for name in order.modules where !KernelModule.isName(name) { throw Problem("\(name) is no module's name") }
        guard PCI.slots.contains(order.slot) else { throw Problem("no PCI device \(order.slot)") }
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Problem("pipe", errno: errno) }
        // Its other end stays open where the thread hangs: closed, it would be taken for an answer.
        defer { close(ends[0]) }
        let errand = Unmanaged.passRetained(Errand(order: order, magic: magic, answer: ends[1]))
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, nil,
            { errand in
                guard let errand else { return nil }
                Unmanaged<Errand>.fromOpaque(errand).takeRetainedValue().run()
                return nil
            }, errand.toOpaque())
        guard failure == 0 else {
            errand.release()
            throw Problem("start a thread", errno: failure)
        }
        pthread_detach(thread)
        return answer(order, from: ends[0])
    }

    private static func answer(_ order: DriveOrder, from pipe: Int32) -> DriveReport {
        var waiting = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
        var report = DriveReport(request: order.request, outcome: .hangs, errno: 0, right: 0, wrong: 0, log: [])
        guard poll(&waiting, 1, Int32(patience * 1000)) > 0 else { return report }
        var words: [Int32] = [0, 0, 0, 0]
        guard read(pipe, &words, 16) == 16,
            let outcome = DriveReport.Outcome(rawValue: UInt8(truncatingIfNeeded: words[0]))
        else { return report }
        report.outcome = outcome
        report.errno = words[1]
        report.right = UInt32(clamping: words[2])
        report.wrong = UInt32(clamping: words[3])
        return report
    }
}

/// What the thread of a driver does, and where it says what came of it.
private final class Errand: Sendable {
    let order: DriveOrder
    let magic: UInt64
    let answer: Int32

    init(order: DriveOrder, magic: UInt64, answer: Int32) {
        self.order = order
        self.magic = magic
        self.answer = answer
    }

    func run() {
        do throws(Problem) {
            // Each device is bound by itself: one that hangs its driver in the call that loads it keeps that from all
            // others. The bus comes with one of the modules, or is there from the beginning.
            for name in order.modules {
                if Files.exists(Driver.autoprobe) { try Files.write("0", to: Driver.autoprobe) }
                try KernelModule.load(driver: name)
            }
        } catch {
            return say(.failed, -ENOEXEC)
        }
        bind()
        guard let disk else { return say(.noDriver, 0) }
        // Past the page cache, where the kernel's look for partitions has left the first pages.
        let file = guest_open_direct("/dev/\(disk)")
        guard file >= 0 else { return say(.failed, file) }
        // The buffer is kept: its lines are looked for from outside.
        var memory: UnsafeMutableRawPointer?
        guard posix_memalign(&memory, 4096, Int(order.bytes)) == 0, let memory else { return say(.failed, -ENOMEM) }
        let count = read(file, memory, Int(order.bytes))
        guard count == Int(order.bytes) else { return say(.failed, count < 0 ? -errno : -EIO) }
        let lines = UnsafeRawBufferPointer(start: memory, count: count)
        var right: Int32 = 0
        for offset in stride(from: 0, to: count, by: MemoryLine.size) {
            let line = MemoryLine(UnsafeRawBufferPointer(rebasing: lines[offset...]), magic: magic)
            if line?.nonce == order.nonce, line?.role == .fromDevice, line?.offset == UInt64(offset) { right += 1 }
        }
        say(.read, 0, right: right, wrong: Int32(count / MemoryLine.size) - right)
    }

    /// Lets the driver have this device; what it says against it stands in the kernel's log.
    private func bind() {
        guard let device = virtio else { return }
        try? Files.write(device, to: "\(Driver.bus)/drivers/virtio_blk/bind")
    }

    /// `virtio1`, the device that virtio's PCI driver made of it.
    private var virtio: String? { Files.names(in: "\(PCI.folder)/\(order.slot)").first { $0.hasPrefix("virtio") } }

    /// `vda`; nil where no driver bound the device.
    private var disk: String? {
        virtio.flatMap { Files.names(in: "\(PCI.folder)/\(order.slot)/\($0)/block").first }
    }

    private func say(_ outcome: DriveReport.Outcome, _ errno: Int32, right: Int32 = 0, wrong: Int32 = 0) {
        let words = [Int32(outcome.rawValue), errno, right, wrong]
        _ = write(answer, words, 16)
        close(answer)
    }
}
