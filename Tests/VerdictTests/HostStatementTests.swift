import Evidence
import RouteModel
import Testing

@testable import Verdict

/// What a host does with a request, as it should and as it should not.
@Suite struct HostStatementTests {
    @Test func translationMapsAHostsMemoryWithoutBouncing() {
        func translated(_ change: (inout Seen) -> Void = { _ in }) -> Seen {
            .host {
                ($0.path, $0.addressBit, $0.entry, $0.viommu, $0.group) = (.translated, .clear, .set, .amd, "DMA")
                change(&$0)
            }
        }
        #expect(translated()[.host1] == .satisfied && translated()[.detect1] == nil)
        #expect(translated { $0.entry = .clear }[.host1] == .violated)
        #expect(translated { $0.data = .corrupted("lost") }[.host1] == .violated)
        #expect(translated { ($0.path, $0.memory) = (.bounce, .decrypted) }[.host1] == .violated)
        #expect(translated { $0.platform = .guest }[.host1] == nil)
        let bounce = translated { ($0.path, $0.memory) = (.translatedBounce, .decrypted) }
        #expect(bounce[.host1b] == .violated && bounce[.host1] == nil)
        #expect(
            translated { ($0.path, $0.memory, $0.entry) = (.translatedBounce, .decrypted, .clear) }[.host1b]
                == .satisfied)
    }

    @Test func anyDeviceMayUseAHostsPool() {
        #expect(Seen.bounce().force()[.host2] == .satisfied)
        #expect(Seen.refusal(.silent).force()[.host2] == .violated)
        #expect(Seen.refusal(.swiotlbFull).force()[.host2] == nil)
        #expect(Seen.host()[.host2] == nil)
    }

    @Test func theStreamingMaskDecidesOnStreaming() {
        let narrow = Seen.bounce { $0.masks = (32, 32) }
        #expect(narrow[.detect1] == .satisfied && narrow[.host4] == .satisfied && narrow[.host6] == .satisfied)
        let wide = Seen.host()
        #expect(wide[.detect1] == .satisfied && wide[.host4] == .satisfied && wide[.host6] == .satisfied)
        // What 7.3 does: the coherent mask decides on streaming mappings too.
        let misled = Seen.bounce { $0.masks = (64, 32) }
        #expect(misled[.detect1] == .violated && misled[.host4] == .partly && misled[.host6] == .violated)
        let reckless = Seen.host { $0.masks = (32, 64) }
        #expect(reckless[.detect1] == .violated && reckless[.host4] == .partly)
        #expect(Seen.host { $0.masks = (32, 32) }[.host4] == .violated)
        let forced = Seen.bounce().force()
        #expect(forced[.detect1] == nil && forced[.host4] == nil && forced[.host6] == .satisfied)
    }

    @Test func theCoherentMaskDecidesOnAllocations() {
        #expect(Seen.allocation(.encrypted)[.detect2] == .satisfied)
        #expect(Seen.allocation(.decrypted) { $0.masks = (64, 32) }[.detect2] == .satisfied)
        #expect(Seen.allocation(.decrypted)[.detect2] == .violated)
        #expect(Seen.allocation(.encrypted) { $0.masks = (64, 32) }[.detect2] == .violated)
        #expect(Seen.allocation(.encrypted)[.detect1] == nil && Seen.host()[.detect2] == nil)
    }

    @Test func aClearAddressGoesWithDecryptedMemory() {
        #expect(Seen.bounce()[.host7] == .satisfied && Seen.bounce { $0.addressBit = .set }[.host7] == .violated)
        #expect(Seen.allocation(.decrypted)[.host7] == .satisfied)
        #expect(Seen.allocation(.decrypted) { $0.addressBit = .set }[.host7] == .violated)
        #expect(Seen.host()[.host7] == nil)
    }

    @Test func aPoolIsThereForWhoNeedsIt() {
        #expect(Seen.bounce { $0.masks = (32, 32) }[.detect3] == .satisfied)
        let refused = Seen.refusal(.dmaAddrOverflow) {
            $0.masks = (32, 32)
            $0.pool?.slots = 0
        }
        #expect(refused[.detect3] == .partly)
        #expect(
            Seen.host {
                $0.masks = (32, 32)
                $0.pool?.slots = 0
            }[.detect3] == .violated)
        #expect(Seen.host()[.detect3] == nil)
    }

    @Test func theReportedConfigurationWorksOrNot() {
        let reported = Seen.bounce { $0.cmdline = "iommu=pt" }.force()
        #expect(reported[.seedConfiguration] == .satisfied)
        #expect(Seen.refusal(.silent) { $0.cmdline = "iommu=pt" }.force()[.seedConfiguration] == .violated)
        #expect(Seen.host { $0.cmdline = "iommu=pt" }.force()[.seedConfiguration] == .violated)
        #expect(
            Seen.bounce {
                $0.cmdline = "iommu=pt"
                $0.data = .corrupted("lost")
            }.force()[.seedConfiguration] == .violated)
        #expect(Seen.refusal(.swiotlbFull) { $0.cmdline = "iommu=pt" }.force()[.seedConfiguration] == nil)
        #expect(Seen.bounce().force()[.seedConfiguration] == nil)
    }

    @Test func bytesThatAreLostAreNotMapped() {
        let lost = Seen.host {
            ($0.path, $0.addressBit, $0.entry, $0.viommu, $0.group) = (.translated, .clear, .set, .amd, "DMA")
            $0.data = .lost("all stand in the other store")
        }
        #expect(lost[.host1] == .violated)
    }

    @Test func everyKindOfAllocationIsJudgedByTheCoherentMask() {
        for kind in [RequestKind.allocCoherent, .allocPages, .allocNoncontiguous] {
            let pages = Seen.allocation(.decrypted) { ($0.kind, $0.masks) = (kind, (64, 32)) }
            #expect(pages[.detect2] == .satisfied && pages[.host4] == .satisfied)
            let reckless = Seen.allocation(.encrypted) { ($0.kind, $0.masks) = (kind, (64, 32)) }
            #expect(reckless[.detect2] == .violated && reckless[.host4] == .partly)
        }
    }

    @Test func registersAreNoMemory() {
        let ofRoutes: [Statement.ID] = [.host1, .host2, .host4, .host6, .host7, .detect1, .detect2, .pool2]
        let registers = Seen.host { $0.kind = .mapResource }
        for id in ofRoutes { #expect(registers[id] == nil, "\(id)") }
        #expect(registers[.host0] == .satisfied, "the pool is the same whatever is mapped")
    }
}
