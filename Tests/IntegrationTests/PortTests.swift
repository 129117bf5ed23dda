import Foundation
import Testing

/// Devices below ports, plugged in later, and beside the vIOMMU, where everything else is passed through.
extension Integration {
    @Suite(.timeLimit(.minutes(5))) struct PortTests {
        private static let filter =
            "kernel=linux-6.1|linux-7.3,viommu=intel,ram=5GiB,cmdline=iommu=pt,kind=map-single"

        /// The paths are those of the kernels' sources, whatever the model says.
        private static func path(device: String, size: UInt64) -> String {
            switch device {
            case "edu64", "edu64-hotplug": "identity"
            case "edu64-beside": "direct"
            default: size < 4096 ? "translated-bounce" : "translated"
            }
        }

        @Test func aDevicesSeatDecidesItsRoute() async throws {
            try await Scratch.with { scratch in
                let (ended, run) = try await Run.made(
                    ["run", "\(Tool.root)/harness-configs/ports.yaml", "--filter", Self.filter], to: "runs", scratch)
                #expect(ended.exit == .code(0), "\(ended.output)")
                let cells = try SeedRunTrait.Part(run: run, ended: ended).cells()
                #expect(Set(cells.map(\.boot.boot.kernel)) == Set(Integration.kernels.keys))
                #expect(Set(cells.map(\.cell.device)).count == 5)
                for seen in cells {
                    let path = Self.path(device: seen.cell.device, size: seen.cell.request.size)
                    #expect(seen.line.route?["path"] == path && seen.line.sides == 2, "\(seen)")
                }
            }
        }
    }
}
