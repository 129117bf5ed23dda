/// One fault in one kernel, over the runs by one policy.
///
/// A run that has none of the fault's cells, or saw nothing of them, tells nothing of it: the fault is not gone there.
public struct FaultPast: Encodable, Sendable {
    /// What the newest of the runs has to say.
    public enum State: String, Encodable, Sendable {
        /// It shows the fault.
        case here
        /// It, or a run before it, looked where the fault was and did not see it.
        case gone
        /// No run looked since the last one that showed it.
        case notLookedAt = "not-looked-at"
    }

    /// Id of the fault, 12 hexadecimal digits.
    public var fault: String
    /// Duty that is broken, such as `bytes-arrive`.
    public var duty: String
    /// What the last run that shows it says of it: its class, such as `data-lost`, then a line, then two sentences.
    public var `class`: String
    /// One line about the fault, as its class in the last run that shows it.
    public var says: String
    /// What a user meets, in two sentences.
    public var consequence: String
    /// Where it goes wrong, such as `drivers/iommu/dma-iommu.c:iommu_dma_alloc`; nil where no place is known.
    public var place: String?
    /// Name of the kernel that has it, such as `linux-6.1`.
    public var kernel: String
    /// Policy of the runs: `own` for each kernel's own, else the name of the one for all.
    public var policy: String
    /// Whether it is there, gone, or was not looked at.
    public var state: State
    /// The last run before ``since`` that looked and did not see it; nil where the first that looked saw it.
    public var before: Regression.End?
    /// The first of the runs that have shown it since, each of them that looked.
    public var since: Regression.End
    /// The last run that shows it.
    public var last: Regression.End
    /// The first run after ``last`` that looked and did not see it; nil while it is not gone.
    public var gone: Regression.End?
    /// Number of the kernel's cells that show it in ``last``.
    public var cells: Int

    /// Whether it came while somebody looked.
    public var isNew: Bool { state == .here && before != nil }

    /// What changed when it came, or when it went; empty where nobody looked before.
    public var changed: [String] {
        if let gone { return Regression.changed(kernel, last, gone) }
        return before.map { Regression.changed(kernel, $0, since) } ?? []
    }
}

/// What became of faults in a run.
public struct FaultChanges: Encodable, Sendable {
    /// Those that the run shows and that came while somebody looked, the newest first.
    public var new: [FaultPast]
    /// Those that the run is the first not to show.
    public var gone: [FaultPast]
    /// How many the run shows that were there in the first run that looked.
    public var standing: Int
}

/// How many faults came to a run and went from it, each kernel's by itself.
struct FaultCount {
    var new: Int
    var gone: Int
}
