import Files
import Foundation
import Journal

/// What each step of an attempt took, in the order in which they came.
final class Stopwatch {
    /// The batch that is under way.
    var batch: Int?
    private let start = ContinuousClock.now
    private var timings = AttemptTimings(began: Int((Date().timeIntervalSince1970 * 1_000_000).rounded()))

    func time<T>(_ step: AttemptTimings.Name, _ body: () throws -> T) rethrows -> T {
        let begin = ContinuousClock.now
        defer { add(step, from: begin, to: ContinuousClock.now) }
        return try body()
    }

    private func add(_ step: AttemptTimings.Name, from begin: ContinuousClock.Instant, to end: ContinuousClock.Instant)
    {
        let milliseconds = Self.milliseconds(end - begin)
        timings.steps.append(
            .init(step: step, batch: batch, at: Self.milliseconds(begin - start), milliseconds: milliseconds))
        timings.totals[step.rawValue, default: 0] += milliseconds
    }

    private static func milliseconds(_ duration: Duration) -> Double {
        (duration / .microseconds(1)).rounded() / 1000
    }

    func emulator(used time: Duration?) { timings.emulatorMilliseconds = time.map { $0 / .milliseconds(1) } }

    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        try WholeFile.put(encoder.encode(timings), at: path)
    }
}
