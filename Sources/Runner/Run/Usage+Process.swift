import Foundation
public import Journal

extension Usage {
    /// What this process used up to now; QEMU is none of it.
    public static func ofThisProcess() -> Usage {
        var usage = rusage()
        getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
        func milliseconds(_ time: timeval) -> Int { Int(time.tv_sec) * 1000 + Int(time.tv_usec) / 1000 }
        return Usage(
            cpuMilliseconds: milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime), peakBytes: peak())
    }

    /// Not `ru_maxrss`, which a process takes over from the one that started it.
    private static func peak() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") }) else { return 0 }
        return (line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) << 10
    }
}
