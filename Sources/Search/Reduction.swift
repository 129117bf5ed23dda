/// The way from a configuration to the smallest that still shows the same.
public struct Reduction: Sendable {
    /// Something that was tried.
    public struct Step: Codable, Sendable {
        /// What is simpler in it than in what was left before.
        public var change: String
        public var candidate: Candidate
        /// How often it was tried; 0 where nothing can be like this.
        public var tries: Int
        public var shown: Bool
    }

    /// How often it showed, of how many tries.
    public struct Reliability: Codable, Sendable, Equatable {
        public var shown = 0
        public var tries = 0

        public init(shown: Int = 0, tries: Int = 0) {
            self.shown = shown
            self.tries = tries
        }
    }

    public let start: Candidate
    public private(set) var smallest: Candidate
    public private(set) var steps: [Step] = []
    /// Of the configuration at the beginning.
    public private(set) var before = Reliability()
    /// Of the smallest.
    public private(set) var after = Reliability()

    /// Whether a candidate shows it, tried once; nil where nothing can be like this.
    public typealias Trial = (Candidate) async throws -> Bool?

    /// - Parameters:
    ///   - repeats: How often beginning and end are tried, for their reliability; 1 and up.
    ///   - trial: Tries a candidate.
    public init(from start: Candidate, repeats: Int, trial: Trial) async throws {
        self.start = start
        smallest = start
        before = try await Self.reliability(of: start, repeats: repeats, trial)
        guard before.shown > 0 else { return }
        let patience = Self.patience(before)
        var known: [Candidate: Bool] = [start: true]
        var isSmaller = true
        while isSmaller {
            isSmaller = false
            for dimension in Dimension.allCases {
                var next = try await step(dimension, patience, &known, trial)
                while let smaller = next {
                    smallest = smaller
                    isSmaller = true
                    next = try await step(dimension, patience, &known, trial)
                }
            }
        }
        after = smallest == start ? before : try await Self.reliability(of: smallest, repeats: repeats, trial)
    }

    /// The first simplification that still shows it.
    private mutating func step(
        _ dimension: Dimension, _ patience: Int, _ known: inout [Candidate: Bool], _ trial: Trial
    ) async throws -> Candidate? {
        for simpler in dimension.simplifications(of: smallest) where known[simpler.candidate] == nil {
            var step = Step(change: simpler.says, candidate: simpler.candidate, tries: 0, shown: false)
            while !step.shown && step.tries < patience {
                guard let shows = try await trial(simpler.candidate) else { break }
                step.tries += 1
                step.shown = shows
            }
            steps.append(step)
            known[simpler.candidate] = step.shown
            if step.shown { return simpler.candidate }
        }
        return nil
    }

    private static func reliability(of candidate: Candidate, repeats: Int, _ trial: Trial) async throws -> Reliability {
        var reliability = Reliability()
        for _ in 0..<max(repeats, 1) {
            guard let shows = try await trial(candidate) else { break }
            reliability.tries += 1
            if shows { reliability.shown += 1 }
        }
        return reliability
    }

    /// Tries after which something that shows itself as seldom as this would have been seen, but for one time in ten.
    static func patience(_ reliability: Reliability) -> Int {
        guard reliability.shown < reliability.tries, reliability.tries > 0 else { return 1 }
        let seldom = 1 - Double(reliability.shown) / Double(reliability.tries)
        var tries = 1
        var unseen = seldom
        while unseen > 0.1 && tries < 20 {
            unseen *= seldom
            tries += 1
        }
        return tries
    }
}
