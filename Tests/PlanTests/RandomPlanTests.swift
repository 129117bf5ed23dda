import Foundation
import RouteModel
import TestSupport
import Testing

@testable import Plan

/// Configurations by chance.
@Suite struct RandomPlanTests {
    private static let kernels = ["linux-6.1", "linux-7.3"]

    @Test func aSeedGivesThePlanAgain() {
        let plan = Plan(random: 7, boots: 5, kernels: Self.kernels)
        #expect(plan == Plan(random: 7, boots: 5, kernels: Self.kernels) && plan.boots.count == 5)
        #expect(plan.name == "random-7" && plan.digest != Plan(random: 8, boots: 5, kernels: Self.kernels).digest)
        // More boots change none of those before.
        #expect(Plan(random: 7, boots: 9, kernels: Self.kernels).boots.prefix(5) == plan.boots[...])
    }

    /// A written plan is read with every check of what a config may say.
    @Test(arguments: Dice.seeds()) func whatComesIsWhatAConfigCouldSay(seed: Int) throws {
        let plan = Plan(random: seed, boots: 6, kernels: Self.kernels)
        let read = try JSONDecoder().decode(Plan.self, from: JSONEncoder().encode(plan))
        #expect(read == plan)
        for cell in plan.cells {
            let asked = Plan.Asked(device: cell.device, request: cell.request)
            #expect(throws: Never.self) { try Plan(name: "one", boot: cell.boot, only: asked) }
        }
    }

    @Test func chanceComesToEverything() {
        let plan = Plan(random: 1, boots: 80, kernels: Self.kernels)
        let boots = plan.boots.map(\.boot)
        #expect(Set(boots.map(\.kernel)) == Set(Self.kernels))
        #expect(Set(boots.map(\.encryption)) == [.none, .sme, .sev])
        #expect(Set(boots.map(\.viommu)) == Set(VIOMMU.allCases) && Set(boots.map(\.platform)) == [.guest, .host])
        #expect(Set(plan.cells.map(\.request.kind)) == Set(RequestKind.allCases))
        #expect(Set(plan.cells.map(\.device.model)) == Set(DeviceModel.all.map(\.name)))
        #expect(plan.cells.contains { $0.request.segments > 1 } && plan.cells.contains { $0.request.held > 0 })
        #expect(plan.cells.contains { $0.device.untrusted } && plan.cells.contains { $0.device.hotplugged })
        #expect(plan.boots.count == 80 && plan.cellCount >= 80 * 20)
    }

    /// Who adds a field says what chance writes for it.
    @Test func everyFieldHasWords() {
        func left<Root>(_ fields: [Field<Root>], _ own: [String: [String]], apart: Set<String>) -> [String] {
            fields.filter { $0.values.isEmpty && own[$0.key] == nil }.map(\.key).filter { !apart.contains($0) }
        }
        #expect(left(Boot.axes, RandomWords.boot, apart: ["cmdline"]) == [])
        #expect(left(Device.fields, RandomWords.device, apart: ["device"]) == [])
        #expect(left(Request.fields, RandomWords.request, apart: []) == [])
        for (key, words) in RandomWords.boot {
            for word in words {
                var flags = Flags()
                (flags.kernel, flags.device, flags.request) = (["linux-7.3"], ["edu,dma-mask=64"], ["map-single"])
                flags.axes = [key: [word]]
                #expect(throws: Never.self, "\(key) \(word)") { try Config(flags: flags) }
            }
        }
    }
}
