/// Says which statements a case bears on, and what it says of each.
///
/// Of a case that was seen it speaks about the kernel, of one that was predicted about the policy.
public struct StatementJudge {
    var evidence: StatementCase
    /// Whether findings carry their reasons: where millions are weighed, words are for the few that are shown.
    var isTold = true

    public init(_ evidence: StatementCase) { self.evidence = evidence }

    /// In the order of ``Statement/all``; empty where the case bears on none.
    public var findings: [StatementFinding] { Statement.ID.allCases.compactMap(judge) }

    func finding(
        _ id: Statement.ID, _ verdict: StatementVerdict, _ reason: @autoclosure () -> String
    ) -> StatementFinding {
        StatementFinding(id, verdict, isTold ? reason() : "")
    }

    /// nil where the case does not bear on the statement.
    func judge(_ id: Statement.ID) -> StatementFinding? {
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
        case .guest2: trustedBounce
        case .guest3: trustedForce
        case .guest4: trustSettled
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
