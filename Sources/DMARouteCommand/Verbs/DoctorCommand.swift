import ArgumentParser
import Dispatch
import Images
import Lab
import Verdict

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what this machine can run, and what to do about what it cannot.",
        discussion: """
            Opens libvirt, tries whether a guest really runs on KVM, and looks at what kernels are at hand. Fetches \
            nothing. Ends with 0 where the kernels at hand can be run, with 3 where something is missing.

            EXAMPLES
              dmaroute doctor
              dmaroute doctor --format json
            """)

    @Option(help: "libvirt URI on this machine; the default needs no daemon.")
    var connect = GuestOptions.embedded

    @OptionGroup var common: CommonOptions

    func run() throws {
        let cancellation = Cancellation()
        let signals = Interruption.cancel(cancellation)
        defer { signals.forEach { $0.cancel() } }
        let diagnosis = try Diagnosis.make(connect, cancellation)
        if common.format == .json {
            try StandardOutput.write(json: diagnosis)
        } else {
            for finding in diagnosis.findings { StandardOutput.write(finding.text) }
        }
        if diagnosis.findings.contains(where: { !$0.good }) { throw CommandExit.Code(value: RunExit.missOrError) }
    }
}
