import Foundation

/// What each step of an attempt took, in the order in which they came: `timings.json`.
final class Stopwatch {
    enum Name: String, Codable {
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

    struct Step: Codable {
        var step: Name
        /// Number of the batch of requests that it belongs to, from 1 on.
        var batch: Int?
        var milliseconds: Double
    }

    struct Timings: Codable {
        var steps: [Step] = []
        /// Sums by step, in milliseconds.
        var totals: [String: Double] = [:]
        /// Processor time of QEMU, from its start to its end.
        var emulatorMilliseconds: Double?
    }

    /// The batch that is under way.
    var batch: Int?
    private var timings = Timings()

    func time<T>(_ step: Name, _ body: () throws -> T) rethrows -> T {
        let begin = ContinuousClock.now
        defer { add(step, ContinuousClock.now - begin) }
        return try body()
    }

    func add(_ step: Name, _ duration: Duration) {
        let milliseconds = (duration / .microseconds(1)).rounded() / 1000
        timings.steps.append(Step(step: step, batch: batch, milliseconds: milliseconds))
        timings.totals[step.rawValue, default: 0] += milliseconds
    }

    func emulator(used time: Duration?) { timings.emulatorMilliseconds = time.map { $0 / .milliseconds(1) } }

    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try encoder.encode(timings).write(to: URL(fileURLWithPath: path))
    }
}
