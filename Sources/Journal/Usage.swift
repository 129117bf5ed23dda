/// What the orchestrator itself used of the machine, without its guests.
public struct Usage: Codable, Hashable, Sendable {
    /// Processor time, user and system.
    public var cpuMilliseconds: Int
    /// Most memory that was resident at any moment.
    public var peakBytes: Int

    public init(cpuMilliseconds: Int, peakBytes: Int) {
        self.cpuMilliseconds = cpuMilliseconds
        self.peakBytes = peakBytes
    }
}
