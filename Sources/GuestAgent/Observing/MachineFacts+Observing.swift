import Glibc

extension MachineFacts {
    /// Version of the folder that an observer writes; the fact is what tells such a folder.
    static let format = 1

    /// What only full rights can read, and what does not change.
    init(observing options: ObserverOptions, _ system: any SystemCalls) {
        self.system = system
        add("observe.format", "\(Self.format)")
        add("observe.seconds", "\(options.seconds)")
        add("observe.max_size", "\(options.maxSize)")
        add("observe.user", "\(geteuid())")
        kernel()
        add("cpu.possible", system.text("/sys/devices/system/cpu/possible"))
        for (leaf, values) in Processor.leaves() { add("cpuid.\(leaf)", values) }
        for (register, value) in Processor.modelRegisters(system) { add("msr.\(register)", value) }
        memory()
        add("lockdown", system.text("/sys/kernel/security/lockdown"))
    }

    var processors: Int { max(1, system.processors) }

    /// What drivers decide, as it stands behind the trace.
    mutating func addState() {
        pool()
        addDevices()
    }

    /// - Parameter end: what ended the tracing; the last line, so that a cut file shows.
    mutating func end(_ end: String, lacks: [String]) {
        for lack in lacks { add("observe.lack", lack) }
        add("observe.end", end)
    }
}
