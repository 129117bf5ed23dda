/// What vouches for a fact, the weakest first.
enum Evidence: Int, Comparable, Sendable {
    /// No line gives it: it is the usual value.
    case assumed
    /// Somebody other than the reporter says it, or it is quoted from elsewhere.
    case hearsay
    /// The reporter says it.
    case reporter
    /// A kernel or a tool printed it, or it was set by hand.
    case machine

    static func < (left: Evidence, right: Evidence) -> Bool { left.rawValue < right.rawValue }
}

/// Something read, where it stands, and what vouches for it: no fact reaches an answer without.
struct Noted<Value: Sendable>: Sendable {
    var value: Value
    var file: Int
    var line: Int
    var evidence: Evidence

    /// Where it stands.
    var place: Reading.Place { Reading.Place(file: file, line: line) }

    /// The same, which a machine's line names and does not print of itself.
    var asTold: Self {
        var told = self
        told.evidence = min(evidence, .reporter)
        return told
    }

    /// Another value that the same line gives.
    func with<Other>(_ other: Other) -> Noted<Other> {
        Noted<Other>(value: other, file: file, line: line, evidence: evidence)
    }
}

extension Noted: Equatable where Value: Equatable {}

extension Pasted.Line {
    /// What vouches for what is read of it.
    var evidence: Evidence {
        if number == 0 || (isMachineText || isLogShaped) && !isSentence { return .machine }
        return isOfOther ? .hearsay : .reporter
    }

    /// - Parameter isPrinted: whether the value has the form in which a kernel prints it, wherever it stands.
    func noted<Value>(_ value: Value, isPrinted: Bool = false) -> Noted<Value> {
        Noted(value: value, file: file, line: number, evidence: isPrinted ? .machine : evidence)
    }
}

extension Reading {
    /// What others say counts for nothing where the reporter or a machine says something of the kind.
    mutating func preferFirstHand() {
        func prefer<Value>(_ values: inout [Noted<Value>]) {
            guard values.contains(where: { $0.evidence > .hearsay }) else { return }
            values.removeAll { $0.evidence <= .hearsay }
        }
        prefer(&kernels)
        prefer(&platforms)
        prefer(&vendors)
        prefer(&encryptions)
        prefer(&confidentials)
        prefer(&memory)
        prefer(&workingMemory)
        prefer(&wordedIOMMUs)
        prefer(&pools)
        prefer(&masks)
        prefer(&untrusted)
        prefer(&dynamicPools)
        prefer(&crashKernels)
        prefer(&complaints)
        prefer(&failureLines)
        prefer(&refusedMappings)
        prefer(&faults)
        prefer(&full)
        prefer(&worlds)
    }

    /// What vouches for the symptom.
    var symptomEvidence: Evidence {
        func best<Value>(_ values: [Noted<Value>]) -> Evidence { values.map(\.evidence).max() ?? .assumed }
        return switch symptom {
        case .noPool, .tooLarge, .exhausted, .fullForNoReason: max(best(full), best(pools))
        case .directOverflow, .poolOverflow: best(overflows)
        case .bounceInactive: best(inactive)
        case .virtioRefused: best(virtioRefusals)
        case .allocationFails: best(failedAllocations)
        case .fault: best(faults)
        case .poolOutOfReach: best(poolRanges)
        case .trouble: best(troubles)
        case .unreadable: best(unread)
        case .warnedAtBoot: best(poolWarnings)
        case .refused: best(refusedMappings)
        case .failure: max(best(complaints), best(failureLines))
        case .none: .assumed
        }
    }

    /// A claim as far as its speaker vouches for it: what others say, quote or propose helped nobody here yet.
    mutating func claim(_ claim: Claim, _ line: Pasted.Line) {
        var claim = claim
        if line.evidence == .hearsay || line.isOfPatch { claim.polarity = .unknown }
        guard claim.subject == .sentence || note("claim", "\(claim.text): \(claim.polarity.rawValue)", line) else {
            return
        }
        claims.append(line.noted(claim))
    }
}
