import Faults
public import Journal
import Plan
import Verdict

/// A run as GitLab's Code Quality report: an entry for each cell that is not as predicted, the worst first.
///
/// An entry stands at the place in the kernel's source that its prediction ends in, so that a merge request to a kernel
/// shows it there; where there is none, at the run's plan.
public struct CodeQualityReport: Encodable {
    struct Entry: Encodable {
        struct Location: Encodable {
            struct Lines: Encodable { var begin: Int }

            var path: String
            var lines: Lines
        }

        var description: String
        var checkName: String
        var fingerprint: String
        var severity: String
        var location: Location

        enum CodingKeys: String, CodingKey {
            case description, fingerprint, severity, location
            case checkName = "check_name"
        }
    }

    private let log: RunLog
    private let faults: [KernelFault]

    public init(_ log: RunLog, faults: ToldFaults = .none) {
        self.log = log
        self.faults = faults.faults
    }

    var entries: [Entry] { faults.map(entry) + log.worstFirst.compactMap(entry) }

    private func entry(_ fault: KernelFault) -> Entry {
        let severity =
            switch fault.kind {
            case .dataLost, .privateExposed: "blocker"
            case .wrongAddress, .wrongType, .deviceDead: "critical"
            case .refusedNeedlessly, .leak: "major"
            case .misleadingMessage: "minor"
            }
        let path = fault.place.flatMap { Self.isPath($0.file) ? $0.file : nil } ?? "plan.json"
        return Entry(
            description: ToldFaults.text(fault), checkName: "dmaroute/fault/\(fault.kind.rawValue)",
            fingerprint: "fault-\(fault.id)", severity: severity, location: .init(path: path, lines: .init(begin: 1)))
    }

    private static func isPath(_ text: some StringProtocol) -> Bool {
        String(text).wholeMatch(
            of: /[A-Za-z0-9_-]+(\/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+/.matchingSemantics(.unicodeScalar)) != nil
    }

    /// Writes the bare list of entries, which is what GitLab reads.
    public func encode(to encoder: any Encoder) throws {
        var list = encoder.singleValueContainer()
        try list.encode(entries)
    }

    private func entry(_ told: JudgedCell) -> Entry? {
        guard let severity = Self.severity(told.judgement.verdict) else { return nil }
        let description = """
            \(told.headline) (\(told.cell.boot.words), \(told.name)); again: \(log.rerun(told.cell))
            """
        return Entry(
            description: description, checkName: "dmaroute/\(told.judgement.verdict.rawValue)",
            // The same as long as the cell fails in the same way, so that GitLab tells new from old.
            fingerprint: "\(told.cell.id)-\(told.judgement.verdict.rawValue)", severity: severity,
            location: .init(path: place(told), lines: .init(begin: 1)))
    }

    /// nil: nothing to show.
    private static func severity(_ verdict: Verdict) -> String? {
        switch verdict {
        case .corrupted: "blocker"
        case .forbidden, .absent: "critical"
        case .unexpectedlyAgree, .error: "major"
        case .sidesDisagree, .vacuous, .traceLost, .unmodelled: "minor"
        case .known: "info"
        case .agree, .unavailable: nil
        }
    }

    /// The file of the prediction's last step, which decided.
    private func place(_ told: JudgedCell) -> String {
        let cite = told.judgement.predicted.first?.because.last?.cite ?? ""
        let parts = cite.split(separator: ":")
        guard parts.count == 3, Self.isPath(parts[1]) else {
            let folder = PlainText.line(log.name).split(separator: "/").filter { $0 != "." && $0 != ".." }
            return (folder + ["plan.json"]).joined(separator: "/")
        }
        return String(parts[1])
    }
}
