import Foundation
import Testing

extension Integration {
    /// Drivers of the kernel's own, several in one guest, by what the guest's agent says of their I/O.
    @Suite(.timeLimit(.minutes(5))) struct DriverTests {
        private struct Record: Decodable {
            struct Drive: Decodable { var cell: String }
            struct Driven: Decodable {
                var outcome: String
                var right: Int
                var wrong: Int
                var returned: Int
                var altered: Int
                var masks: [String: Int]?
            }
            var drive: Drive?
            var driven: Driven?
        }

        /// 64 KiB of lines of 64 bytes, each way that a device has.
        private static let all = 1024

        @Test func whatTheyReadAndWhatComesBackIsRight() async throws {
            try await Scratch.with { scratch in
                let devices = [
                    "nvme", "megasas", "rtl8139", "virtio-net,iommu-platform=on", "virtio-rng,iommu-platform=off",
                    "virtio-console,iommu-platform=on",
                ]
                let (ended, run) = try await Run.made(
                    ["run", "--kernel", "linux-7.3", "--cmdline", "swiotlb=force", "--request", "driver-io"]
                        + devices.flatMap { ["--device", $0] }, to: "runs", scratch)
                let boot = try #require(try run.plan().boots.first)
                let text = try String(contentsOfFile: run.attempt(1, of: boot) + "/probe.jsonl", encoding: .utf8)
                let records = try text.split(separator: "\n").map {
                    try JSONDecoder().decode(Record.self, from: Data($0.utf8))
                }
                let cells = records.compactMap(\.drive?.cell)
                let reports = records.compactMap(\.driven)
                try #require(cells.count == devices.count && reports.count == devices.count, "\(ended.errors)")
                for (cell, report) in zip(cells, reports) {
                    let device = try #require(boot.cells.first { $0.id == cell }?.device)
                    let told = "\(device): \(report)"
                    #expect(report.outcome == "read" && report.wrong == 0 && report.altered == 0, "\(told)")
                    let isNetwork = device == "rtl8139" || device.hasPrefix("virtio-net")
                    #expect(report.right == (isNetwork ? 0 : Self.all), "\(told)")
                    let isStream = device == "virtio-rng" || device.hasPrefix("virtio-console")
                    #expect(report.returned == (isStream ? 0 : Self.all), "\(told)")
                    let (streaming, coherent) = device == "megasas" ? (63, 32) : (64, 64)
                    #expect(report.masks == ["streaming": streaming, "coherent": coherent], "\(told)")
                }
                let verdicts = try run.verdicts().counts
                #expect(verdicts["corrupted"] == nil && verdicts["error"] == nil, "\(ended.output)")
            }
        }
    }
}
