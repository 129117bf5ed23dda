/// Where the time of one attempt at a boot went: `timings.json`.
public struct AttemptTimings: Codable, Sendable {
    /// What an attempt spends time on.
    public enum Name: String, Codable, Sendable {
        /// From the order to a running QEMU.
        case create
        /// From there to the agent's first word.
        case boot
        case setUp = "set-up"
        case map, move, store, release, drive
        /// Looks at the guest's RAM, and at its devices' registers.
        case look, registers
        /// The control DMA at the end and the agent's files.
        case finish
        case end
    }

    /// One stretch of time of an attempt.
    public struct Step: Codable, Sendable {
        /// What the time was spent on.
        public var step: Name
        /// Number of the batch of requests that it belongs to, from 1 on.
        public var batch: Int?
        /// From the attempt's beginning to the step's, in milliseconds; nil in those of before it was noted.
        public var at: Double?
        /// How long the step took.
        public var milliseconds: Double

        public init(step: Name, batch: Int?, at: Double?, milliseconds: Double) {
            self.step = step
            self.batch = batch
            self.at = at
            self.milliseconds = milliseconds
        }
    }

    /// When the attempt began, in microseconds since 1970 by the node's clock, which QEMU's own log goes by too; nil in
    /// those of before it was noted.
    public var began: Int?
    /// Steps in the order in which the attempt took them.
    public var steps: [Step] = []
    /// Sums by step, in milliseconds.
    public var totals: [String: Double] = [:]
    /// Processor time of QEMU, from its start to its end.
    public var emulatorMilliseconds: Double?

    public init(began: Int?) { self.began = began }
}
