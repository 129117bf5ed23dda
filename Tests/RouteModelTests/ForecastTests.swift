import Testing

@testable import RouteModel

/// What policies say of the statements, over the boots with 1 GiB and few options.
@Suite struct ForecastTests {
    private static let space = ConfigurationSpace { boot in
        boot.ram == 1 << 30 && ["", "swiotlb=force", "iommu=pt swiotlb=force"].contains(boot.cmdline)
    }

    private static func forecasts(_ policy: Policy) -> [Statement.ID: StatementForecast] {
        Dictionary(
            policy.forecasts(over: space).map { ($0.statement, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private static func forecasts(_ name: String) throws -> [Statement.ID: StatementForecast] {
        forecasts(try #require(Policy.named(name)))
    }

    @Test(arguments: Policy.all.map(\.name)) func everyStatementHasAVerdictAndWhatIsSaidIsShown(name: String) throws {
        let policy = try #require(Policy.named(name))
        let forecasts = policy.forecasts(over: Self.space)
        #expect(forecasts.map(\.statement) == Statement.ID.allCases)
        for forecast in forecasts {
            #expect(!forecast.reason.isEmpty, "\(forecast.statement)")
            #expect((forecast.configuration == nil) == (forecast.points == 0))
            #expect(forecast.points <= forecast.bearing)
            if forecast.configuration == nil { #expect(forecast.verdict == .notObservable) }
            if forecast.verdict == .satisfied { #expect(forecast.points == forecast.bearing) }
        }
    }

    @Test func theLabelOfAHostIsWhat73HasOverItsForerunners() throws {
        let (old, new) = (try Self.forecasts("linux-7.2"), try Self.forecasts("linux-7.3"))
        for id in [Statement.ID.host0, .name1, .host6, .detect1] {
            #expect(new[id]?.verdict == .violated && old[id]?.verdict != .violated, "\(id)")
        }
        #expect(old[.host0]?.verdict == .satisfied && old[.name1]?.verdict == .notImplemented)
        #expect(old[.host4]?.verdict == .satisfied && new[.host4]?.verdict == .partly)
        #expect(old[.host5]?.verdict == .satisfied && new[.host5]?.verdict == .partly)
        #expect(old[.seedConfiguration]?.verdict == .satisfied && new[.seedConfiguration]?.verdict == .satisfied)
        #expect(new[.nocc1]?.verdict == .satisfied && new[.detect4]?.verdict == .notObservable)
        let smallest = try #require(new[.detect1]?.configuration)
        #expect(smallest.boot.viommu == .none && smallest.boot.cmdline.isEmpty)
        #expect(smallest.device.dmaMask == 64 && smallest.device.coherentMask == 32)
        #expect(smallest.request.kind == .mapSingle && smallest.request.size == 4096)
    }

    @Test(arguments: Policy.releases.map(\.name)) func everyReleaseLosesWhatItBouncesForAnUntrustedDevice(
        name: String
    ) throws {
        let forecast = try #require(try Self.forecasts(name)[.host1b])
        let point = try #require(forecast.configuration)
        #expect(forecast.verdict == .violated && point.device.untrusted && point.boot.viommu == .amd)
        let routes = try #require(Policy.named(name)).predict(point).flatMap { $0.allowed ?? [] }
        #expect(routes.contains { $0.path == .translatedBounce && !$0.arrives })
    }

    @Test func thePolicyOfTheMailBreaksNoneOfItsStatements() throws {
        let seed = try Self.forecasts("seed")
        for forecast in seed.values where forecast.statement != .guest1 {
            #expect(forecast.verdict != .violated, "\(forecast)")
        }
        // The mail speaks of mappings; what is allocated behind a guest's IOMMU its policy leaves as the release has it.
        let private1 = try #require(seed[.guest1])
        #expect(private1.verdict != .violated || private1.configuration?.request.kind.allocates == true)
        #expect(seed[.guest2]?.verdict == .satisfied && seed[.guest4]?.verdict == .satisfied)
        let release = try Self.forecasts("linux-7.3")
        #expect(release[.guest2]?.verdict == .notObservable && release[.guest4]?.verdict == .notImplemented)
    }

    @Test func proposalsBreakWhatTheMailHoldsAgainstThem() throws {
        let series = try Self.forecasts("series-v6")
        #expect(series[.seedConfiguration]?.verdict == .violated && series[.host2]?.verdict == .violated)
        #expect(try Self.forecasts("force-means-decrypt")[.alternative]?.verdict == .satisfied)
        let pools = try #require(try Self.forecasts("two-pools")[.pool1])
        // The encrypted pool serves all but those whose coherent mask alone says that they need the other.
        #expect(pools.verdict != .violated && pools.configuration?.device.coherentMask ?? 0 <= 47, "\(pools)")
    }

    /// Each of these statements rests on the rule beside it.
    @Test(arguments: [
        (Statement.ID.host0, "swiotlb/pool-label"), (.name1, "swiotlb/pool-label"),
        (.host1b, "iommu/entry-c-bit-of-memory"),
    ])
    func aStatementFollowsItsRule(id: Statement.ID, rule: String) throws {
        let policy = try #require(Policy.named("linux-7.3"))
        let negated = try #require(policy.negating(rule), "there is no rule \(rule)")
        #expect(Self.forecasts(policy)[id]?.verdict == .violated)
        #expect(Self.forecasts(negated)[id]?.verdict != .violated)
    }
}
