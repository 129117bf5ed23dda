import Foundation

/// What the figures were measured on.
struct BenchMachine: Encodable {
    var cores = ProcessInfo.processInfo.activeProcessorCount
    var model = "unknown"
    /// Runnable processes, mean of the last minute, before the measurement.
    var load = 0.0
    var system = ""

    init() {
        let cpu = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        if let line = cpu.split(separator: "\n").first(where: { $0.hasPrefix("model name") }),
            let colon = line.firstIndex(of: ":")
        {
            model = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        let loads = (try? String(contentsOfFile: "/proc/loadavg", encoding: .utf8)) ?? ""
        load = loads.split(separator: " ").first.flatMap { Double($0) } ?? 0
        let release = (try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)) ?? ""
        system = "Linux " + release.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
