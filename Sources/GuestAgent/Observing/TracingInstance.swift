import Glibc
import GuestProtocol

/// A trace of our own beside whatever else is traced on this machine (Documentation/trace/ftrace.rst, "Instances"), which
/// leaves nothing behind.
struct TracingInstance {
    /// Begins the name of every instance and of every group of kprobes; the number of the process follows.
    static let prefix = "dmaroute_"
    /// Bytes of all processors' buffers together.
    private static let memory = 64 << 20

    /// Microseconds after which no call goes on that began before the tracing.
    private static let settling: UInt32 = 10_000

    private(set) var tracing: Tracing
    private let pipe: Int32
    private let system: any SystemCalls

    /// Where tracefs is mounted; nothing is mounted to find it.
    static func root(_ system: any SystemCalls) throws(Problem) -> String {
        for folder in [Mounts.tracing, "\(Mounts.debug)/tracing"] where system.exists("\(folder)/instances") {
            return folder
        }
        guard system.exists(Mounts.tracing) else { throw Problem("this kernel has no tracefs (CONFIG_FTRACE)") }
        // Reading the folder tells a mount that may not be looked into from one that is not there.
        guard access(Mounts.tracing, R_OK) == 0 else {
            throw Problem("\(Mounts.tracing) may not be read: run as root", errno: errno)
        }
        throw Problem("tracefs is not mounted: mount -t tracefs tracefs \(Mounts.tracing)")
    }

    /// Makes the instance and arms it; what cannot be armed is noted in ``tracing``.
    init(root: String, processors: Int, _ system: any SystemCalls) throws(Problem) {
        self.system = system
        let name = "\(Self.prefix)\(getpid())"
        let folder = "\(root)/instances/\(name)"
        let made = system.makeFolder(folder)
        guard made == 0 else { throw Problem("make \(folder)", errno: made) }
        let share = Self.memory / 1024 / max(1, processors)
        tracing = Tracing(
            at: .init(root: root, folder: folder, group: name, bufferKiB: min(KernelProbe.bufferKiB, max(128, share))),
            system)
        do {
            pipe = try system.open("\(folder)/trace_pipe", O_RDONLY | O_NONBLOCK)
        } catch {
            _ = Self.remove(name, root: root, system)
            throw error
        }
        tracing.pause()
        tracing.arm()
        tracing.start()
        // A call that was under way shows only its end; by the mark it is over.
        system.sleep(microseconds: Self.settling)
        tracing.mark("agent")
    }

    /// What has been traced since the last call.
    func drain(into text: inout [UInt8], limit: Int) {
        var buffer = [UInt8](repeating: 0, count: 65536)
        while text.count < limit {
            let most = min(buffer.count, limit - text.count)
            let count = buffer.withUnsafeMutableBytes {
                system.readFile(pipe, into: UnsafeMutableRawBufferPointer(rebasing: $0[..<most]))
            }
            guard count > 0 else { return }
            text.append(contentsOf: buffer[..<count])
        }
    }

    /// Removes the instance with its kprobes.
    /// - Returns: what could not be removed, and why.
    func remove() -> [Problem] {
        system.closeFile(pipe)
        return Self.remove(tracing.place.group, root: tracing.place.root, system)
    }

    /// Removes what processes left that are there no more, which only SIGKILL does to them.
    /// - Returns: the names of what was removed.
    static func removeLeftovers(root: String, _ system: any SystemCalls) -> [String] {
        let probes = system.text("\(root)/kprobe_events") ?? ""
        var names = Set(system.names(in: "\(root)/instances"))
        for line in probes.split(separator: "\n") { if let group = group(of: line) { names.insert(String(group)) } }
        return names.sorted().filter { name in
            guard name.hasPrefix(prefix), let process = Int32(name.dropFirst(prefix.count)), process > 0,
                kill(process, 0) != 0, errno == ESRCH
            else { return false }
            return remove(name, root: root, system).isEmpty
        }
    }

    private static func remove(_ name: String, root: String, _ system: any SystemCalls) -> [Problem] {
        var problems: [Problem] = []
        // An enabled probe cannot be removed, and goes with its instance.
        let folder = "\(root)/instances/\(name)"
        let removed = system.exists(folder) ? system.removeFolder(folder) : 0
        if removed != 0 { problems.append(Problem("remove \(folder)", errno: removed)) }
        for line in (system.text("\(root)/kprobe_events") ?? "").split(separator: "\n")
        where group(of: line).map(String.init) == name {
            let event = line.drop { $0 != ":" }.dropFirst().prefix { $0 != " " }
            do throws(Problem) {
                try system.write("-:\(event)", to: "\(root)/kprobe_events", appending: true)
            } catch {
                problems.append(error)
            }
        }
        return problems
    }

    /// Of `p:GROUP/NAME place …` or `r16:GROUP/NAME place …`.
    static func group(of probe: Substring) -> Substring? {
        guard let colon = probe.firstIndex(of: ":") else { return nil }
        let event = probe[probe.index(after: colon)...].prefix { $0 != " " }
        guard let slash = event.firstIndex(of: "/") else { return nil }
        return event[..<slash]
    }
}
