public import Evidence
public import Foundation
public import Journal
import GuestProtocol
public import Plan

/// When what happened in one attempt at a boot, by all who noted a time.
public struct BootTimeline: Sendable {
    let boot: PlannedBoot
    let guest: [TraceLine]
    let emulator: [TraceLine]
    let timings: AttemptTimings
    /// Cell by number of its request.
    let cells: [UInt32: String]
    let looks: [LookRecord]

    /// - Parameters:
    ///   - trace: the kernel's, as ftrace's text.
    ///   - deviceTrace: QEMU's.
    public init(
        _ boot: PlannedBoot, trace: Data, deviceTrace: Data, timings: AttemptTimings, probe: [ProbeRecord],
        looks: [LookRecord]
    ) {
        self.boot = boot
        guest = Self.lines(trace).compactMap(TraceLine.init(ftrace:))
        emulator = Self.lines(deviceTrace).compactMap(TraceLine.init(emulator:))
        self.timings = timings
        let orders = probe.compactMap { record in
            record.order.map { ($0.order.request, $0.cell) } ?? record.drive.map { ($0.order.request, $0.cell) }
        }
        cells = Dictionary(orders, uniquingKeysWith: { first, _ in first })
        self.looks = looks
    }

    private static func lines(_ text: Data) -> [Substring] {
        String(decoding: text, as: UTF8.self).split(separator: "\n")
    }

    /// Beginning and end of each step on the node's clock, in nanoseconds from the attempt's beginning. Where the
    /// beginnings were not noted, a step begins where the one before it ends, so that what was between them is missing.
    var steps: [(step: AttemptTimings.Step, time: ClosedRange<Int64>)] {
        var end: Int64 = 0
        return timings.steps.map { step in
            let begin = step.at.map(Self.nanoseconds) ?? end
            end = max(begin, begin &+ Self.nanoseconds(step.milliseconds))
            return (step, begin...end)
        }
    }

    private static func nanoseconds(_ milliseconds: Double) -> Int64 {
        milliseconds.isFinite ? Int64(min(max(0, milliseconds), 1e12) * 1_000_000) : 0
    }

    /// The requests of each batch.
    private var batches: [[UInt32]] { looks.filter { $0.moment == .held && $0.runs != nil }.map(\.requests) }

    /// How the guest's clock lies to the attempt's beginning on the node's.
    var join: ClockJoin {
        var join = ClockJoin()
        // Without their beginnings the steps lie on no clock.
        guard timings.steps.allSatisfy({ $0.at != nil }) else { return join }
        for (step, time) in steps {
            let questions: [String]
            switch step.step {
            case .setUp: questions = ["control"]
            case .map: questions = requests(of: step.batch).map { "request=\($0)" }
            case .release: questions = requests(of: step.batch).map { "release=\($0)" }
            default: continue
            }
            for question in questions {
                if let guest = marked[question] { join.bound(guest: guest, node: time) }
            }
        }
        return join
    }

    private func requests(of batch: Int?) -> [UInt32] {
        guard let batch, batch > 0, batch <= batches.count else { return [] }
        return batches[batch - 1]
    }

    /// What the agent marked in the guest's trace, from its beginning to its end; the first of each kind.
    private var marked: [String: ClosedRange<Int64>] {
        var found: [String: ClosedRange<Int64>] = [:]
        var open: (name: String, begin: Int64)?
        for line in guest {
            if let name = line.beginning {
                open = (name, line.time)
            } else if line.isEnd, let begun = open {
                if found[begun.name] == nil, begun.begin <= line.time { found[begun.name] = begun.begin...line.time }
                open = nil
            }
        }
        return found
    }
}

extension TraceLine {
    private static let mark = "dmaroute: "

    /// What a mark of the agent begins: `request=7`, `release=7`, `control`; nil for any other line.
    var beginning: String? {
        guard name == "tracing_mark_write", detail.hasPrefix(Self.mark + "begin ") else { return nil }
        return detail.dropFirst(Self.mark.count + 6).split(separator: " ").first.map(String.init)
    }

    var isEnd: Bool { name == "tracing_mark_write" && detail.hasPrefix(Self.mark + "end") }
}
