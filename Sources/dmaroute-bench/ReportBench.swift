import Foundation
import Runner

/// Renders a page of 20,000 cells.
struct ReportBench {
    let places: Places

    func figures() throws -> [Figure] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "dmaroute-bench-report-\(getpid())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let run = try FabricatedRun(in: folder)
        let page = folder + "/report.html"
        let used = try MeasuredChild([places.command, "report", run.folder.path, "--format", "html=" + page])
        let size = try FileManager.default.attributesOfItem(atPath: page)[.size] as? Int ?? 0
        let over = "a page of \(run.cells) cells, its run read from disk"
        return [
            Figure("rendering HTML", used.seconds, "s", ceiling: 10, over: over),
            Figure("rendering HTML, processor time", used.cpuSeconds, "s", over: over),
            Figure("rendering HTML, peak memory", Double(used.peakBytes) / 1e6, "MB", ceiling: 500, over: over),
            Figure("the page's size", Double(size) / 1e6, "MB", ceiling: 40, over: over),
        ]
    }
}
