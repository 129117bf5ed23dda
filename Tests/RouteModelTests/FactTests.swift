import Testing

@testable import RouteModel

@Suite("Facts")
struct FactTests {
    private let near: ClosedRange<UInt64> = 0x200_0000...0x200_0FFF
    private let far: ClosedRange<UInt64> = 0x2000_0000...0x2000_0FFF
    private let between = point(mask: 28, kind: .mapSingle, place: .below4G)
    private let list = point("swiotlb=noforce", mask: 28, kind: .mapSG, size: 8192, place: .below4G, segments: 2)

    @Test("that are open fork the prediction, and name themselves")
    func forks() {
        for policy in Policy.both {
            #expect(
                policy.summary(between)
                    == "buffer=within-mask: direct | buffer=beyond-mask,said-before=no: swiotlb-addr-overflow")
            #expect(
                summary(policy.predict(point("swiotlb=noforce")))
                    == "said-before=yes: silent | said-before=no: dma-addr-overflow")
            #expect(
                policy.summary(point("swiotlb=force", ram: gib, mask: 29, kind: .mapSingle, place: .below16M))
                    == "said-before=no: swiotlb-addr-overflow")
            let unsure = point("swiotlb=force", ram: 256 * mib, mask: 27, kind: .mapSingle, place: .below16M)
            #expect(
                policy.summary(unsure)
                    == "pool=within-mask: bounce | pool=beyond-mask,said-before=no: swiotlb-addr-overflow")
            #expect(policy.summary(unsure, pool: 0x300_0000...0x6FF_FFFF) == "pool=within-mask: bounce")
            #expect(
                policy.summary(unsure, pool: 0x900_0000...0xCFF_FFFF)
                    == "pool=beyond-mask,said-before=no: swiotlb-addr-overflow")
        }
    }

    @Test("that are known decide")
    func buffers() {
        for policy in Policy.both {
            #expect(policy.summary(between, buffer: [near]) == "buffer=within-mask: direct")
            #expect(
                policy.summary(between, buffer: [far]) == "buffer=beyond-mask,said-before=no: swiotlb-addr-overflow")
            #expect(policy.summary(list, buffer: [near, near]) == "buffer=within-mask: direct")
            // One segment out of reach refuses the whole list.
            #expect(
                policy.summary(list, buffer: [near, far])
                    == "buffer=beyond-mask,said-before=no: dma-addr-overflow")
            // Forced bouncing takes the segments in reach too.
            let forced = point("swiotlb=force", mask: 64, size: mib, place: .above4G)
            let large: ClosedRange<UInt64> = 0x1_0000_0000...0x1_000F_FFFF
            #expect(policy.summary(forced, buffer: [large]) == "said-before=less-often: swiotlb-full")
            let edge: ClosedRange<UInt64> = 0xFFF_F000...0xFFF_FFFF
            #expect(policy.summary(between, buffer: [edge]) == "buffer=within-mask: direct", "the limit is inclusive")
        }
    }

    @Test("about a mixed list allow both ways, a segment each")
    func mixed() {
        let mixed = point(mask: 31, kind: .mapSG, size: 8192, place: .below4G, segments: 2)
        let seen: [ClosedRange<UInt64>] = [near, 0x1_0000_0000...0x1_0000_0FFF]
        for policy in Policy.both {
            // The place decides for q35's low RAM, so the list is moved by fact to where the place does not say.
            #expect(policy.summary(mixed) == "direct")
            // A pool that the fact puts in reach, and a list on both sides of the limit.
            let low = point(
                "swiotlb=1024 iommu=soft", ram: 256 * mib, mask: 27, kind: .mapSG, size: 8192, place: .below4G,
                segments: 2)
            let pool: ClosedRange<UInt64> = 0x600_0000...0x61F_FFFF
            #expect(
                policy.summary(low, pool: pool)
                    == "buffer=within-mask: direct | buffer=beyond-mask,pool=within-mask,segments=some-within: "
                    + "direct+bounce | buffer=beyond-mask,pool=within-mask,segments=none-within: bounce")
            let halves: [ClosedRange<UInt64>] = [near, 0x900_0000...0x900_0FFF]
            #expect(
                policy.summary(low, buffer: halves, pool: pool)
                    == "buffer=beyond-mask,pool=within-mask,segments=some-within: direct+bounce")
            #expect(policy.summary(mixed, buffer: seen) == "direct+bounce")
        }
    }

    @Test("about what was said: once a site up to 7.2, once in all in 7.3")
    func saidSites() {
        let page = point("swiotlb=noforce", kind: .mapPage)
        let sg = point("swiotlb=noforce", kind: .mapSG, segments: 2)
        func route(_ policy: Policy, _ point: Point, _ said: Said) -> String {
            summary(policy.predict(point, facts: Facts(saidBefore: said)))
        }
        for policy in Policy.both {
            let said = policy.said([(.dmaAddrOverflow, .mapSingle), (.silent, .mapSG)])
            #expect(route(policy, page, said) == "said-before=yes: silent")
            let sgAfter = route(policy, sg, said)
            #expect(
                sgAfter
                    == (policy.name != "linux-7.3" ? "said-before=no: dma-addr-overflow" : "said-before=yes: silent"))
            let overflow = policy.said([(.swiotlbAddrOverflow, .mapSG)])
            #expect(
                route(policy, point(mask: 28, kind: .mapSingle, place: .aboveMask), overflow)
                    == "said-before=yes: silent")
            let large = point("swiotlb=force", mask: 64, size: 1 << 20, place: .above4G)
            let nine = policy.said(Array(repeating: (.swiotlbFull, .mapSingle), count: 9))
            let ten = policy.said(Array(repeating: (.swiotlbFull, .mapSingle), count: 10))
            #expect(route(policy, large, nine) == "said-before=less-often: swiotlb-full")
            #expect(route(policy, large, ten) == "said-before=ten-times: swiotlb-full+silent")
        }
    }

    @Test("of any value do not crash")
    func hostile() {
        let ranges: [[ClosedRange<UInt64>]] = [[], [0...0], [0 ... .max], [.max ... .max, 1...2], [.max - 1 ... .max]]
        let points = [
            between, list, point("swiotlb=force", mask: 64), point(viommu: .intel, size: .max, place: .aboveMask),
        ]
        for policy in Policy.both {
            for ranges in ranges {
                for point in points {
                    for pool in ranges.isEmpty ? [nil] : ranges.map(Optional.some) {
                        #expect(!policy.predict(point, facts: Facts(buffer: ranges, pool: pool)).isEmpty)
                    }
                }
            }
            for size in [0, 1, UInt64.max] {
                for segments in [Int.min, -1, 0, 1, .max] {
                    for mask in [Int.min, -1, 0, 1, 65, .max] {
                        for kind in RequestKind.allCases {
                            let odd = point(
                                "swiotlb=force", ram: .max, mask: mask, coherent: 64, kind: kind, size: size,
                                place: .below4G, segments: segments)
                            #expect(!policy.predict(odd).isEmpty)
                        }
                    }
                }
            }
        }
    }
}
