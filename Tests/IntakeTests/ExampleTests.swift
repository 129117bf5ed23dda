import RouteModel
import Testing

@testable import Intake

/// Reports as they stand in public, and what a right answer to each holds.
struct ExampleTests {
    private let all = Set(Policy.all.map(\.name))

    @Test func aPoolThatIsAbsentIsNotCalledUsedUpAndWhatRemovedItIsAssumedByWhatHelped() throws {
        let answer = try Reports.answer(named: "no-pool")
        let configuration = try #require(answer.configuration)
        #expect(answer.answer == .possible)
        #expect(answer.cause.contains("no pool (total 0)"))
        #expect(!answer.cause.contains("used up"))
        #expect(answer.cause.contains("with iommu=soft agrees with the model"))
        #expect(configuration.boot.kernel == "linux-6.1")
        #expect(configuration.device.dmaMask == 32 && configuration.request.place == .above4G)
        let assumed = try #require(answer.assumed.first { $0.fact == "what removed the pool" })
        #expect(assumed.matters && assumed.value.hasPrefix("iommu=off") && assumed.value.contains("swiotlb=noforce"))
        #expect(answer.missing.contains { $0.contains("what removed the pool") })
        #expect(answer.showing == all)
        #expect(answer.predicted?.contains("dma-addr-overflow") == true)
    }

    @Test func aDomainTypeThatIsPrintedWithNoIOMMUIsNotReadAsTranslated() throws {
        let answer = try Reports.answer(named: "no-viommu")
        let configuration = try #require(answer.configuration)
        #expect(answer.answer == .routingFine)
        #expect(configuration.boot.viommu == .none && configuration.boot.encryption == .sev)
        #expect(configuration.boot.kernel == "linux-6.18" && configuration.boot.platform == .guest)
        #expect(answer.cause.contains("No IOMMU is active") && !answer.cause.contains("translated"))
        #expect(answer.predicted?.hasPrefix("bounce") == true)
        #expect(answer.inferred.contains { $0.contains("printed without one") })
    }

    @Test func aPoolUsedUpIsNeitherAbsentNorAskedTooMuch() throws {
        let answer = try Reports.answer(named: "pool-exhausted")
        let configuration = try #require(answer.configuration)
        #expect(answer.answer == .predictedOnly)
        #expect(answer.cause.contains("32768") && answer.cause.contains("64 MiB") && answer.cause.contains("3776"))
        #expect(configuration.boot.kernel == "linux-6.1" && configuration.boot.viommu == .none)
        #expect(configuration.device.dmaMask == 32 && configuration.boot.ram > 4 << 30)
        #expect(answer.showing == all)
        let larger = configuration.adding("swiotlb=65536")
        #expect(!Mapper.shows(.exhausted, larger), "a larger pool must make it pass")
    }

    @Test func aGraphicsDriverThatFailsUnderSMEIsNotAMatterOfRouting() throws {
        let answer = try Reports.answer(named: "sme-gpu")
        #expect(answer.answer == .routingFine)
        #expect(answer.configuration?.boot.encryption == .sme)
        #expect(answer.cause.contains("IO_PAGE_FAULT") && answer.cause.contains("overflow"))
        #expect(answer.assumed.contains { $0.fact == "IOMMU" && $0.matters })
        #expect(answer.showing.isEmpty)
    }

    @Test func aSeriesThatRefusesWhatReleasesBounceIsFoundAmongThePolicies() throws {
        let answer = try Reports.answer(named: "sme-pt-force")
        let boot = try #require(answer.configuration?.boot)
        #expect(answer.answer == .predictedOnly)
        #expect(boot.platform == .host && boot.encryption == .sme && boot.viommu == .amd)
        #expect(boot.kernel == "linux-7.2" && boot.cmdline == "iommu=pt swiotlb=force")
        #expect(answer.showing == ["series-v6"])
        #expect(answer.cause.contains("linux-7.3") && answer.cause.contains("Not as released"))
        #expect(answer.assumed.contains { $0.value.contains("wider than the C-bit") && $0.matters })
        #expect(answer.predicted == "bounce, C-bit clear, memory decrypted")
    }

    @Test func bothReasonsForAFullPoolAreNamed() throws {
        let answer = try Reports.answer(named: "too-large")
        let configuration = try #require(answer.configuration)
        #expect(answer.answer == .predictedOnly)
        #expect(answer.cause.contains("256 KiB") && answer.cause.contains("98 %"))
        #expect(configuration.boot.encryption == .sev && configuration.request.size == 2 << 20)
        #expect(configuration.boot.kernel == "linux-6.12")
        #expect(answer.showing == all)
        #expect(answer.read.contains { $0.fact.contains("2097152") && $0.line == 3 })
    }
}
