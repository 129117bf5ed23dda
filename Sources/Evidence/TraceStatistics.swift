/// The kernel's own counters of a trace (`per_cpu/cpu*/stats`, and `kprobe_profile`).
struct TraceStatistics {
    /// Events that were overwritten or dropped on every CPU together; at least 1 where a counter is missing or cannot be read,
    /// so that nobody trusts a trace without them.
    let lost: UInt64
    /// Events that the trace holds, on every CPU together, and those that were read out of it; nil where no counter says.
    let entries: UInt64?
    /// Names of the kprobes whose hits are counted, as often as they stand there.
    let probes: [String]

    private static let losses: [Substring] = ["overrun", "commit overrun", "dropped events"]

    init(lost: UInt64, entries: UInt64? = nil) {
        probes = []
        self.lost = lost
        self.entries = entries
    }

    init(_ text: [UInt8]) {
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
        var lost: UInt64 = 0
        var entries: UInt64?
        var seen: [Substring: Int] = [:]
        var probes: [String] = []
        for line in lines {
            // `event hits misses`: a kprobe that fired where none could run (Documentation/trace/kprobetrace.rst).
            let profile = line.split(separator: " ")
            if profile.count == 3, UInt64(profile[1]) != nil, let misses = UInt64(profile[2]) {
                lost = lost.addingUpToMax(misses)
                probes.append(String(profile[0]))
            }
            let pair = line.split(separator: ":", maxSplits: 1)
            guard pair.count == 2 else { continue }
            let number = UInt64(pair[1].drop { $0 == " " })
            if pair[0] == "entries" || pair[0] == "read events" {
                entries = (entries ?? 0).addingUpToMax(number ?? 0)
            }
            guard Self.losses.contains(pair[0]) else { continue }
            seen[pair[0], default: 0] += 1
            lost = lost.addingUpToMax(number ?? 1)
        }
        let isWhole = text.last == UInt8(ascii: "\n") && Set(Self.losses.map { seen[$0, default: 0] }).count == 1
        self.lost = isWhole && !seen.isEmpty ? lost : max(lost, 1)
        self.entries = entries
        self.probes = probes
    }
}

extension FixedWidthInteger {
    /// The sum of two that are not negative, or the largest number where it is larger: a count of losses must not come
    /// round to none.
    func addingUpToMax(_ other: Self) -> Self {
        let (sum, overflowed) = addingReportingOverflow(other)
        return overflowed ? .max : sum
    }
}
