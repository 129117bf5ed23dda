import Faults
import RouteModel
import Testing

@Suite struct CauseTests {
    @Test func everyQuestionHasAFunction() {
        for question in Question.allCases { #expect(question.function.contains(":"), "\(question)") }
    }

    @Test func everyDutySaysWhereItIsWritten() {
        for duty in Duty.allCases {
            #expect(duty.says.hasSuffix("."), "\(duty)")
            #expect(!duty.origin.isEmpty, "\(duty)")
        }
    }

    @Test func anIDIsTheSameInEveryReleaseAndConfiguration() {
        var ids: Set<String> = []
        for release in Policy.releases {
            for size in [UInt64(256), 512] {
                for ram in [UInt64(512 << 20), 2 << 30] {
                    var boot = Boot.host(.amd)
                    boot.ram = ram
                    ids.formUnion(
                        PointFaults.causes(release, boot, .edu(64, untrusted: true), .single(size)).map(\.id))
                }
            }
        }
        #expect(ids == ["af25acee24fd"])
    }

    @Test func anotherAnswerOfOneRuleMakesAFaultAppearOrVanish() throws {
        let kernel = try #require(Policy.named("linux-7.3"))
        func lost(_ policy: Policy?) -> Set<RootCause> {
            PointFaults.causes(policy, .host(.amd), .edu(64, untrusted: true), .single(512))
        }
        #expect(!lost(kernel).isEmpty)
        #expect(lost(kernel.negating("iommu/entry-c-bit-of-memory")).isEmpty)

        func handed(_ policy: Policy?) -> Set<RootCause> { PointFaults.causes(policy, .guest(), .edu(64), .single()) }
        #expect(handed(kernel).isEmpty)
        let careless = handed(kernel.negating("dma-capable/wants-unencrypted"))
        #expect(careless.map(\.duty) == [.privateStays])
        // As in the releases that do not ask: the address is in reach, and the question of reach is the last.
        #expect(careless.map(\.question) == [.goDirect])
    }

    @Test func aProposalIsAskedLikeAKernel() {
        let boot = Boot.host(.none, "iommu=pt swiotlb=force")
        let found = PointFaults.causes("series-v6", boot, .edu(64), .single())
        #expect(found.contains { $0.duty == .refusesOnlyWithoutWay && $0.question == .servePool })
        #expect(PointFaults.causes("linux-7.3", boot, .edu(64), .single()).isEmpty)
    }
}
