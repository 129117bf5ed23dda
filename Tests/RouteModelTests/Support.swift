@testable import RouteModel

let gib: UInt64 = 1 << 30
let mib: UInt64 = 1 << 20

/// A point from few words.
func point(
    _ cmdline: String = "", ram: UInt64 = 5 * gib, viommu: VIOMMU = .none, mask: Int = 32, coherent: Int? = nil,
    kind: RequestKind = .mapSingle, size: UInt64 = 4096, place: Place? = .above4G, segments: Int = 1
) -> Point {
    Point(
        boot: Boot(kernel: "any", viommu: viommu, cmdline: cmdline, ram: ram),
        device: Device(name: "edu", dmaMask: mask, coherentMask: coherent),
        request: Request(
            kind: kind, size: size, direction: .toDevice, place: kind.hasPlace ? place : nil,
            segments: segments))
}

/// What is allowed, as short text: paths and messages, a part for each outcome.
func summary(_ outcomes: [Outcome]) -> String {
    outcomes.map { outcome in
        let given = outcome.given.map { "\($0.name)=\($0.value)" }.joined(separator: ",")
        let routes = outcome.allowed?.map { route in
            route.path == .refused ? route.message?.rawValue ?? "?" : route.path.rawValue
        }
        return (given.isEmpty ? "" : given + ": ") + (routes?.joined(separator: "+") ?? "unmodelled")
    }.joined(separator: " | ")
}

extension Policy {
    static let both = Policy.releases

    /// With nothing said before, so that refusals do not fork.
    func summary(_ point: Point, buffer: [ClosedRange<UInt64>]? = nil, pool: ClosedRange<UInt64>? = nil) -> String {
        RouteModelTests.summary(predict(point, facts: Facts(buffer: buffer, pool: pool, saidBefore: Said())))
    }
}

func policy(_ name: String) -> Policy { Policy.named(name) ?? Policy.all[0] }
