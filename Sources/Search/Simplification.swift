public import Plan
import RouteModel

/// A candidate that differs from another in one value, which is the usual one or nearer to it.
public struct Simplification: Sendable {
    /// What was changed, as in `without the option iommu=pt`.
    public var says: String
    public var candidate: Candidate

    init(_ candidate: Candidate, _ says: String, _ change: (inout Candidate) -> Void) {
        var changed = candidate
        change(&changed)
        self.candidate = changed
        self.says = says
    }
}

/// What a reduction makes smaller, in the order in which it tries.
public enum Dimension: CaseIterable, Sendable {
    case beside
    case boot(BootPart)
    case device, request

    public static let allCases = [.beside] + BootPart.allCases.map(Dimension.boot) + [.device, .request]

    /// The boldest first. Each is strictly simpler, so that trying ends.
    public func simplifications(of candidate: Candidate) -> [Simplification] {
        switch self {
        case .beside:
            Simplified.all(of: candidate.beside).map { kept, gone in
                Simplification(candidate, "without \(gone) of the requests beside it") { $0.beside = kept }
            }
        case .boot(let part):
            candidate.boot.cuts(of: part).map { cut in
                Simplification(candidate, cut.says) { $0.boot = cut.result }
            }
        case .device:
            candidate.target.device.cuts.map { cut in
                Simplification(candidate, cut.says) { $0.replace(candidate.target.device, with: cut.result) }
            }
        case .request:
            candidate.target.request.cuts.map { cut in
                Simplification(candidate, cut.says) { $0.target.request = cut.result }
            }
        }
    }
}

extension Candidate {
    /// It is the same device that makes the requests beside the one in question.
    fileprivate mutating func replace(_ device: Device, with other: Device) {
        target.device = other
        for index in beside.indices where beside[index].device == device { beside[index].device = other }
    }
}
