import Verdict

extension Status {
    /// Larger is worse.
    var gravity: Int { -(Status.gravest.firstIndex(of: self) ?? 0) }
}

extension Verdict {
    /// Larger is worse: by status, and among those of one status by how much it says of the kernel.
    var gravity: Int {
        let within =
            switch self {
            case .corrupted: 3
            case .forbidden, .sidesDisagree: 2
            case .absent, .traceLost: 1
            default: 0
            }
        return status.gravity * 4 + within
    }
}
