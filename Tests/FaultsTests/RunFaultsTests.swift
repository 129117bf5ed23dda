import Evidence
import Faults
import Journal
import Plan
import RouteModel
import TestSupport
import Testing
import Verdict

@Suite struct RunFaultsTests {
    /// A guest behind an IOMMU whose every request got the first route that its policy allows.
    private static func log(
        kernel: String = "linux-7.3", seen: Bool = true, _ change: (inout Judgement) -> Void = { _ in }
    ) throws -> RunLog {
        let plan = try SamplePlan.of(
            kernel: kernel, devices: ["edu,dma-mask=64"],
            requests: ["map-single", "map-single,direction=to-device", "alloc-coherent", "alloc-pages"]
        ) { $0.axes = ["encryption": ["sev"], "viommu": ["virtio"]] }
        let policy = try #require(Policy.named(kernel))
        let cells = plan.cells.compactMap { cell -> JudgedCell? in
            let point = Point(boot: cell.boot, device: cell.device, request: cell.request)
            guard let route = policy.predict(point).first?.allowed?.first else { return nil }
            var judgement = SampleRun.judgement(.agree)
            judgement.route = route
            change(&judgement)
            let view = SideView(
                paths: [route.path], addressBit: route.addressBit, memory: route.memory, entryBit: route.entryBit,
                message: route.message, says: "as it was")
            let data = route.path == .refused ? DataCheck.nothingMoved : route.arrives ? .intact : .lost("elsewhere")
            let observation = Observation(
                cell: cell.id, guest: .saw(view), device: .saw(view), data: data, buffer: [], saidBefore: [])
            return JudgedCell(
                cell: cell, attempt: seen ? 1 : 0, observation: seen ? observation : nil, judgement: judgement)
        }
        return RunLog(name: "runs/a", plan: plan, header: SampleRun(plan, []).header, cells: cells)
    }

    private static func faults(_ logs: RunLog...) -> [KernelFault] {
        var found = RunFaults()
        for log in logs { found.take(log) }
        return found.faults
    }

    @Test func everyCellWithAHarmBelongsToExactlyOneFault() throws {
        let log = try Self.log()
        let faults = Self.faults(log)
        for cell in log.cells {
            #expect(faults.count { $0.cells.contains(cell.cell.id) } == 1, "\(cell.cell.request)")
        }
        #expect(faults.map(\.kind) == [.dataLost, .dataLost, .refusedNeedlessly])
        #expect(faults.map(\.observed) == [2, 1, 1] && faults.map(\.predicted) == [2, 1, 1])
        #expect(faults.first?.directions == [.toDevice, .fromDevice])
    }

    @Test func noStatementIsTheSourceOfAFault() throws {
        let broken = StatementFinding(.guest1, .violated, "private memory is mapped")
        let with = Self.faults(try Self.log { $0.statements = [broken] })
        let without = Self.faults(try Self.log { $0.statements = nil })
        #expect(with.map(\.id) == without.map(\.id) && with.map(\.cells) == without.map(\.cells))
        #expect(with.allSatisfy { $0.statements == ["GUEST-1"] } && without.allSatisfy(\.statements.isEmpty))
    }

    @Test func whatADriverOrTheHarnessDoesIsNoFaultOfTheKernel() throws {
        for wrong in [Wrong.driver, .harness] {
            let faults = Self.faults(try Self.log { $0.wrong = wrong })
            #expect(faults.allSatisfy { $0.observed == 0 }, "\(wrong)")
        }
    }

    @Test func whatNobodySawIsToldByPredictionAlone() throws {
        let faults = Self.faults(try Self.log(seen: false))
        #expect(faults.count == 3 && faults.allSatisfy { $0.observed == 0 && $0.predicted > 0 })
    }

    /// Such a result has no route, and is seen all the same; what is refused or not seen is not.
    @Test(arguments: [(Message?.none, true, 1), (.silent, true, 0), (nil, false, 0)])
    func aResultOfAnotherTypeIsSeen(message: Message?, seen: Bool, count: Int) throws {
        let plan = try SamplePlan.of(
            kernel: "linux-6.18", devices: ["edu,dma-mask=64"], requests: ["alloc-pages,gfp=atomic"]
        ) { $0.axes = ["encryption": ["sev"]] }
        let cell = try #require(plan.cells.first)
        let view = SideView(paths: [], message: message, says: "there are no pages")
        let observation = Observation(
            cell: cell.id, guest: seen ? .saw(view) : .missing("no events"),
            device: .saw(SideView(paths: [], says: "")),
            data: .nothingMoved, buffer: [], saidBefore: [])
        var judgement = SampleRun.judgement(.unmodelled)
        judgement.route = nil
        let judged = JudgedCell(cell: cell, attempt: 1, observation: observation, judgement: judgement)
        var found = RunFaults()
        found.take(RunLog(name: "runs/a", plan: plan, header: SampleRun(plan, []).header, cells: [judged]))
        #expect(found.faults.map(\.id) == ["489db02053fb"])
        #expect(found.faults.map(\.observed) == [count] && found.faults.map(\.predicted) == [1])
        #expect(found.byCell[cell.id]?.count == 1)
    }

    @Test func runsOfSeveralKernelsAreOneFaultWithAllOfThem() throws {
        let faults = Self.faults(try Self.log(), try Self.log(kernel: "linux-7.2"))
        let mapped = try #require(faults.first { $0.cause.question == .bounceBehindIOMMU })
        #expect(mapped.with == ["linux-6.12", "linux-6.18", "linux-7.2", "linux-7.3"])
        #expect(mapped.without == ["linux-6.1"])
        #expect(mapped.kernels == "6.12 to 7.3; not in 6.1")
        #expect(mapped.newest == "linux-7.3" && mapped.place?.function == "dev_use_swiotlb")
    }

    @Test func everyFaultSaysWhatItDoesWhereAndToWhom() throws {
        for fault in Self.faults(try Self.log()) {
            #expect(fault.consequence.contains("guests with SEV behind virtio-iommu"), "\(fault.id)")
            #expect(fault.place?.file.hasSuffix(".c") == true && fault.place?.function.isEmpty == false, "\(fault.id)")
            #expect(fault.emulated != nil && !fault.because.isEmpty && !fault.drivers.isEmpty, "\(fault.id)")
        }
    }
}
