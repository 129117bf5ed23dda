import Glibc

/// `dmaroute-observe`, the whole of it.
public enum ObserverCommand {
    private static let usage = """
        usage: dmaroute-observe [--seconds N] [--max-size SIZE] FOLDER

        Watches the DMA of this machine's drivers and writes FOLDER, which `dmaroute check FOLDER` judges anywhere.
          --seconds N      how long to trace, 0 to 3600 (10); 0 reads the configuration alone
          --max-size SIZE  of trace to keep, 64KiB to 256MiB (64MiB); tracing ends when it has so much
        Root may read everything that it looks at; it gives up every capability before it traces, loads no module,
        and removes what it put into tracefs. Without root it notes what it could not read.

        """

    /// - Parameter words: as on a command line, without the command's name.
    /// - Returns: the exit code.
    public static func run(_ words: [String]) -> Int32 {
        if words == ["--help"] || words == ["-h"] {
            say(usage, STDOUT_FILENO)
            return 0
        }
        do throws(Problem) {
            return MachineObserver(try ObserverOptions(words: words)) { say("\($0)\n", STDERR_FILENO) }.run()
        } catch {
            say("error: \(error.text)\n\(usage)", STDERR_FILENO)
            return 2
        }
    }

    private static func say(_ text: String, _ descriptor: Int32) { _ = write(descriptor, text, text.utf8.count) }
}
