import RouteModel
import Testing

@testable import Intake

/// What a guest that shows the symptom makes of an answer, and what it does not.
struct GroundTests {
    private func booted(_ text: String, _ message: Message = .dmaAddrOverflow) -> Reproduction {
        var answer = Reports.answer(text)
        let route = Route(path: .refused, addressBit: .none, memory: nil, limit: nil, message: message)
        answer.take(BootOutcome(run: nil, verdict: "agree", route: route, reason: []))
        return answer
    }

    private static let refusal =
        "foo 0000:01:00.0: DMA addr 0x0000000345670000+4096 overflow (mask ffffffff, bus limit 0).\n"

    @Test func whatTheReportGivesIsReproduced() {
        #expect(booted("Linux 6.12.5\nCommand line: ro iommu=off\n" + Self.refusal).answer == .reproduced)
    }

    @Test func whatStandsInIsNamedInTheSameSentence() {
        let answer = booted("Linux 6.12.5\nCommand line: ro iommu=off\n" + Self.refusal)
        #expect(
            answer.cause.hasPrefix(
                "Shown by a guest here with linux-6.12 and the test device edu, in place of 6.12.5 and foo 0000:01:00.0: "
            ), "\(answer.cause)")
    }

    private static let full = "foo 0000:01:00.0: swiotlb buffer is full"

    @Test(arguments: [
        // How full the pool was, no number tells.
        (
            "Linux 6.12.5\nMemory: 16000000K/16777216K available\nDMA: Out of SW-IOMMU space for 4096 bytes at device 0000:01:00.0\n",
            "many mappings"
        ),
        // An allocation is no mapping.
        (
            "Linux 6.12.5\nMemory: 16000000K/16777216K available\n\(full) (sz: 8388608 bytes)\nswiotlb: coherent allocation failed for device foo size=8388608\n",
            "coherent allocation"
        ),
        // Before 5.0 another code mapped.
        (
            "Linux 4.4.0\nMemory: 16000000K/16777216K available\n\(full) (sz: 1048576 bytes)\n", "since 5.0"
        ),
        // RAM decides.
        ("Linux 6.12.5\nIt is a 32-bit card.\n\(full) (sz: 524288 bytes)\n", "RAM is as assumed"),
    ]) func whatIsMadeUpStaysPossible(_ report: String, _ ground: String) {
        let answer = booted(report, .swiotlbFull)
        #expect(answer.answer == .possible, "\(answer.answer) \(answer.cause)")
        #expect(answer.ungrounded.contains { $0.contains(ground) }, "\(answer.ungrounded)")
        #expect(answer.cause.hasPrefix("If \(answer.ungrounded.first ?? "nothing"), it would look like this."))
    }

    @Test func aSizeThatNoPoolTakesIsReproduced() {
        let answer = booted(
            "Linux 6.12.5\nMemory: 16000000K/16777216K available\n\(Self.full) (sz: 524288 bytes), total 32768 (slots), used 4 (slots)\n",
            .swiotlbFull)
        #expect(answer.answer == .reproduced, "\(answer.ungrounded)")
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
