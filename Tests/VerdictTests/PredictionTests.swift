import Evidence
import RouteModel
import Testing

@testable import Verdict

/// What a verdict rests on was written down before the boot, but for the facts that only the boot shows.
@Suite struct PredictionTests {
    /// A buffer that the kernel chooses: whether the mask reaches it decides between two routes.
    private static let point = Point(
        boot: Boot(kernel: "linux-7.3", ram: 5 << 30), device: Device(name: "edu28", dmaMask: 28),
        request: Request(kind: .mapSingle, size: 4096, direction: .toDevice, place: .below4G))

    private func judgement(_ policy: Policy, _ facts: Facts) -> Judgement {
        Judgement(
            verdict: .agree, sides: 2,
            predicted: policy.predict(Self.point, facts: facts).map(Judgement.Alternative.init))
    }

    private static let near = Facts(buffer: [0x100_0000...0x100_0FFF])

    @Test func aFactOfTheBootChoosesAmongTheAlternatives() throws {
        let policy = try #require(Policy.named("linux-7.3"))
        let before = Prediction(of: "cell", at: Self.point, by: policy)
        #expect(before.predicted.count > 1)
        var judged = judgement(policy, Self.near)
        judged.hold(against: before)
        #expect(judged.verdict == .agree && judged.forked?["buffer"] == "within-mask")
        var open = judgement(policy, Facts())
        open.hold(against: before)
        #expect(open.verdict == .agree && open.forked == nil, "nothing was chosen")
    }

    @Test func aPredictionOfAnotherModelIsAnError() throws {
        let policy = try #require(Policy.named("linux-7.3"))
        let other = try #require(policy.negating("dma-capable/in-reach"))
        let before = Prediction(of: "cell", at: Self.point, by: policy)
        var judged = judgement(other, Self.near)
        judged.hold(against: before)
        #expect(judged.verdict == .error && judged.wrong == .harness)
        #expect(judged.reason.first?.contains("they are of different models") == true)
        var seen = judgement(other, Self.near)
        seen.hold(against: before, seen: ["driver-masks": "28/28"])
        #expect(seen.verdict == .agree && seen.forked?["driver-masks"] == "28/28")
    }

    @Test func whatWasNeverPredictedIsHeldAgainstNothing() {
        var none = Judgement(verdict: .unmodelled, sides: 0)
        none.hold(against: Prediction(of: "cell", at: Self.point, by: nil))
        #expect(none.verdict == .unmodelled && none.forked == nil)
    }

    @Test func aCopyInTheWrongAreaIsTold() throws {
        var boot = Boot(kernel: "linux-7.3", cmdline: "swiotlb=force", ram: 1 << 30)
        boot.cpus = 4
        let request = Request(kind: .mapSingle, size: 4096, direction: .toDevice, place: .below4G, cpu: 2)
        let point = Point(boot: boot, device: Device(name: "edu64", dmaMask: 64), request: request)
        let area = try #require(Policy.named("linux-7.3")?.area(point))
        let pool = PoolState(
            slots: 32768, range: 0x3000_0000...0x33FF_FFFF, areas: 4, forceBounce: true, ccShared: nil)
        #expect(BootCheck.areaMismatch(0x3200_0000, pool, area) == [])
        #expect(BootCheck.areaMismatch(0x32FF_F000, pool, area) == [])
        let told = BootCheck.areaMismatch(0x31FF_F000, pool, area).map(\.description)
        #expect(told.first?.contains("lies in area 1 of the pool; predicted is 2") == true)
        #expect(told.contains { $0.contains("swiotlb/area-of-cpu") })
        #expect(BootCheck.areaMismatch(nil, pool, area) == [] && BootCheck.areaMismatch(0x3200_0000, nil, area) == [])
    }
}
