import RouteModel
import Testing

@testable import Intake

/// What a guest that shows the symptom makes of an answer, and what it does not.
struct GroundTests {
    private func booted(_ text: String) -> Reproduction {
        var answer = Reports.answer(text)
        let route = Route(path: .refused, addressBit: .none, memory: nil, limit: nil, message: .dmaAddrOverflow)
        answer.take(BootOutcome(run: nil, verdict: "agree", route: route, reason: []))
        return answer
    }

    private static let refusal =
        "foo 0000:01:00.0: DMA addr 0x0000000345670000+4096 overflow (mask ffffffff, bus limit 0).\n"

    @Test func whatTheReportGivesIsReproduced() {
        #expect(booted("Linux 6.12.5\nCommand line: ro iommu=off\n" + Self.refusal).answer == .reproduced)
    }

    @Test func whatIsAssumedStaysPossible() {
        #expect(booted("Linux 6.12.5\n" + Self.refusal).answer == .possible)
        #expect(booted("Linux 6.12.5\n" + Self.refusal + "With iommu=soft it works.\n").answer == .possible)
    }

    @Test func anIOMMUThatNoLineShowsIsAssumed() {
        let answer = booted("Linux 6.12.5\nCommand line: ro iommu=pt swiotlb=noforce\n" + Self.refusal)
        #expect(!answer.isGrounded && answer.answer == .possible)
    }

    @Test func whatIsBestIsMarkedAsSeen() {
        var answer = booted("Linux 6.12.5\nCommand line: ro iommu=off\n" + Self.refusal)
        #expect(answer.isSeen && answer.actions.first?.attempt == "boot without iommu=off")
        answer.take(
            BootOutcome(
                run: nil, verdict: "agree",
                route: Route(path: .refused, addressBit: .none, memory: nil, limit: nil, message: .dmaAddrOverflow),
                reason: []), ofAction: 0)
        #expect(answer.actions.first?.booted?.hasPrefix("did not help") == true)
    }
}
