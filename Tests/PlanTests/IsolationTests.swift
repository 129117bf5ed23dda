import Foundation
import Plan
import RouteModel
import Testing

@Suite struct IsolationTests {
    private static func isolated(_ isolation: Isolation, _ text: String = small) throws -> Plan {
        try plan(text + "\nisolation: \(isolation.rawValue)")
    }

    /// What is asked stays the same; only who shares a guest with whom does not.
    @Test(arguments: [Isolation.boot, .snapshot])
    func everyCellHasABootForItself(isolation: Isolation) throws {
        let shared = try plan(small)
        let plan = try Self.isolated(isolation)
        #expect(plan.cells.map(\.id) == shared.cells.map(\.id))
        #expect(plan.boots.allSatisfy { $0.cells.count == 1 && $0.devices.count == 1 && $0.isolation != .shared })
        let keys = Set(plan.boots.map(\.key))
        #expect(keys.count == plan.cellCount && keys.isDisjoint(with: shared.boots.map(\.key)))
    }

    @Test func aSnapshotIsOnlyPlannedWhereItIsWorthIt() throws {
        for boot in try Self.isolated(.snapshot).boots {
            #expect(boot.isolation == (boot.boot.ram <= 1 << 30 ? .snapshot : .boot))
        }
        let axes = "  platform: host\n  encryption: sme"
        #expect(try Self.isolated(.snapshot, small(line: 4, axes)).boots.allSatisfy { $0.isolation == .boot })
    }

    @Test func oneCellStaysWhatItIsWhereOthersAreLeftOut() throws {
        let whole = try Self.isolated(.boot)
        let first = try #require(whole.cells.first)
        let part = whole.keeping { $0 == first }
        #expect(part.boots.map(\.key) == [whole.boots[0].key])
        let written = try JSONEncoder().encode(whole)
        #expect(try JSONDecoder().decode(Plan.self, from: written) == whole)
    }

    @Test(arguments: [("\"boot\"", "\"snapshot\""), ("\"boot\"", "\"shared\""), ("\"boot\"", "\"auto\"")])
    func howABootIsIsolatedCannotBeChanged(old: String, new: String) throws {
        let boot = try #require(try Self.isolated(.boot).boots.first)
        let text = String(decoding: try JSONEncoder().encode(boot), as: UTF8.self)
        let changed = text.replacing("\"isolation\":\(old)", with: "\"isolation\":\(new)")
        try #require(changed != text)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(PlannedBoot.self, from: Data(changed.utf8)) }
    }

    /// Without a pool above-4g is refused, with a warning that the kernel gives once; below-16m is direct.
    @Test func autoTakesOutWhatCanBeSilenced() throws {
        let text = """
            name: auto
            kernels: [linux-7.3]
            axes: {cmdline: ["swiotlb=noforce"], ram: [5GiB]}
            devices: [{model: edu, dma-mask: 32}, {model: edu, dma-mask: 31}]
            requests: [{kind: map-single, size: 4KiB, place: [below-16m, above-4g]}]
            """
        let plan = try Self.isolated(.auto, text)
        #expect(plan.boots.map(\.isolation) == [.shared, .boot, .boot])
        let places = plan.boots.map { boot in boot.cells.map(\.request.place) }
        #expect(places == [[.below16M, .below16M], [.above4G], [.above4G]])
        // One alone has nobody to be silenced by.
        let one = text.replacing(", {model: edu, dma-mask: 31}", with: "")
        #expect(try Self.isolated(.auto, one).boots == (try PlanTests.plan(one)).boots)
    }
}
