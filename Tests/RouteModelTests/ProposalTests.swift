import Testing

@testable import RouteModel

/// What the thread says of each proposal, configuration by configuration.
@Suite("Proposed policies")
struct ProposalTests {
    typealias Case = AttributeTests.Case

    private func routes(_ name: String, _ one: Case, coherent: Int? = nil, tState: Bool = false) -> String {
        var point = one.point
        let device = Device(
            name: "edu", dmaMask: point.device.dmaMask, coherentMask: coherent, untrusted: point.device.untrusted,
            tState: tState)
        point = Point(boot: point.boot, device: device, request: point.request)
        return policy(name).predict(point, facts: Facts(saidBefore: Said())).map { outcome in
            outcome.allowed?.map(EncryptionTests.text).joined(separator: "+") ?? "unmodelled"
        }.joined(separator: " | ")
    }

    private let reported = Case(
        name: "SEED-CFG", encryption: .sme, viommu: .amd, cmdline: "iommu=pt swiotlb=force", ram: gib)

    @Test func theReportedConfiguration() {
        #expect(routes("linux-7.3", reported) == "bounce clear decrypted")
        #expect(routes("seed", reported) == "bounce clear decrypted", "any device may use a host's pool")
        #expect(routes("series-v6", reported) == "silent", "the reported failure: a mapping error")
        #expect(routes("force-means-decrypt", reported) == "bounce clear decrypted", "the reporter's patch boots")
        #expect(routes("ignore-force-on-sme-pt", reported) == "identity set encrypted")
        #expect(routes("two-pools", reported) == "bounce set encrypted")
        var narrow = reported
        narrow.mask = 32
        for policy in Policy.proposals { #expect(routes(policy.name, narrow) == "bounce clear decrypted") }
    }

    @Test func aHostsLimitForTheCallDecidesInTheSeed() {
        let stream = Case(name: "C3", encryption: .sme, ram: gib)
        #expect(routes("linux-7.3", stream, coherent: 32) == "bounce clear decrypted")
        #expect(routes("seed", stream, coherent: 32) == "direct set encrypted")
        var narrow = stream
        narrow.mask = 32
        #expect(routes("seed", narrow, coherent: 64) == "bounce clear decrypted", "C4")
        let untrusted = Case(
            name: "C17", encryption: .sme, viommu: .amd, ram: gib, size: 256, untrusted: true)
        #expect(routes("seed", untrusted) == "translated-bounce clear decrypted pte clear", "HOST-1b")
    }

    @Test func aProvenDeviceOfAGuest() {
        let direct = Case(name: "D1", encryption: .sev, ram: gib)
        let forced = Case(name: "D7", encryption: .sev, cmdline: "swiotlb=force", ram: gib)
        #expect(routes("linux-7.3", direct, tState: true) == "bounce clear decrypted", "no release has the input")
        #expect(routes("seed", direct, tState: true) == "direct set encrypted")
        #expect(routes("seed", direct) == "bounce clear decrypted")
        #expect(routes("seed", forced, tState: true) == "silent", "GUEST-2, GUEST-3")
        #expect(routes("seed", forced) == "bounce clear decrypted")
        #expect(routes("two-pools", forced, tState: true) == "bounce set encrypted", "POOL-1")
        let translated = Case(name: "D8", encryption: .sev, viommu: .virtio, ram: gib)
        #expect(routes("seed", translated) == "translated-bounce clear decrypted pte clear+silent", "GUEST-1")
        #expect(routes("seed", translated, tState: true) == "translated clear encrypted pte clear")
    }

    @Test func forcedBouncingThatDecryptsAlsoDecryptsAllocations() {
        let allocation = Case(
            name: "ALT-HACK", encryption: .sme, cmdline: "swiotlb=force", ram: gib, kind: .allocCoherent)
        #expect(routes("linux-7.3", allocation) == "coherent set encrypted")
        #expect(routes("force-means-decrypt", allocation) == "coherent clear decrypted")
    }

    @Test func standOnTheRulesOfTheirRelease() {
        for policy in Policy.proposals {
            #expect(policy.base == "linux-7.3")
            let base = Set(RouteModelTests.policy(policy.base).rules.map(\.id))
            let own = policy.rules.filter { !base.contains($0.id) }
            #expect((1...5).contains(own.count), "\(policy.name)")
            #expect(own.allSatisfy { $0.cite.hasPrefix("mail:") && $0.cite.contains("2026-0") })
            #expect(!policy.isOfRelease)
        }
        #expect(Policy.releases.allSatisfy { $0.isOfRelease && $0.base == $0.name })
        #expect(Set(Policy.all.map(\.name)).count == Policy.all.count)
    }
}
