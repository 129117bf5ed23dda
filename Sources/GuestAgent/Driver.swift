import Glibc
import GuestProtocol

/// A device and the kernel's own driver of it.
///
/// A driver whose device does not answer waits for it without end, in the call that binds it or in the first I/O, and
/// nothing in the guest can end that.
enum Driver {
    /// Seconds until a driver counts as hanging. An emulated machine on a busy node answers in a few.
    private static let patience = 20

    static func drive(_ order: DriveOrder, magic: UInt64, _ system: any SystemCalls) throws(Problem) -> DriveReport {
        for name in order.modules + order.drivers where !KernelModule.isName(name) {
            throw Problem("\(name) is no module's name")
        }
        guard PCI(system).slots.contains(order.slot) else { throw Problem("no PCI device \(order.slot)") }
        guard order.bytes > 0, order.bytes % UInt32(MemoryLine.size) == 0, order.bytes <= 1 << 20 else {
            throw Problem("a driver cannot be asked to move \(order.bytes) bytes")
        }
        let errand = Errand(order: order, magic: magic, system: system)
        let answer = try system.answer(within: patience) { Codec.encode(.driven(errand.report())) }
        var report = DriveReport(request: order.request, outcome: .hangs)
        if let answer, case .driven(let told)? = try? Codec.decodeReport(answer) { report = told }
        report.masks = DrivenDevice(order, system).masks
        return report
    }
}

/// What the thread of a driver does.
private struct Errand: Sendable {
    let order: DriveOrder
    let magic: UInt64
    let system: any SystemCalls

    func report() -> DriveReport {
        var report = DriveReport(request: order.request, outcome: .read)
        let device = DrivenDevice(order, system)
        do throws(Problem) {
            // Each device is bound by itself: one that hangs its driver in the call that loads it keeps that from all
            // others. A bus comes with one of the modules, or is there from the beginning.
            for name in order.modules {
                try DrivenDevice.stopProbing(system)
                try KernelModule.load(driver: name, system)
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
            case .port: try PortTraffic(order: order, magic: magic, device: device).run(&report)
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
