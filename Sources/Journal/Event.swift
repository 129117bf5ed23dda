public import Evidence
public import RouteModel
public import Verdict

/// What a run was made with; enough to say whether two runs compare.
public struct RunHeader: Codable, Sendable {
    /// Version of this format; a reader refuses a newer one.
    public var format: Int
    public var dmaroute: String
    public var plan: String
    public var policy: String
    public var kernels: [Kernel]
    public var emulator: String
    public var libvirt: String
    public var accelerator: String
    /// Why guests ran on it.
    public var acceleratorReason: String?
    /// SHA-256 of the shim that emulates memory encryption; nil where no boot of the run needs it.
    public var shim: String?
    /// Whether the shim's two stores were made one on purpose.
    public var aliasedStores: Bool?
    /// Factor by which this machine's time limits are stretched.
    public var slowdown: Double
    /// The run whose evidence is judged again, for a check.
    public var judges: String?
    /// When it began, UTC, such as `2026-11-22T03:00:07.125Z`; nil in journals of before it was noted.
    public var begun: String?
    /// What this beginning is called, and nothing else ever: when it was and a number drawn at random. A run that was
    /// resumed has several beginnings in its journal, one after the other.
    public var session: String?
    /// Of what ``Merge`` writes: the sessions that follow. Such a header is made from theirs and is no session itself.
    public var merged: [String]?

    public struct Kernel: Codable, Sendable {
        public var name: String
        /// `uname -r`; nil where the kernel is not at hand.
        public var release: String?
        /// Of the package it is from, such as `6.1.192-2`; nil where the kernel is not at hand.
        public var version: String?
        /// SHA-256 of each file that the guest was started from.
        public var sha256: [String: String]
        public var packages: [String: String]
        /// Why its cells are unavailable.
        public var unavailable: String?

        public init(
            name: String, release: String?, version: String?, sha256: [String: String], packages: [String: String],
            unavailable: String?
        ) {
            self.name = name
            self.release = release
            self.version = version
            self.sha256 = sha256
            self.packages = packages
            self.unavailable = unavailable
        }
    }

    /// Stands for emulator, libvirt and accelerator where a machine was observed and nothing was booted.
    public static let none = "none"

    public var isObserved: Bool { emulator == Self.none }

    public init(
        dmaroute: String, plan: String, policy: String, kernels: [Kernel], emulator: String, libvirt: String,
        accelerator: String, acceleratorReason: String? = nil, shim: String? = nil, aliasedStores: Bool? = nil,
        slowdown: Double, judges: String? = nil, begun: String? = nil, session: String? = nil
    ) {
        self.format = Event.format
        self.dmaroute = dmaroute
        self.plan = plan
        self.policy = policy
        self.kernels = kernels
        self.emulator = emulator
        self.libvirt = libvirt
        self.accelerator = accelerator
        self.acceleratorReason = acceleratorReason
        self.shim = shim
        self.aliasedStores = aliasedStores
        self.slowdown = slowdown
        self.judges = judges
        self.begun = begun
        self.session = session
    }

    /// ``begun``, where it is written as it should be: a journal may come from anywhere.
    public var time: String? {
        begun.flatMap {
            $0.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z/) != nil ? $0 : nil
        }
    }
}

/// A line of `journal.jsonl`. The key `event` says which; only a cell's last line carries the key `verdict`.
public enum Event: Sendable {
    /// Version of the journal's format.
    public static let format = 1

    case runBegin(RunHeader)
    case bootBegin(boot: String, attempt: Int)
    /// What one attempt saw of a cell. Of a driver's cell `dmas` counts every DMA that the kernel's trace shows of its
    /// device: `total`, by call (`kinds`) and by path (`paths`), those from before /init (`early`), those whose
    /// addresses the device was seen to use (`confirmed`), how many a rule could tell apart (`shapes`), and entries of
    /// lists that no line shows (`hiddenEntries`).
    case observation(boot: String, attempt: Int, Observation)
    /// An attempt that ended without observations, and why.
    case attemptFailed(boot: String, attempt: Int, reason: String)
    case bootEnd(boot: String, attempt: Int, milliseconds: Int)
    /// Closes a cell. `attempts` is the number of the attempt that it rests on, 0 where nothing was started. `means` is
    /// that of the boot's memory encryption, nil where there is none. Of the judgement's keys `statements` holds, for each
    /// statement that the cell bears on, `id`, `verdict` and the `reason` in a sentence; `dmas`, for a driver's cell, how
    /// many of its DMAs agree, are forbidden, unmodelled or indeterminate, by call and path (`rows`), and the first of the
    /// `worst` with its line of the trace; `declaration`, where a declared divergence bears on the verdict, its `verdict`,
    /// `reason`, `link` and last day.
    case cell(id: String, boot: String, attempts: Int, means: Means?, Judgement)
    /// `usage` is nil in journals of before it was noted.
    case runEnd(exit: Int32, counts: [String: Int], usage: Usage?)
}

extension Event: Encodable {
    enum Key: String, CodingKey {
        case event, boot, attempt, attempts, means, observation, reason, milliseconds, cell, exit, counts, run, status,
            usage
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        switch self {
        case .runBegin(let header):
            try values.encode("run-begin", forKey: .event)
            try values.encode(header, forKey: .run)
        case .bootBegin(let boot, let attempt):
            try values.encode("boot-begin", forKey: .event)
            try values.encode(boot, forKey: .boot)
            try values.encode(attempt, forKey: .attempt)
        case .observation(let boot, let attempt, let observation):
            try values.encode("observation", forKey: .event)
            try values.encode(boot, forKey: .boot)
            try values.encode(attempt, forKey: .attempt)
            try values.encode(observation, forKey: .observation)
        case .attemptFailed(let boot, let attempt, let reason):
            try values.encode("attempt-failed", forKey: .event)
            try values.encode(boot, forKey: .boot)
            try values.encode(attempt, forKey: .attempt)
            try values.encode(reason, forKey: .reason)
        case .bootEnd(let boot, let attempt, let milliseconds):
            try values.encode("boot-end", forKey: .event)
            try values.encode(boot, forKey: .boot)
            try values.encode(attempt, forKey: .attempt)
            try values.encode(milliseconds, forKey: .milliseconds)
        case .cell(let id, let boot, let attempts, let means, let judgement):
            try values.encode("cell", forKey: .event)
            try values.encode(id, forKey: .cell)
            try values.encode(boot, forKey: .boot)
            try values.encode(attempts, forKey: .attempts)
            try values.encodeIfPresent(means, forKey: .means)
            try values.encode(judgement.status, forKey: .status)
            try judgement.encode(to: encoder)
        case .runEnd(let exit, let counts, let usage):
            try values.encode("run-end", forKey: .event)
            try values.encode(exit, forKey: .exit)
            try values.encode(counts, forKey: .counts)
            try values.encodeIfPresent(usage, forKey: .usage)
        }
    }
}
