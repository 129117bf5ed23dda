public import RouteModel

/// What became of booting the configuration.
public struct BootOutcome: Sendable {
    /// Folder of the run; nil where nothing was started.
    public var run: String?
    /// The verdict's word.
    public var verdict: String
    /// The route that was observed and is allowed; nil for every other verdict.
    public var route: Route?
    public var reason: [String]

    public init(run: String?, verdict: String, route: Route?, reason: [String]) {
        self.run = run
        self.verdict = verdict
        self.route = route
        self.reason = reason
    }

    /// In words.
    var told: String {
        guard let route else { return ([verdict] + reason.prefix(2)).joined(separator: ": ") }
        return "\(verdict): \(route.told)"
    }
}

extension Reproduction {
    /// Takes in what a guest showed: where it agreed with the prediction, the answer rests on it.
    public mutating func take(_ boots: BootOutcome) {
        self.boots = boots
        guard answer == .predictedOnly, let route = boots.route else { return }
        guard SymptomPrediction.is(route, sought) else {
            answer = .notReproduced
            return
        }
        answer = isGrounded ? .reproduced : .possible
        cause = (isGrounded ? "" : "If \(ungrounded[0]), it would look like this. ") + "Shown \(standIns): " + cause
    }

    /// What a guest here has in place of what was reported.
    private var standIns: String {
        guard let configuration else { return "by a guest here" }
        let encryption = configuration.boot.encryption
        let emulated = encryption == .none ? "" : " and emulated \(encryption.rawValue)"
        return
            "by a guest here with \(configuration.boot.kernel) and the test device \(configuration.device.model)\(emulated), in place of \(reportedKernel ?? "a kernel that is not named") and \(reportedDevice ?? "the reported device")"
    }

    /// Whether a guest showed the symptom.
    public var isSeen: Bool { boots?.route.map { SymptomPrediction.is($0, sought) } ?? false }

    /// Takes in what a guest showed of an action, or why none could be booted for it.
    /// - Returns: whether it helped.
    @discardableResult public mutating func take(_ outcome: BootOutcome, ofAction index: Int) -> Bool {
        guard actions.indices.contains(index) else { return false }
        let helped = outcome.route.map { !SymptomPrediction.is($0, sought) && $0.arrives }
        actions[index].booted =
            helped.map { ($0 ? "helped: " : "did not help: ") + outcome.told } ?? "not seen: \(outcome.told)"
        return helped == true
    }
}
