import Testing

@testable import Lab

/// Who wants out while QEMU is asked what it can do.
@Suite struct InterruptedQuestionTests {
    @Test func whoWantsOutIsNotToldToInstallQEMU() throws {
        let ask = { (end: ChildProcess.End) throws(LabError) in
            try LabCapabilities.check(end, emulator: "/usr/bin/qemu", package: "qemu-system-x86")
        }
        try ask(.exited(0))
        let interrupted = LabError(.cancelled, "interrupted while /usr/bin/qemu lists its devices")
        #expect(throws: interrupted) { try ask(.cancelled) }
        let error = #expect(throws: LabError.self) { try ask(.exited(1)) }
        #expect(error?.kind == .node && error?.hint == "install qemu-system-x86")
    }
}
