import Glibc

/// What guests run on, and why.
public struct AcceleratorChoice: Hashable, Sendable {
    /// What guests run on.
    public var accelerator: Accelerator
    /// In words for people, such as `a trial guest ran on KVM in 0.3 s`.
    public var reason: String

    public init(accelerator: Accelerator, reason: String) {
        self.accelerator = accelerator
        self.reason = reason
    }

    /// KVM only where a guest really ran on it.
    static func tried(_ trial: TrialGuest, device: String = "/dev/kvm", limit: Deadline) -> AcceleratorChoice {
        let file = open(device, O_RDWR | O_CLOEXEC)
        guard file >= 0 else {
            return AcceleratorChoice(
                accelerator: .tcg, reason: "\(device) does not open: \(String(cString: strerror(errno)))")
        }
        close(file)
        switch trial.run(.kvm, limit) {
        case .ran(let time):
            return AcceleratorChoice(accelerator: .kvm, reason: "a trial guest ran on KVM in \(time.spoken)")
        case .failed(let reason):
            return AcceleratorChoice(
                accelerator: .tcg, reason: "\(device) opens, but no guest runs on it: \(reason)")
        }
    }
}
