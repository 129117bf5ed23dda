import CGuest
import Glibc
import GuestProtocol

/// A device and the kernel's own driver of it.
///
/// A driver whose device does not answer waits for it without end, in the call that binds it or in the first I/O, and
/// nothing in the guest can end that. So a thread does both, and is left behind where it hangs.
enum Driver {
    /// Seconds until a driver counts as hanging. An emulated machine on a busy node answers in a few.
    private static let patience = 20

    static func drive(_ order: DriveOrder, magic: UInt64) throws(Problem) -> DriveReport {
        for name in order.modules + order.drivers where !KernelModule.isName(name) {
            throw Problem("\(name) is no module's name")
        }
        guard PCI.slots.contains(order.slot) else { throw Problem("no PCI device \(order.slot)") }
        guard order.bytes > 0, order.bytes % UInt32(MemoryLine.size) == 0, order.bytes <= 1 << 20 else {
            throw Problem("a driver cannot be asked to move \(order.bytes) bytes")
        }
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
        var report = answer(from: ends[0]) ?? DriveReport(request: order.request, outcome: .hangs)
        report.masks = DrivenDevice(order).masks
        return report
    }

    private static func answer(from pipe: Int32) -> DriveReport? {
        var waiting = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
        guard poll(&waiting, 1, Int32(patience * 1000)) > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(PIPE_BUF))
        let count = read(pipe, &bytes, bytes.count)
        guard count > 0, case .driven(let report)? = try? Codec.decodeReport(Array(bytes[..<count])) else { return nil }
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
        // Less than PIPE_BUF, and so written as one.
        let bytes = Codec.encode(.driven(report()))
        _ = write(answer, bytes, bytes.count)
        close(answer)
    }

    private func report() -> DriveReport {
        var report = DriveReport(request: order.request, outcome: .read)
        let device = DrivenDevice(order)
        do throws(Problem) {
            // Each device is bound by itself: one that hangs its driver in the call that loads it keeps that from all
            // others. A bus comes with one of the modules, or is there from the beginning.
            for name in order.modules {
                try DrivenDevice.stopProbing()
                try KernelModule.load(driver: name)
            }
        } catch {
            report.outcome = .failed
            report.errno = -ENOEXEC
            return report
        }
        guard device.hasDrivers else {
            report.outcome = .lacking
            return report
        }
        device.bind()
        guard device.isBound else {
            report.outcome = .noDriver
            return report
        }
        do throws(Failure) {
            switch order.traffic {
            case .disk: try DiskTraffic(order: order, magic: magic, device: device).run(&report)
            case .network: try NetworkTraffic(order: order, magic: magic, device: device).run(&report)
            case .random: try RandomTraffic(order: order, magic: magic, device: device).run(&report)
            }
        } catch {
            report.outcome = .failed
            report.errno = error.errno
        }
        return report
    }
}

/// What a call to the kernel came to instead of success.
struct Failure: Error {
    /// Negative.
    var errno: Int32

    /// - Parameter code: of either sign.
    init(_ code: Int32) { errno = -abs(code) }
}
