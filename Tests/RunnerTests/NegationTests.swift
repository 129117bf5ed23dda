import Foundation
import Journal
import Plan
import TestSupport
import Testing

@testable import Images
@testable import Lab
@testable import Runner

/// What the recorded boot says of a model of which one rule is wrong.
@Suite struct NegationTests {
    /// A run of what was recorded, on each of these kernels.
    private func findings(_ kernels: String) throws -> [Negation.Finding] {
        let plan = try SamplePlan.config(
            """
            name: negated
            kernels: [\(kernels)]
            axes: {ram: [5GiB]}
            devices:
              - {name: edu32, model: edu, dma-mask: 32}
              - {name: edu64, model: edu, dma-mask: 64}
            requests:
              - {kind: map-single, size: 12KiB, direction: from-device, place: above-4g}
              - {kind: map-page, size: 4KiB, direction: to-device, place: above-4g}
              - {kind: map-sg, size: 8KiB, direction: from-device, place: above-4g, segments: 2}
              - {kind: alloc-coherent, size: 4KiB, direction: to-device}
              - {kind: map-single, size: 512KiB, direction: from-device, place: above-4g}
            """)
        let run = try FakeRun(plan)
        run.images["linux-7.2"] = .ready(.sample("linux-7.2"))
        try run.run()
        return Negation(run: run.folder, log: try run.folder.readLog(), plan: plan).findings()
    }

    /// Each kernel's boots show what its own policy says.
    @Test func aRuleThatABootComesToIsCaughtByNameAndSideOnItsOwnKernelAlone() throws {
        let one = try findings("linux-7.3")
        #expect(Set(one.map(\.policy)) == ["linux-7.3"])
        let caught = one.filter { $0.turned > 0 }
        #expect(!caught.isEmpty && caught.allSatisfy { !$0.survived && $0.reason != nil })
        #expect(caught.allSatisfy { $0.explained == $0.turned && $0.turned <= $0.reached })
        #expect(one.contains { $0.reached == 0 }, "nothing here comes to an IOMMU's")
        let both = try findings("linux-7.3, linux-7.2")
        #expect(Set(both.map(\.policy)) == ["linux-7.2", "linux-7.3"])
        func told(_ findings: [Negation.Finding]) -> [String] {
            findings.filter { $0.policy == "linux-7.3" }.map { "\($0.rule) \($0.reached) \($0.turned) \($0.explained)" }
        }
        #expect(told(both) == told(one))
    }
}
