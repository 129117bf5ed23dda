import Testing

@testable import RouteModel

@Suite("Releases by what differs")
struct ReleaseTests {
    @Test("every rule of a policy is cited from the policy's own release", arguments: Policy.all)
    func citations(_ policy: Policy) {
        let composition = policy.composition
        for spec in composition.specs {
            let cite = spec.cite[composition.release] ?? ""
            #expect(
                ["\(composition.release.name):", "qemu-", "mail:"].contains { cite.hasPrefix($0) },
                "\(policy.name): \(spec.id): \(cite)")
            #expect(cite.split(separator: ":").count == 3 && composition.rule(spec).cite == cite)
        }
        #expect(policy.readFrom.hasPrefix(composition.release.name + "."))
        #expect(policy.base == Composition.name(of: composition.release))
    }

    @Test("a place holds for its range of releases, and no release is cited for another")
    func ranges() {
        let place = cite("a.c:old", from: .v612).then("a.c:new", from: .v618, through: .v72)
        let cites = [Release.v61, .v612, .v618, .v72, .v73].map { place[$0] }
        #expect(cites == [nil, "6.12:a.c:old", "6.18:a.c:new", "7.2:a.c:new", nil])
        #expect(cite("a.c:f", through: .v61)[.v612] == nil && cite("a.c:f")[Release(7, 4)] == "7.4:a.c:f")
        #expect(Release.v61 < .v612 && Release.v618 < .v72 && Release(6, 2) < .v612)
    }

    @Test("a rule that no place is known of says so")
    func unread() {
        let later = Composition.v72.followed(by: Release(7, 4), readFrom: "7.4.1", with: [])
        let rule = Policy(later).rules.first { $0.id == "cmdline/swiotlb-force-exact" }
        #expect(rule?.cite == "no place in 7.4 is known")
    }

    @Test("each differs from the one before in rules that it names")
    func followed() {
        for (one, other) in zip(Composition.releases, Composition.releases.dropFirst()) {
            #expect(one.release < other.release)
            for spec in other.specs {
                #expect(other.specs.count { $0.slot == spec.slot } == 1 && other.spec(spec.slot)?.id == spec.id)
            }
            #expect(other.specs.contains { one.spec($0.slot)?.id != $0.id })
        }
    }

    /// A release that nobody wrote, in which nothing forces bouncing.
    private static let v74 = Composition.v73.followed(
        by: Release(7, 4), readFrom: "7.4.1", without: [TranslationRules.allocShared],
        with: [
            RuleSpec(
                slot: .forceBounce, id: "swiotlb/never-forced", says: "Nothing forces bouncing any more.",
                cite: cite("kernel/dma/swiotlb.c:swiotlb_init_remap", from: Release(7, 4)),
                body: .decision { _ in false })
        ])

    @Test("one more is a list of what differs")
    func oneMore() throws {
        let (v73, v74) = (policy("linux-7.3"), Policy(Self.v74))
        #expect(v74.name == "linux-7.4" && v74.isOfRelease && v74.wasRead(from: "7.4.1-1"))
        #expect(v74.rules.allSatisfy { $0.cite.hasPrefix("7.4:") || $0.cite.hasPrefix("qemu-") })
        #expect(
            Set(v73.rules.map(\.id)).subtracting(v74.rules.map(\.id)) == [
                "swiotlb/force-bounce", "dma-iommu/alloc-shared",
            ])
        let forced = point("swiotlb=force,track_hiwater", mask: 64)
        #expect(v73.summary(forced) == "bounce" && v74.summary(forced) == "direct")
        #expect(v74.rules(partingFrom: v73, at: forced) == ["swiotlb/force-bounce", "swiotlb/never-forced"])
        let outcome = try #require(v74.predict(forced).first)
        let cites = outcome.because.rules(outcome.because.slots, in: Self.v74).map(\.cite)
        #expect(cites.contains("7.4:kernel/dma/swiotlb.c:swiotlb_init_remap"))
        let refused = try #require(v74.predict(point("swiotlb=noforce")).first?.because)
        let because = refused.rules(refused.refusal(in: Self.v74), in: Self.v74)
        #expect(because.map(\.id) == ["dma-capable/in-reach", "swiotlb/pool-exists"])
        #expect(because.allSatisfy { $0.cite.hasPrefix("7.4:") })
    }

    @Test("an option that another release's rule reads is read as that rule reads it")
    func exchanged() {
        let mixed = Policy(Composition.v72.taking([.forceAsked], from: .v73))
        let force = point("swiotlb=force,x", mask: 64)
        let noforce = point("swiotlb=noforce,x")
        #expect(policy("linux-7.2").summary(force) == "direct" && mixed.summary(force) == "bounce")
        #expect(policy("linux-7.2").summary(noforce) == mixed.summary(noforce))
        #expect(policy("linux-7.3").summary(noforce) != mixed.summary(noforce))
    }
}
