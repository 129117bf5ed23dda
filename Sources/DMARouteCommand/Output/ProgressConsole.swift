import Printing
import Foundation
import Plan
import Report
import Runner
import Synchronization
import Verdict

/// Says on standard error how a run goes: one line rewritten in place in a terminal, a line a boot elsewhere.
final class ProgressConsole: Sendable {
    private struct State {
        var boots = 0
        var running: [String: String] = [:]
        var verdicts: [Status: Int] = [:]
        var cells = 0
    }

    private let state = Mutex(State())
    private let boots: Int
    private let cells: Int
    private let live: Bool
    private let quiet: Bool
    private let paint: Paint

    /// - Parameter isTerminal: whether standard error is one.
    init(plan: Plan, quiet: Bool, isTerminal: Bool = isTerminal(STDERR_FILENO)) {
        boots = plan.boots.count
        cells = plan.boots.reduce(0) { $0 + $1.cells.count }
        self.quiet = quiet
        live = !quiet && isTerminal
        paint = Paint(on: Self.colours(STDERR_FILENO))
    }

    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// https://no-color.org: any value that is not empty switches colours off.
    static func colours(_ descriptor: Int32) -> Bool {
        colours(isTerminal: isTerminal(descriptor), ProcessInfo.processInfo.environment)
    }

    static func colours(isTerminal: Bool, _ environment: [String: String]) -> Bool {
        isTerminal && (environment["NO_COLOR"] ?? "").isEmpty
    }

    func take(_ progress: RunProgress) {
        guard !quiet else { return }
        let lines = state.withLock { state in update(&state, progress) }
        write(lines)
    }

    func say(_ text: String) {
        guard !quiet else { return }
        write([text])
    }

    private func update(_ state: inout State, _ progress: RunProgress) -> [String] {
        switch progress {
        case .started(let boot, let attempt):
            state.running[boot.key] = BootText.text(boot.boot) + (attempt > 1 ? " (attempt \(attempt))" : "")
            return []
        case .failed(let boot, let attempt, let reason):
            state.running[boot.key] = nil
            return ["\(paint.status(.error))  attempt \(attempt)  \(BootText.text(boot.boot)): \(reason)"]
        case .finished(let boot, let milliseconds, let judgements):
            state.running[boot.key] = nil
            state.boots += 1
            state.cells += judgements.count
            for judgement in judgements { state.verdicts[judgement.status, default: 0] += 1 }
            return [line(boot, judgements, "\(milliseconds / 1000).\(milliseconds / 100 % 10) s", state)]
        case .skipped(let boot, let reason):
            state.boots += 1
            state.cells += boot.cells.count
            return ["\(paint.status(.skip))  \(BootText.text(boot.boot)): \(reason)"]
        }
    }

    private func line(_ boot: PlannedBoot, _ judgements: [Judgement], _ time: String, _ state: State) -> String {
        let worst = Status.gravest.first { status in
            judgements.contains { $0.status == status }
        }
        let good = judgements.count { $0.status == .pass }
        let known = judgements.count { $0.status == .xfail }
        return "\(paint.status(worst ?? .skip))  [\(state.boots)/\(boots)]  \(BootText.text(boot.boot))  "
            + "\(good)/\(judgements.count) as predicted  " + (known == 0 ? "" : "\(known) known  ") + paint.faint(time)
    }

    private func write(_ lines: [String]) {
        var text = live ? "\r\u{1b}[K" : ""
        for line in lines { text += Printable.text(line) + "\n" }
        if live, let status = status { text += Printable.text(status) }
        Streams.complain(Data(text.utf8))
    }

    private var status: String? {
        state.withLock { state in
            guard !state.running.isEmpty else { return nil }
            let running = state.running.values.sorted().joined(separator: " | ")
            return String("\(state.boots)/\(boots) boots, \(state.cells)/\(cells) cells; \(running)".prefix(110))
        }
    }

    /// Clears the live line, so that what follows begins on a line of its own.
    func finish() {
        if live { Streams.complain(Data("\r\u{1b}[K".utf8)) }
    }
}
