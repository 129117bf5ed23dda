import ArgumentParser
import Foundation
import Images
import Lab
import Runner

enum SidesChoice: String, ExpressibleByArgument, CaseIterable {
    case both, guest, device, none

    var sides: Sides {
        Sides(guest: self == .both || self == .guest, device: self == .both || self == .device)
    }
}

/// How guests are run.
struct GuestOptions: ParsableArguments {
    @Option(help: "Folder that holds the runs.", completion: .directory)
    var output = "runs"

    @Option(help: "Guests at a time; the default is one a core.")
    var jobs: Int = max(1, ProcessInfo.processInfo.activeProcessorCount)

    @Option(help: "Attempts at a boot before its cells count as errors; each is kept and counted.")
    var attempts: Int = 2

    @Option(help: "Seconds that a guest may take to boot; stretched on a machine that is slow or loaded.")
    var bootLimit: Int = 60

    @Option(help: "libvirt URI on this machine; the default needs no daemon.")
    var connect: String = "qemu:///embed"

    @Option(help: "Which sides to observe: both, guest, device or none. Less than both shows what a verdict is worth.")
    var sides: SidesChoice = .both

    @Flag(
        help: ArgumentHelp(
            "Make the two stores of emulated SME one, on purpose.",
            discussion: "Wrong routes then lose nothing, and verdicts that rest on the difference must fail."))
    var aliasStores = false

    @Flag(help: "Say what would be done, and do nothing.")
    var dryRun = false

    func lab(_ cancellation: Cancellation) -> LabOptions {
        Self.lab(uri: connect, jobs: jobs, cancellation: cancellation)
    }

    static func lab(uri: String, jobs: Int, cancellation: Cancellation) -> LabOptions {
        LabOptions(
            uri: uri == embedded ? nil : uri, cacheFolder: ImageStore.defaultRoot + "/libvirt", guestsAtOnce: jobs,
            cancellation: cancellation)
    }

    static let embedded = "qemu:///embed"

    func validate() throws {
        guard connect.hasPrefix("qemu:///") else {
            throw ValidationError("--connect takes a libvirt URI of this machine, such as qemu:///system")
        }
        guard (1...64).contains(jobs) else { throw ValidationError("--jobs is 1 to 64") }
        guard (1...10).contains(attempts) else { throw ValidationError("--attempts is 1 to 10") }
        guard (1...3600).contains(bootLimit) else { throw ValidationError("--boot-limit is 1 to 3600") }
    }
}
