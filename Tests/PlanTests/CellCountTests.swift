import RouteModel
import TestSupport
import Testing

@testable import Plan

/// How many cells a config makes is known before any is made.
@Suite struct CellCountTests {
    private static func names(_ count: Int) -> [String] { (1...count).map { "linux-9.\($0)" } }

    private func config(kernels: Int, sizes: Int) -> String {
        let names = Self.names(kernels).joined(separator: ", ")
        let requests = (1...sizes).map { "  - {kind: map-single, size: \(64 * $0)}" }.joined(separator: "\n")
        let options = (0..<15).map { "\"a\($0)\"" }.joined(separator: ", ")
        return """
            name: many
            kernels: [\(names)]
            axes: {cmdline: [\(options)]}
            devices:
              - {name: one, model: edu, dma-mask: 64}
              - {name: two, model: edu, dma-mask: 64}
            requests:
            \(requests)
            """
    }

    /// Millions of cells were once made up to the millionth, in most of a minute, before they were refused.
    @Test func tooManyAreRefusedAtOnce() throws {
        let begin = ContinuousClock.now
        let error = #expect(throws: ConfigError.self) {
            _ = try Config.parse(text: config(kernels: 64, sizes: 2_500), file: "c.yaml")
                .plan(Catalogue(kernels: Self.names(64), policies: []))
        }
        #expect(error?.message == "the config makes more than 1000000 cells")
        #expect(error?.hint == "split it")
        #expect(ContinuousClock.now - begin < .seconds(20), "most of it is reading")
    }

    /// Whatever a config leaves out or adds, the count is that of the plan.
    @Test(arguments: [
        "", "exclude: [{viommu: intel, kind: alloc-coherent}]", "exclude: [{viommu: intel}, {device: two, ram: 1GiB}]",
        "include: [{kernel: linux-7.3, ram: 8GiB, device: one}]",
    ])
    func theCountIsThatOfThePlan(more: String) throws {
        let text = """
            name: small
            kernels: [linux-7.2, linux-7.3]
            axes: {viommu: [none, intel], ram: [1GiB, 5GiB]}
            devices:
              - {name: one, model: edu, dma-mask: 64}
              - {name: two, model: edu, dma-mask: 32}
            requests:
              - {kind: map-single, place: above-4g}
              - {kind: map-single, place: below-4g}
              - {kind: alloc-coherent}
            \(more)
            """
        let config = try Config.parse(text: text, file: "c.yaml")
        let plan = try SamplePlan.config(text)
        #expect(plan.cellCount > 8)
        #expect(throws: Never.self) { try CellCount(config: config, most: plan.cellCount).check(of: config) }
        #expect(throws: ConfigError.self) { try CellCount(config: config, most: plan.cellCount - 1).check(of: config) }
    }
}

extension CellCount {
    fileprivate func check(of config: Config) throws { try check(config.boots()) }
}
