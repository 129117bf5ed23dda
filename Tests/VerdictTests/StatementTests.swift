import Evidence
import RouteModel
import Testing

@testable import Verdict

/// Each statement with evidence that bears it out and with evidence that breaks it.
@Suite struct StatementTests {
    @Test func thePoolOfASystemWithoutEncryptionIsOrdinary() {
        #expect(Seen.plain()[.nocc1] == .satisfied)
        #expect(Seen.plain { $0.pool?.ccShared = nil }[.nocc1] == .satisfied)
        #expect(Seen.plain { $0.pool?.ccShared = true }[.nocc1] == .violated)
        #expect(Seen.plain { $0.tells = true }[.nocc1] == .violated)
        #expect(Seen.plain { $0.pool = nil }[.nocc1] == .notObservable)
        #expect(Seen.host()[.nocc1] == nil)
    }

    @Test func aLabelOnAHostBreaksThreeStatements() {
        let labelled = Seen.bounce { $0.pool?.ccShared = true }
        #expect(labelled[.host0] == .violated && labelled[.name1] == .violated && labelled[.host5] == .partly)
        let bare = Seen.bounce()
        #expect(bare[.host0] == .satisfied && bare[.name1] == .satisfied && bare[.host5] == .satisfied)
        let before = Seen.bounce { $0.pool?.ccShared = nil }
        #expect(before[.host0] == .satisfied && before[.name1] == .notImplemented && before[.host5] == .satisfied)
        #expect(Seen.bounce { $0.pool?.forceBounce = true }[.host0] == .violated)
        #expect(Seen.bounce().force()[.host0] == .satisfied)
        let tracked = Seen.bounce {
            $0.cmdline = "swiotlb=force,track_hiwater"
            $0.pool?.forceBounce = true
        }
        #expect(tracked[.host0] == .satisfied)
        #expect(Seen.guest()[.name1] == .satisfied && Seen.guest()[.host0] == nil)
        let unread = Seen.bounce { $0.pool = nil }
        #expect(
            unread[.host0] == .notObservable && unread[.host5] == .notObservable && unread[.name2] == .notObservable)
    }

    @Test func aHostsPoolLiesLowAndIsNotEncrypted() {
        #expect(Seen.bounce { $0.pool?.range = 0x1_0000_0000...0x1_03ff_ffff }[.host5] == .violated)
        #expect(Seen.bounce { $0.memory = .encrypted }[.host5] == .violated)
        #expect(Seen.bounce { $0.pool?.slots = 0 }[.host5] == nil)
    }

    @Test func privateMemoryOfAGuestIsNotMapped() {
        func translated(_ change: (inout Seen) -> Void = { _ in }) -> Seen {
            .guest {
                ($0.path, $0.memory, $0.viommu, $0.group) = (.translated, .encrypted, .virtio, "DMA-FQ")
                change(&$0)
            }
        }
        #expect(translated()[.guest1] == .violated)
        #expect(translated { $0.memory = .decrypted }[.guest1] == .satisfied)
        #expect(translated { ($0.path, $0.memory) = (.translatedBounce, .decrypted) }[.guest1] == .satisfied)
        #expect(translated { ($0.path, $0.message) = (.refused, .silent) }[.guest1] == .satisfied)
        #expect(translated { $0.memory = nil }[.guest1] == .notObservable)
        #expect(Seen.guest()[.guest1] == nil)
    }

    @Test func whatNoDeviceHereCanShowIsSaidSo() {
        #expect(Seen.guest()[.guest2] == .notObservable && Seen.guest()[.guest4] == .notObservable)
        #expect(Seen.guest()[.guest3] == nil && Seen.guest().force()[.guest3] == .notObservable)
        #expect(Seen.guest()[.pool1] == .notObservable && Seen.bounce()[.guest2] == nil)
    }

    @Test func onePoolServesAll() {
        #expect(Seen.bounce().force()[.pool1] == .notImplemented)
        #expect(Seen.bounce { $0.memory = .encrypted }.force()[.pool1] == .satisfied)
        #expect(Seen.bounce { $0.masks = (32, 32) }[.pool1] == nil)
        #expect(Seen.bounce()[.pool2] == .satisfied && Seen.guest()[.pool2] == .satisfied)
        #expect(Seen.guest { $0.memory = .encrypted }[.pool2] == .violated)
        #expect(Seen.guest { $0.memory = nil }[.pool2] == .notObservable && Seen.host()[.pool2] == nil)
    }

    @Test func aSecondLabelAndTheTestAreThereOrNot() {
        #expect(Seen.bounce()[.name2] == .notImplemented)
        #expect(Seen.bounce { $0.pool?.otherLabels = ["decrypted"] }[.name2] == .satisfied)
        #expect(Seen.bounce()[.detect4] == .notImplemented)
        #expect(Seen.bounce { $0.pool?.hasReachTest = true }[.detect4] == .partly)
    }

    @Test func forceDoesNotDecryptAllocations() {
        #expect(Seen.allocation(.encrypted).force()[.alternative] == .notImplemented)
        #expect(Seen.allocation(.decrypted).force()[.alternative] == .satisfied)
        #expect(Seen.allocation(.encrypted)[.alternative] == nil)
    }

    /// Whoever hands its device a physical address shows nothing of the DMA API; sides that differ show no route.
    @Test func withoutARouteOnlyTheKernelsStateIsJudged() {
        let ids = Set(Seen.host { $0.path = .noDriver }.findings.map(\.id))
        #expect(ids.isSuperset(of: ["HOST-0", "NAME-1", "NAME-2", "HOST-5", "DETECT-4"]) && !ids.contains("DETECT-1"))
        let inactive = Seen.host { $0.active = nil }
        #expect(inactive.findings.isEmpty)
    }

    @Test func everyStatementHasItsSentenceAndIsFoundByItsId() {
        #expect(Statement.all.count == 23 && Set(Statement.all.map(\.id)).count == 23)
        for statement in Statement.all {
            #expect(statement.says.hasSuffix(".") || statement.says.hasSuffix(")."))
            #expect(Statement.named(statement.id) == statement)
        }
    }
}
