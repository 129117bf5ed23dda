import Testing

@testable import RouteModel

@Suite struct ForecastTests {
    @Test func show() {
        for p in Policy.all {
            let start = ContinuousClock.now
            for f in p.forecasts() {
                print(p.name, f.statement.rawValue, f.verdict.rawValue, f.points, f.bearing, f.reason, "|", f.configuration.map { "\($0.boot.platform) \($0.boot.encryption) \($0.boot.viommu) \($0.boot.cmdline) \($0.device.name) u\($0.device.untrusted) t\($0.device.tState) \($0.request.kind) \($0.request.size)" } ?? "")
            }
            print(p.name, ContinuousClock.now - start)
        }
    }
}
