public import RouteModel

/// Says which statements a cell bears on, and what it says of each.
///
/// Nothing here changes a verdict: that is about the prediction, this about the kernel.
public struct StatementJudge {
    let evidence: StatementEvidence

    public init(_ evidence: StatementEvidence) { self.evidence = evidence }

    /// In the order of ``Statement/all``; empty where the cell bears on none.
    public var findings: [StatementFinding] { Statement.ID.allCases.compactMap(finding) }

    private func finding(_ id: Statement.ID) -> StatementFinding? {
        switch id {
        case .nocc1: ordinaryPool
        case .host0: guestHandling
        case .host1: translatedHost
        case .host1b: translatedBounce
        case .host2: anyDevice
        case .host4: limitDecides
        case .host5: hostPool
        case .host6: leastBouncing
        case .host7: clearAddress
        case .guest1: privateMemory
        case .guest2: trusted(.guest2, when: evidence.route?.isBounce == true)
        case .guest3: trusted(.guest3, when: evidence.isForced && evidence.saysForce)
        case .guest4: trusted(.guest4, when: evidence.isStreaming)
        case .pool1: encryptedPool
        case .pool2: decryptedPool
        case .name1: sharedLabel
        case .name2: secondLabel
        case .detect1: streamingTest
        case .detect2: allocationTest
        case .detect3: poolIsThere
        case .detect4: reachTest
        case .seedConfiguration: seedConfiguration
        case .alternative: forceMeansDecrypted
        }
    }
}

func number(_ flag: Bool) -> String { flag ? "1" : "0" }

func hex(_ value: UInt64) -> String { "0x" + String(value, radix: 16) }
