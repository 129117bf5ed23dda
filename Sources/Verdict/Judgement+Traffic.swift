public import Evidence
import RouteModel

extension Judgement {
    /// Takes in what every DMA of a driver came to, beside the first that the verdict is about so far.
    ///
    /// - Parameters:
    ///   - traffic: what was seen of them.
    ///   - observation: of the cell.
    public mutating func take(_ findings: DMAFindings, of traffic: DriverTraffic, _ observation: Observation) {
        dmas = findings
        if sides == 1, findings.confirmed > 0, observation.device.view == nil { sides = 2 }
        conditional = conditional || findings.conditional > 0
        let isDue = !predicted.contains { $0.allowed?.contains { $0.path == .physical } ?? false }
        if verdict == .forbidden, isDue, traffic.total == 0, observation.guest.view?.paths == [.physical] {
            let why = "the driver did its work, and the trace shows no DMA of it"
            return conclude(.absent, .kernel, [.note(why)] + reasons)
        }
        if verdict == .corrupted, findings.forbidden == 0, findings.loses { return lose(observation.data) }
        if verdict == .corrupted, findings.forbidden == 0, findings.refused > 0,
            case .failed(let why) = observation.data
        {
            cause = "the kernel refuses \(findings.refused) of the driver's \(findings.total) DMAs, and \(why)"
            return conclude(.agree, nil, [])
        }
        guard verdict == .agree || verdict == .corrupted else { return }
        if let worst = findings.worst, worst.verdict == .forbidden {
            return conclude(
                .forbidden, .prediction,
                [.note("\(findings.forbidden) of \(findings.total) DMAs; the first is \(worst.call)")] + worst.reasons
                    + [.note("trace: \(worst.line.trimmed)")])
        }
        guard verdict == .agree else { return }
        if let stray = traffic.strays.first {
            conclude(.sidesDisagree, .harness, [.side(.device, .told(stray))])
        } else if let worst = findings.worst {
            conclude(
                .unmodelled, nil,
                [.note("\(findings.unmodelled) of \(findings.total) DMAs; the first is \(worst.call)")] + worst.reasons
                    + [.note("trace: \(worst.line.trimmed)")])
        } else if findings.total > 0, findings.agree == 0 {
            conclude(.vacuous, nil, [.note("of none of the \(findings.total) DMAs the trace tells the route")])
        }
    }

    /// Bytes that are lost as the policy says agree with it.
    private mutating func lose(_ data: DataCheck) {
        switch data {
        case .lost(let why), .corrupted(let why), .failed(let why): cause = why
        case .intact, .nothingMoved, .portion: return
        }
        conclude(.agree, nil, [])
    }
}

extension String {
    fileprivate var trimmed: Substring { drop { $0 == " " } }
}
