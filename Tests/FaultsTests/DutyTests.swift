import Faults
import RouteModel
import Testing

@Suite struct DutyTests {
    private let releases = Policy.releases.map(\.name)

    private func words(_ causes: Set<RootCause>) -> Set<String> {
        Set(causes.map { "\($0.duty.rawValue) \($0.asks)" + ($0.laid.map { " \($0.rawValue)" } ?? "") })
    }

    @Test func anEntryThatIsMarkedUnlikeItsPageLosesBytes() {
        for release in releases {
            let found = PointFaults.causes(release, .host(.amd), .edu(64, untrusted: true), .single(512))
            #expect(words(found) == ["bytes-arrive mark-entry pool"], "\(release)")
            #expect(PointFaults.causes(release, .host(.amd), .edu(64), .single()).isEmpty, "\(release)")
        }
    }

    @Test func whatAnOlderReleaseMarksInRegistersANewerDoesNot() {
        for release in ["linux-6.1", "linux-6.12", "linux-6.18"] {
            let found = PointFaults.causes(release, .host(.amd), .edu(64), .of(.mapResource))
            #expect(words(found) == ["bytes-arrive mark-entry registers"], "\(release)")
        }
        #expect(PointFaults.causes("linux-7.3", .host(.amd), .edu(64), .of(.mapResource)).isEmpty)
    }

    @Test func aPrivatePageBehindAnIOMMUIsOneCauseForMappingsAndOneForAllocations() {
        for release in ["linux-6.12", "linux-6.18", "linux-7.2", "linux-7.3"] {
            for options in ["", "swiotlb=noforce"] where release != "linux-7.3" || options.isEmpty {
                let found = PointFaults.causes(release, .guest(.virtio, options), .edu(64), .single())
                #expect(
                    words(found) == ["private-stays-private bounce-behind-iommu private-page"], "\(release) \(options)")
            }
            let pages = PointFaults.causes(release, .guest(.virtio), .edu(64), .of(.allocPages))
            #expect(words(pages) == ["private-stays-private decrypt-behind-iommu private-page"], "\(release)")
        }
        let coherent = PointFaults.causes("linux-7.3", .guest(.virtio), .edu(64), .of(.allocCoherent))
        #expect(words(coherent) == ["refuses-only-without-a-way decrypt-behind-iommu"])
    }

    @Test func aPrivateAddressIsNotHandedOutWhereThereIsNoPool() {
        for release in ["linux-6.1", "linux-7.2"] {
            let found = PointFaults.causes(release, .guest(.none, "swiotlb=noforce"), .edu(64), .single())
            #expect(words(found) == ["private-stays-private go-direct private-page"], "\(release)")
        }
        // There a refusal is right, and its message is not.
        let found = PointFaults.causes("linux-7.3", .guest(.none, "swiotlb=noforce"), .edu(64), .single())
        #expect(words(found) == ["message-is-true go-private"])
    }

    @Test func aRefusalIsAFaultOnlyWhereThereWasAWay() {
        let wide = Device.edu(64, 32)
        let found = PointFaults.causes("linux-7.3", .host(.none, "swiotlb=noforce"), wide, .single())
        #expect(words(found).contains("refuses-only-without-a-way go-private"))
        #expect(PointFaults.causes("linux-7.2", .host(.none, "swiotlb=noforce"), wide, .single()).isEmpty)
        // The user forbids the pool, and the address passes the mask.
        for release in releases {
            #expect(PointFaults.causes(release, .host(.none, "swiotlb=noforce"), .edu(32), .single()).isEmpty)
        }
    }

    @Test func aDeviceThatCouldWorkIsNotLeftWithoutDriver() {
        let found = PointFaults.causes("linux-7.3", .guest(.virtio, "swiotlb=noforce"), .edu(64), .single())
        #expect(words(found) == ["driver-gets-to-work serve-iommu"])
        // No mask of so few bits reaches any memory.
        #expect(PointFaults.causes("linux-7.3", .plain(), .edu(23), .single()).isEmpty)
    }

    @Test func aSizeThatIsToldIsMapped() {
        let large = Request.single(512 << 10)
        let found = PointFaults.causes("linux-7.2", .host(), .edu(32), large)
        #expect(words(found).contains("told-size-maps tell-size"))
        #expect(!words(PointFaults.causes("linux-7.3", .host(), .edu(32), large)).contains("told-size-maps tell-size"))
    }

    @Test func aFunctionThatReturnsAnotherTypeIsFoundWhereThePolicySaysNothingElse() {
        for (release, has) in [("linux-6.1", false), ("linux-6.12", false), ("linux-6.18", true), ("linux-7.2", false)]
        {
            let found = PointFaults.causes(release, .guest(), .edu(64), .of(.allocPages, atomic: true))
            #expect(words(found) == (has ? ["returns-its-type give-pages"] : []), "\(release)")
        }
    }

    @Test func aVirtioDeviceBesideTheAPILosesItsRingsOnAHost() {
        let disk = Device(name: "disk", model: "virtio-blk", dmaMask: 64, iommuPlatform: false)
        let io = Request(kind: .driverIO, size: 4096, direction: .fromDevice, place: nil)
        for release in releases {
            #expect(
                words(PointFaults.causes(release, .host(), disk, io))
                    == ["bytes-arrive virtio-uses-dma-api encrypted-page"], "\(release)")
            #expect(PointFaults.causes(release, .plain(), disk, io).isEmpty, "\(release)")
        }
    }

    @Test func ordinaryRequestsOfOrdinaryMachinesShowNone() {
        for release in releases {
            for boot in [Boot.plain(), .plain(.intel), .plain(.intel, "iommu=pt"), .plain(.none, "swiotlb=noforce")] {
                for device in [Device.edu(64), .edu(32), .edu(64, 32), .edu(28)] {
                    for request in [
                        Request.single(), .single(512), .of(.allocCoherent), .of(.mapResource), .of(.allocPages),
                    ] {
                        #expect(
                            PointFaults.causes(release, boot, device, request).isEmpty, "\(release) \(boot.cmdline)")
                    }
                }
            }
        }
    }
}
