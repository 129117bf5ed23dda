/// Configurations in which two policies predict different things for one reason: the same rules make the difference, and
/// memory is encrypted on a host in all of them, in a guest in all, or in none.
public struct Difference: Sendable {
    /// What differs: the routes, or a predicted fact of the boot or the device.
    public enum Subject: Hashable, Sendable {
        case routes
        /// Its name, such as `max-mapping-size`.
        case fact(String)
    }

    /// Which prediction the policies disagree in.
    public let subject: Subject
    /// Ids of the rules that make the difference, those of the first policy and those that stand in their place.
    public let rules: [String]
    /// Of all such configurations the one that differs in the fewest values from the usual.
    public let smallest: Point
    /// What the first policy predicts at ``smallest``.
    public let a: Prediction
    /// What the second policy predicts at ``smallest``.
    public let b: Prediction
    /// How many configurations of the space differ for this reason.
    public let points: Int

    /// What a policy predicts there.
    public enum Prediction: Hashable, Sendable {
        case outcomes([Outcome])
        case fact(String)
    }
}

/// Two policies held against each other over a space.
public struct Comparison: Sendable {
    /// Points compared: those whose buffer exists.
    public let points: Int
    /// The smallest configuration first.
    public let differences: [Difference]

    /// Holds the routes of every configuration against each other, and the facts of every boot with every device.
    public init(_ a: Policy, _ b: Policy, over space: ConfigurationSpace = ConfigurationSpace()) {
        var groups = DifferenceGroups(a, b)
        var points = 0
        space.forEach { position, point in
            points += 1
            groups.compareRoutes(point, weight: space.weight(of: position))
            return true
        }
        for (boot, device, weight) in space.bootsWithDevices { groups.compareFacts(boot, device, weight: weight) }
        self.points = points
        differences = groups.differences
    }
}
