import Testing

@testable import RouteModel

/// What a release changed is a rule of its own, and shows somewhere in the space that `dmaroute diff` goes through.
@Suite struct NamedDifferenceTests {
    /// Which warning was given before decides on words alone, and a comparison knows of none. And what a kernel does not ask
    /// has the answer of no rule: such a rule comes with the first release that has virtio-iommu.
    private static let unseen: Set<String> = [
        "message/overflow-site-per-caller", "message/overflow-site-per-phys-caller", "message/overflow-site-shared",
        "dma-iommu/alloc-decrypted", "dma-iommu/private-memory-unasked", "iommu/map-request-c-bit",
    ]
    private static let points = SpaceTests.points + SpaceTests.more.prefix(60_000)
    private static let facts = ConfigurationSpace { $0.ram == 1 << 30 }.bootsWithDevices

    @Test(arguments: Array(Policy.releases.indices.dropFirst())) func everyRuleThatDiffersIsNamed(index: Int) {
        let (a, b) = (Policy.releases[index - 1], Policy.releases[index])
        let differing = Slot.allCases.filter { a.composition.spec($0)?.id != b.composition.spec($0)?.id }
        #expect(!differing.isEmpty)
        var silent: Set<String> = []
        for slot in differing where !shows(slot, a, b) && !shows(slot, b, a) {
            silent.formUnion([a, b].compactMap { $0.composition.spec(slot)?.id })
        }
        #expect(silent.subtracting(Self.unseen) == [])
    }

    /// Whether one policy with the other's answer at this question predicts anything else.
    private func shows(_ slot: Slot, _ a: Policy, _ b: Policy) -> Bool {
        let other = Policy(a.composition.taking([slot], from: b.composition))
        return Self.points.contains { !Attribution.same(a.predict($0), other.predict($0)) }
            || Self.facts.contains { boot, device, _ in
                let (own, its) = (a.facts(of: boot, device), other.facts(of: boot, device))
                return own.mapValues(\.value) != its.mapValues(\.value)
            }
    }

    @Test func theSpaceTellsAHostTwiceOfItsEncryption() throws {
        let twice = ConfigurationSpace { $0.cmdline.contains("mem_encrypt=") }
        let rules = Set(Comparison(policy("linux-6.1"), policy("linux-6.12"), over: twice).differences.flatMap(\.rules))
        #expect(rules.isSuperset(of: ["encryption/active-by-last", "encryption/active-by-first"]))
        #expect(Comparison(policy("linux-7.2"), policy("linux-7.3"), over: twice).points > 1000)
    }
}
