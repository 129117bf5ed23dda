import CGuest
import Glibc

/// The guest's /init. A library, so that its tests can be linked like all others; the executable links it statically.
public enum Agent {
    /// Serves the harness, then switches the machine off if this is its first process.
    public static func run() {
        let system = LinuxCalls()
        let problems = Mounts.mountAll()
        let options = BootOptions(commandLine: system.text("/proc/cmdline") ?? "")
        // Anywhere else the machine that breaks would be the user's own.
        if getpid() == 1, let fault = options.fault { fault.happen() }
        do throws(Problem) {
            var loop = try AgentLoop(options: options, channel: AgentChannel(system), system)
            try loop.run(problems: problems)
        } catch {
            let words = "dmaroute-agent: \(error.text)\n"
            _ = write(STDERR_FILENO, words, words.utf8.count)
        }
        guard getpid() == 1 else { return }
        // The harness ends the machine. Switching it off while drivers are at work takes them down first, and on 7.3
        // e1000 then floods the log.
        sleep(5)
        guest_power_off()
    }
}
