import Evidence
import RouteModel
import Testing

@testable import Verdict

@Suite struct JudgeTests {
    static let point = Point(
        boot: Boot(kernel: "linux-7.3", ram: 1 << 30), device: Device(name: "edu64", dmaMask: 64),
        request: Request(kind: .mapSingle, size: 4096, direction: .fromDevice, place: .below4G))

    /// What both sides say of a direct DMA of that request.
    static func observation(
        guest: Side = saw([.direct]), device: Side = saw([.direct, .identity]), data: DataCheck = .intact
    ) -> Observation {
        Observation(
            cell: "cell", guest: guest, device: device, data: data, buffer: [0x800_0000...0x800_0fff], saidBefore: [])
    }

    static func saw(_ paths: [Path], top: UInt64? = 0x800_0fff, message: Message? = nil) -> Side {
        .saw(SideView(paths: paths, top: top, message: message, says: "saw it"))
    }

    func judge(_ observation: Observation, mismatches: [Reason] = []) throws -> Judgement {
        let policy = try #require(Policy.named("linux-7.3"))
        return Judge(policy: policy).judge(Self.point, observation, facts: Facts(), mismatches: mismatches)
    }

    @Test func agreesOnTwoSides() throws {
        let judgement = try judge(Self.observation())
        #expect(judgement.verdict == .agree)
        #expect(judgement.sides == 2)
        #expect(judgement.route?.path == .direct)
    }

    @Test func forbidsARouteOnEitherSide() throws {
        let bounce = Self.saw([.bounce])
        let both = try judge(Self.observation(guest: bounce, device: bounce))
        #expect(both.verdict == .forbidden)
        #expect(both.reason.contains { $0.hasPrefix("guest side: saw bounce where direct is allowed") })
        #expect(both.reason.contains { $0.hasPrefix("device side: saw bounce where direct is allowed") })
        #expect(both.wrong == .prediction)
    }

    @Test func forbidsAnAddressAboveTheLimit() throws {
        let policy = try #require(Policy.named("linux-7.3"))
        let narrow = Point(
            boot: Self.point.boot, device: Device(name: "edu32", dmaMask: 32), request: Self.point.request)
        let high = Self.observation(guest: Self.saw([.direct], top: 1 << 32))
        let judgement = Judge(policy: policy).judge(narrow, high, facts: Facts())
        #expect(judgement.verdict == .forbidden)
        #expect(judgement.reason.contains { $0.contains("above the limit 0xffffffff") })
    }

    /// swiotlb=force sends every segment of a list through the pool; one that went straight is not allowed.
    @Test func forbidsASegmentThatWentAnotherWay() throws {
        let policy = try #require(Policy.named("linux-7.3"))
        let list = Point(
            boot: Boot(kernel: "linux-7.3", cmdline: "swiotlb=force", ram: 1 << 30),
            device: Device(name: "edu64", dmaMask: 64),
            request: Request(kind: .mapSG, size: 8192, direction: .fromDevice, place: .below4G, segments: 2))
        let bounce = SideView(paths: [.bounce], top: 0x7bf0_0fff, says: "bounced")
        var mixed = bounce
        mixed.others = [.direct]
        for (guest, verdict) in [(bounce, Verdict.agree), (mixed, .forbidden)] {
            var observation = Self.observation(guest: .saw(guest), device: .saw(bounce))
            observation.buffer = [0x800_0000...0x800_0fff, 0x900_0000...0x900_0fff]
            let facts = Facts(buffer: observation.buffer)
            #expect(Judge(policy: policy).judge(list, observation, facts: facts).verdict == verdict)
        }
    }

    @Test func tellsSidesThatContradictEachOther() throws {
        let judgement = try judge(Self.observation(guest: Self.saw([.direct]), device: Self.saw([.bounce])))
        #expect(judgement.verdict == .sidesDisagree)
        #expect(judgement.status == .miss)
    }

    @Test func neverAgreesWithASideThatIsBlind() throws {
        for (side, verdict) in [
            (Side.notWorking("off"), Verdict.vacuous), (.lost("3 events"), .traceLost), (.missing("nothing"), .absent),
        ] {
            #expect(try judge(Self.observation(guest: side)).verdict == verdict)
            #expect(try judge(Self.observation(device: side)).verdict == verdict)
        }
    }

    @Test func seesBytesThatDidNotArrive() throws {
        #expect(try judge(Self.observation(data: .corrupted("gone"))).verdict == .corrupted)
    }

    /// What a caller's own sync brings is predicted: no more and no less.
    @Test(arguments: CPUSync.allCases) func aSyncBringsWhatIsPredicted(sync: CPUSync) throws {
        let policy = try #require(Policy.named("linux-7.3"))
        let point = Point(
            boot: Boot(kernel: "linux-7.3", cmdline: "swiotlb=force", ram: 1 << 30),
            device: Device(name: "edu64", dmaMask: 64),
            request: Request(kind: .mapSingle, size: 4096, direction: .fromDevice, place: .below4G, sync: sync))
        let due: Portion = [.skipped: .nothing, .half: .half][sync] ?? .all
        for portion in Portion.allCases {
            let data = portion == .all ? DataCheck.intact : .portion(portion, "seen")
            let side = Side.saw(SideView(paths: [.bounce], top: 0x7bf0_0fff, says: "bounced"))
            let seen = Self.observation(guest: side, device: side, data: data)
            let judgement = Judge(policy: policy).judge(point, seen, facts: Facts(buffer: seen.buffer))
            #expect(judgement.verdict == (portion == due ? .agree : .forbidden))
            #expect(judgement.wrong == (portion == due ? nil : .prediction))
            if portion != due { #expect(judgement.reasons.contains { $0.isOfASide }) }
        }
    }

    @Test func aPredictedFactThatDiffersFails() throws {
        let judgement = try judge(Self.observation(), mismatches: [.side(.guest, .told("the pool is there"))])
        #expect(judgement.verdict == .forbidden)
    }

    /// What the harness could not ask for that reason is no error of its own.
    @Test func aPredictedFactThatDiffersComesBeforeWhatWasNotAsked() throws {
        var observation = Self.observation()
        observation.notAsked = "the device could not be loaded"
        #expect(try judge(observation).verdict == .error)
        let told = try judge(observation, mismatches: [.side(.guest, .told("its address lies beyond its mask"))])
        #expect(told.verdict == .forbidden)
    }

    @Test func saysWhereThePolicyIsSilent() throws {
        let policy = try #require(Policy.named("linux-7.3"))
        let beyond = Point(
            boot: Boot(kernel: "linux-7.3", platform: .host, encryption: .tdx, ram: 1 << 30),
            device: Self.point.device, request: Self.point.request)
        #expect(Judge(policy: policy).judge(beyond, Self.observation(), facts: Facts()).verdict == .unmodelled)
    }

    @Test func exitCodes() {
        #expect(RunExit.of([.agree, .unavailable, .known], observed: true) == 0)
        #expect(RunExit.of([.agree, .forbidden, .vacuous], observed: true) == 1)
        #expect(RunExit.of([.agree, .vacuous], observed: true) == 3)
        #expect(RunExit.of([.agree, .error], observed: true) == 3)
        #expect(RunExit.of([.error, .vacuous], observed: false) == 3)
        #expect(RunExit.of([.vacuous, .unavailable], observed: false) == 4)
        #expect(RunExit.of([.unavailable, .unavailable], observed: false) == 77)
    }
}
