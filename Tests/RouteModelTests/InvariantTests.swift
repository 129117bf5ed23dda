import Testing

@testable import RouteModel

@Suite("Invariants")
struct InvariantTests {
    @Test func aRouteThatBreaksOneIsSeen() {
        let trusted = Device(name: "edu", dmaMask: 32, tState: true)
        let request = Request(kind: .mapSingle, size: 4096, direction: .fromDevice, place: .below4G)
        let point = Point(boot: Boot(kernel: "", encryption: .sev, ram: gib), device: trusted, request: request)
        let outcome = policy("linux-7.3").predict(point)[0]
        func holds(_ id: Invariant.ID, _ route: Route, at point: Point) -> Bool {
            Invariant(id: id).holds(point, outcome, route)
        }
        let bounce = Route(path: .bounce, addressBit: .clear, memory: .decrypted, limit: 0xFFFF_FFFF)
        #expect(!holds(.trustedUnshared, bounce, at: point) && holds(.withinMask, bounce, at: point))
        #expect(holds(.reachesOrRefused, bounce, at: point) && holds(.bitIffEncrypted, bounce, at: point))
        let host = Boot(kernel: "", platform: .host, encryption: .sme, ram: gib)
        #expect(holds(.trustedUnshared, bounce, at: Point(boot: host, device: trusted, request: request)))
        let far = Route(path: .direct, addressBit: .set, memory: .encrypted, limit: .max)
        #expect(!holds(.withinMask, far, at: point) && holds(.trustedUnshared, far, at: point))
        #expect(holds(.bitIffEncrypted, far, at: point))
        let unproven = Point(
            boot: point.boot, device: Device(name: "edu", dmaMask: 64), request: request)
        // Whatever emulation does: no hardware lets a device into a guest's memory.
        #expect(far.arrives && holds(.reachesOrRefused, far, at: point) && !holds(.reachesOrRefused, far, at: unproven))
        let lost = Route(
            path: .translated, addressBit: .clear, memory: .encrypted, entryBit: .clear, limit: 0xFFFF_FFFF)
        #expect(!holds(.reachesOrRefused, lost, at: point) && !holds(.bitIffEncrypted, lost, at: point))
        let silent = Route(path: .refused, addressBit: .none, memory: nil, limit: nil, message: .silent)
        #expect(!holds(.refusalSpeaks, silent, at: point) && holds(.reachesOrRefused, silent, at: point))
        let unbound = Route(path: .noDriver, addressBit: .none, memory: nil, limit: nil)
        #expect(holds(.reachesOrRefused, unbound, at: point) && holds(.refusalSpeaks, unbound, at: point))
    }
}
