import CGuest
import Glibc

/// The guest's /init. A library, so that its tests can be linked like all others; the executable links it statically.
public struct Agent {
    /// Number of the process that the agent is.
    var process = getpid()
    var system: any SystemCalls = LinuxCalls()
    var mount: () -> [Problem] = { Mounts.mountAll() }
    var happen: (Fault) -> Void = { $0.happen() }
    var tell: (String) -> Void = { words in _ = write(STDERR_FILENO, words, words.utf8.count) }
    var powerOff: () -> Void = { guest_power_off() }

    /// Serves the harness, then switches the machine off if this is its first process.
    public static func run() { Agent().run() }

    func run() {
        let problems = mount()
        let options = BootOptions(commandLine: system.text("/proc/cmdline") ?? "")
        // Anywhere else the machine that breaks would be the user's own.
        if process == 1, let fault = options.fault { happen(fault) }
        do throws(Problem) {
            var loop = try AgentLoop(options: options, channel: AgentChannel(system), system)
            try loop.run(problems: problems)
        } catch {
            tell("dmaroute-agent: \(error.text)\n")
        }
        guard process == 1 else { return }
        // The harness ends the machine. Switching it off while drivers are at work takes them down first, and on 7.3
        // e1000 then floods the log.
        system.sleep(microseconds: 5_000_000)
        powerOff()
    }
}
