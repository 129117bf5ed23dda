import Evidence
import Foundation

/// Decodes recorded traces, each repeated to some 64 MB.
struct TraceBench {
    let folder: String

    /// Bytes a second that decoding holds, in MB of 1,000,000 bytes.
    private static let floor = 100.0
    private static let bytes = 64_000_000
    /// Traces with a smaller share of DMA lines are not measured with: skipping other lines is easier.
    private static let leastShare = 0.5

    func figures() throws -> [Figure] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        let figures = try names.compactMap(figure)
        guard !figures.isEmpty else {
            throw Places.Missing(description: "no trace in \(folder) has DMA in half of its lines")
        }
        return figures
    }

    private func figure(_ name: String) throws -> Figure? {
        let path = "\(folder)/\(name)/ftrace.txt"
        guard let trace = FileManager.default.contents(atPath: path), !trace.isEmpty else { return nil }
        let lines = trace.split(separator: UInt8(ascii: "\n")).filter { $0.first != UInt8(ascii: "#") }
        let share = Double(lines.count(where: Self.isDMA)) / Double(max(1, lines.count))
        guard share >= Self.leastShare else { return nil }
        let body = lines.joined(separator: [UInt8(ascii: "\n")]) + [UInt8(ascii: "\n")]
        var text: [UInt8] = []
        text.reserveCapacity(Self.bytes + body.count)
        while text.count < Self.bytes { text += body }
        var events = 0
        let seconds = CPUTime.least(of: 3) {
            let trace = TraceDecoder.decode(text)
            events = trace.events.count
            keep(trace)
        }
        let percent = Int((share * 100).rounded(.down))
        return Figure(
            "ftrace decoding", Double(text.count) / seconds / 1e6, "MB/s", floor: Self.floor,
            over: "\(text.count / 1_000_000) MB of \(name), \(percent) % DMA lines, \(events) events")
    }

    /// Whether a line tells of a DMA itself: events of dma, swiotlb and iommu, and kprobes on their functions.
    private static func isDMA(_ line: Data) -> Bool {
        let text = String(decoding: line, as: UTF8.self)
        guard let event = text.range(of: #"\d: \w+:"#, options: .regularExpression) else { return false }
        let name = text[event].dropFirst(3).dropLast()
        return prefixes.contains { name.hasPrefix($0) }
    }

    private static let prefixes = ["dma_", "swiotlb_", "map", "unmap", "pool_map", "alloc", "free"]
}
