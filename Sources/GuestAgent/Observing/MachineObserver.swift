import CGuest
import Glibc

/// Watches the DMA of the real drivers of the machine that it runs on, and leaves the evidence in a folder.
///
/// It reads, traces into an instance of its own, and changes nothing else; what it may not do it notes and goes without.
public struct MachineObserver {
    /// Milliseconds between two looks at the trace.
    private static let pause = 20

    /// What an observer meets: the kernel, and what it asks for its own process.
    struct World {
        var system: any SystemCalls = LinuxCalls()
        /// From now on signals that would end the process are noted.
        var noteEnds: () -> Void = { guest_note_ends() }
        /// The signal that was noted, or 0.
        var endedBy: () -> Int32 = { guest_ended_by() }
        /// Gives up every capability: 0, or a negative errno.
        var dropCapabilities: () -> Int32 = { guest_drop_capabilities() }
    }

    private let options: ObserverOptions
    private let world: World
    private let tell: (String) -> Void
    private var system: any SystemCalls { world.system }

    /// - Parameter tell: takes what a user should know, a line each.
    public init(_ options: ObserverOptions, tell: @escaping (String) -> Void) {
        self.init(options, World(), tell: tell)
    }

    init(_ options: ObserverOptions, _ world: World, tell: @escaping (String) -> Void) {
        self.options = options
        self.world = world
        self.tell = tell
    }

    /// - Returns: the exit code: 0, 2 where the folder cannot be written, 130 or 143 after a signal.
    public func run() -> Int32 {
        do throws(Problem) {
            return try observe()
        } catch {
            tell("error: \(error.text)")
            return 2
        }
    }

    private func observe() throws(Problem) -> Int32 {
        world.noteEnds()
        let folder = try EvidenceFolder(making: options.folder, LinuxCalls())
        var facts = MachineFacts(observing: options, system)
        var lacks: [String] = []
        let log = orNil(&lacks) { () throws(Problem) in try KernelLog(fromStart: true, system) }
        let dropped = world.dropCapabilities()
        if dropped != 0 { lacks.append(Problem("give up capabilities", errno: dropped).text) }
        var trace = Traced()
        if options.seconds > 0 {
            orNil(&lacks) { () throws(Problem) in try self.trace(into: &trace, &facts, folder) }
        }
        if let log { try folder.append(log.rest(), to: "kmsg.txt") }
        facts.addState()
        facts.end(trace.end, lacks: lacks)
        try folder.append(trace.text, to: "ftrace.txt")
        try folder.append(trace.statistics.utf8, to: "trace-stats.txt")
        try folder.append(facts.text.utf8.dropFirst(trace.factsWritten), to: "facts.txt")
        try folder.close()
        for lack in lacks + trace.missing { tell("not to be had: \(lack)") }
        tell("\(options.folder): \(trace.text.count) bytes of trace, ended by \(trace.end)")
        tell("judge it on any machine: dmaroute check \(options.folder)")
        let signal = world.endedBy()
        return signal == 0 ? 0 : 128 + signal
    }

    private struct Traced {
        var text: [UInt8] = []
        var statistics = ""
        /// Bytes of the facts that were written before the tracing.
        var factsWritten = 0
        /// What ended the tracing.
        var end = "nothing was traced"
        var missing: [String] = []
    }

    private func trace(into traced: inout Traced, _ facts: inout MachineFacts, _ folder: EvidenceFolder) throws(Problem)
    {
        let root = try TracingInstance.root(system)
        for name in TracingInstance.removeLeftovers(root: root, system) {
            tell("removed \(name), left by a killed observer")
        }
        let instance = try TracingInstance(root: root, processors: facts.processors, system)
        facts.add(instance.tracing)
        traced.missing = instance.tracing.missing
        defer { for problem in instance.remove() { tell("error: \(problem.text)") } }
        // Whoever waits for the tracing to begin sees it by this.
        try folder.append(facts.text.utf8, to: "facts.txt")
        traced.factsWritten = facts.text.utf8.count
        let deadline = AgentDeadline(seconds: options.seconds, system)
        repeat {
            instance.drain(into: &traced.text, limit: options.maxSize)
            let signal = world.endedBy()
            traced.end =
                signal != 0
                ? "signal \(signal)" : traced.text.count >= options.maxSize ? "size" : ""
        } while traced.end.isEmpty && deadline.pause(milliseconds: Self.pause)
        instance.tracing.stop()
        instance.drain(into: &traced.text, limit: options.maxSize)
        if traced.end.isEmpty { traced.end = traced.text.count >= options.maxSize ? "size" : "time" }
        // What is behind the last newline is the beginning of a line that found no room.
        if let last = traced.text.lastIndex(of: UInt8(ascii: "\n")) {
            traced.text.removeSubrange((last + 1)...)
        } else {
            traced.text = []
        }
        traced.statistics = instance.tracing.stats()
    }

    @discardableResult
    private func orNil<Value>(_ lacks: inout [String], _ work: () throws(Problem) -> Value) -> Value? {
        do throws(Problem) {
            return try work()
        } catch {
            lacks.append(error.text)
            return nil
        }
    }
}
