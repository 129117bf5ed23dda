public import Evidence
public import RouteModel
public import Verdict

/// A line of `journal.jsonl`. The key `event` says which; only a cell's last line carries the key `verdict`.
///
/// `Seen` and `Judged` are what a reader takes of an observation and of a verdict: all (``Event``), or as much as tells
/// how the run went (``EventHead``), since decoding is what costs.
public enum JournalEvent<Seen: Sendable, Judged: Sendable>: Sendable {
    case runBegin(RunHeader)
    case bootBegin(boot: String, attempt: Int)
    /// What one attempt saw of a cell. Of a driver's cell `dmas` counts every DMA that the kernel's trace shows of its
    /// device: `total`, by call (`kinds`) and by path (`paths`), those from before /init (`early`), those whose
    /// addresses the device was seen to use (`confirmed`), how many a rule could tell apart (`shapes`), and entries of
    /// lists that no line shows (`hiddenEntries`).
    case observation(boot: String, attempt: Int, Seen)
    /// An attempt that ended without observations, and why.
    case attemptFailed(boot: String, attempt: Int, reason: String)
    case bootEnd(boot: String, attempt: Int, milliseconds: Int)
    /// Closes a cell. `attempts` is the number of the attempt that it rests on, 0 where nothing was started. `means` is
    /// that of the boot's memory encryption, nil where there is none. Of the judgement's keys `reason` holds sentences, and
    /// `reasons` the values that they say, which journals of before lack; `statements` holds, for each
    /// statement that the cell bears on, `id`, `verdict` and the `reason` in a sentence; `dmas`, for a driver's cell, how
    /// many of its DMAs agree, are forbidden, unmodelled or indeterminate, by call and path (`rows`), and the first of the
    /// `worst` with its line of the trace; `declaration`, where a declared divergence bears on the verdict, its `verdict`,
    /// `reason`, `link` and last day.
    case cell(id: String, boot: String, attempts: Int, means: Means?, Judged)
    /// `usage` is nil in journals of before it was noted.
    case runEnd(exit: Int32, counts: [String: Int], usage: Usage?)
}

/// An event with all that its line says.
public typealias Event = JournalEvent<Observation, Judgement>

/// An event as far as an outline, a merge or a resumed run must understand it.
public typealias EventHead = JournalEvent<Sighting, VerdictHead>

extension JournalEvent {
    /// The boot that the event is of; nil for one of the whole run.
    public var boot: String? {
        switch self {
        case .bootBegin(let boot, _), .observation(let boot, _, _), .attemptFailed(let boot, _, _),
            .bootEnd(let boot, _, _), .cell(_, let boot, _, _, _):
            boot
        case .runBegin, .runEnd: nil
        }
    }

    /// The attempt at a boot that the event tells of; nil where it tells of none.
    var attempt: Int? {
        switch self {
        case .bootBegin(_, let attempt), .observation(_, let attempt, _), .attemptFailed(_, let attempt, _),
            .bootEnd(_, let attempt, _):
            attempt
        case .cell, .runBegin, .runEnd: nil
        }
    }

    /// The event with another number for its attempt.
    func numbered(_ number: Int) -> Self {
        switch self {
        case .bootBegin(let boot, _): .bootBegin(boot: boot, attempt: number)
        case .observation(let boot, _, let seen): .observation(boot: boot, attempt: number, seen)
        case .attemptFailed(let boot, _, let reason): .attemptFailed(boot: boot, attempt: number, reason: reason)
        case .bootEnd(let boot, _, let milliseconds): .bootEnd(boot: boot, attempt: number, milliseconds: milliseconds)
        case .cell(let id, let boot, _, let means, let judged):
            .cell(id: id, boot: boot, attempts: number, means: means, judged)
        case .runBegin, .runEnd: self
        }
    }
}
