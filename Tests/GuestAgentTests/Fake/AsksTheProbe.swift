import CProbe
import Glibc
import GuestProtocol
import Testing

@testable import GuestAgent

/// Suites of requests of the probe's.
protocol AsksTheProbe {
    var kernel: FakeKernel { get }
}

extension AsksTheProbe {
    static var marker: String { "write \(FakeKernel.tracing)/trace_marker dmaroute: " }

    /// What is said between the set-up of two devices and the end.
    func talk(_ commands: [Command], _ words: String = "") throws -> [Report] {
        let said = try FakeHarness(kernel).talk(
            words, [.setUp(magic: 3, devices: [.edu, .other])] + commands + [.finish])
        return said.filter {
            switch $0 {
            case .mapped, .moved, .released, .problem: true
            default: false
            }
        }
    }

    func mapped(_ orders: MapOrder..., words: String = "") throws -> [MapReport] {
        for case .mapped(let reports) in try talk([.map(orders)], words) { return reports }
        return []
    }
}
