import ArgumentParser
import GuestAgent

struct ObserveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "observe",
        abstract: "Watch the DMA of this machine's drivers and leave the evidence in a folder; boots nothing.",
        discussion: """
            The same as dmaroute-observe, one file that runs on any x86-64 Linux. It reads the configuration and traces \
            into an instance of its own; it loads no module, and leaves tracing as it found it. Root may read all that \
            it looks at; what another user may not is noted.

            EXAMPLES
              dmaroute observe --seconds 30 /tmp/observed
              dmaroute check /tmp/observed                 there, or on any other machine
            """)

    @Argument(help: "Folder to make and to write into.", completion: .directory)
    var folder: String

    @Option(help: "How long to trace, 0 to 3600; 0 reads the configuration alone.")
    var seconds = 10

    @Option(help: "Trace to keep, 64KiB to 256MiB; tracing ends when it has so much.")
    var maxSize = "64MiB"

    func validate() throws {
        guard ObserverOptions.secondsRange.contains(seconds) else { throw ValidationError("--seconds is 0 to 3600") }
        guard ObserverOptions.bytes(maxSize) != nil else { throw ValidationError("--max-size is 64KiB to 256MiB") }
    }

    func run() throws {
        let bytes = ObserverOptions.bytes(maxSize) ?? ObserverOptions.sizeRange.upperBound
        let observer = MachineObserver(ObserverOptions(folder: folder, seconds: seconds, maxSize: bytes)) {
            CommandExit.complain($0)
        }
        let code = observer.run()
        if code != 0 { throw CommandExit.Code(value: code) }
    }
}
