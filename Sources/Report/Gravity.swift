import Verdict

extension Status {
    /// Larger is worse.
    var gravity: Int {
        switch self {
        case .fail: 5
        case .error: 4
        case .miss: 3
        case .xfail: 2
        case .pass: 1
        case .skip: 0
        }
    }
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
