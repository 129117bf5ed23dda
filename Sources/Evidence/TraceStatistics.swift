/// The kernel's own counters of what a trace lost (`per_cpu/cpu*/stats`, and `kprobe_profile`).
enum TraceStatistics {
    private static let counters: [Substring] = ["overrun", "commit overrun", "dropped events"]

    /// Sum of the events overwritten or dropped on every CPU; at least 1 where a counter is missing or cannot be read,
    /// so that nobody trusts a trace without them.
    static func lost(_ text: [UInt8]) -> UInt64 {
        let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
        var lost: UInt64 = 0
        var seen: [Substring: Int] = [:]
        for line in lines {
            // `event hits misses`: a kprobe that fired where none could run (Documentation/trace/kprobetrace.rst).
            let profile = line.split(separator: " ")
            if profile.count == 3, UInt64(profile[1]) != nil, let misses = UInt64(profile[2]) {
                lost = lost.addingUpToMax(misses)
            }
            let pair = line.split(separator: ":", maxSplits: 1)
            guard pair.count == 2, counters.contains(pair[0]) else { continue }
            seen[pair[0], default: 0] += 1
            lost = lost.addingUpToMax(UInt64(pair[1].drop { $0 == " " }) ?? 1)
        }
        let isWhole = text.last == UInt8(ascii: "\n") && Set(counters.map { seen[$0, default: 0] }).count == 1
        return isWhole && !seen.isEmpty ? lost : max(lost, 1)
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
