import Plan
import RouteModel
import Testing

@testable import Lab

/// The machine's tables say something of everything that the model knows.
@Suite struct MachineTableTests {
    @Test func everyModelThatADriverDrivesCanBeMade() {
        for model in DeviceModel.all {
            #expect((DeviceFunction.of(model) != nil) == (model.traffic != nil), "\(model.name)")
        }
    }

    @Test func everyIOMMUIsShownAndTellsWhatItDoes() {
        for viommu in VIOMMU.allCases where viommu != .none {
            let device = LabMachine.q35.iommus[viommu]
            #expect(device?.traceEvents.isEmpty == false, "\(viommu)")
            #expect(LabMachine.q35.missingIOMMUs(among: [String]())[viommu] == device?.name)
        }
        #expect(LabMachine.q35.iommus[.none] == nil)
        let names = LabMachine.q35.iommus.values.map(\.name)
        #expect(LabMachine.q35.missingIOMMUs(among: names).isEmpty)
    }

    @Test func bothHalvesAreOfOneMachine() {
        let boot = Boot(kernel: "k", ram: 1 << 30)
        #expect(LabMachine.of(boot).limits == boot.limits)
        #expect(LabMachine.q35.limits.name == "q35" && LabMachine.q35.type == "q35")
    }
}
