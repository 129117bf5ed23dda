import RouteModel

/// What a report gets for an answer.
public enum AnswerWord: String, Sendable, CaseIterable {
    /// A guest showed the symptom.
    case reproduced
    /// It would look like this if something held that the report does not give, or that changed since its kernel.
    case possible
    /// A guest ran as predicted and did not show it.
    case notReproduced = "not-reproduced"
    /// The routing was as it should be; what is broken is broken for another reason.
    case routingFine = "routing-fine"
    /// What decides is not in the report.
    case cannotTell = "cannot-tell"
    /// It is a world that no policy here speaks of.
    case notModelled = "not-modelled"
    /// Nothing was booted, and a prediction is all there is.
    case predictedOnly = "predicted-only"
}

/// A report, read and held against the model.
public struct Reproduction: Sendable {
    public var answer: AnswerWord
    /// nil where so little was read that no configuration stands for it.
    public var configuration: Configuration?
    /// Each fact with its file, by position, and its line.
    public var read: [(fact: String, file: Int, line: Int)]
    public var inferred: [String]
    public var assumed: [WeighedAssumption]
    public var missing: [String]
    public var contradictions: [String]
    /// One or two sentences.
    public var cause: String
    /// For every policy whether it predicts the symptom; nil where it predicts nothing.
    public var policies: [(name: String, shows: Bool?)]
    /// The prediction of the kernel's own policy in words.
    public var predicted: String?
    /// The symptom in words; nil where there is none.
    public var symptom: String?
    /// What the prose says of options, held against the model.
    public var claims: [JudgedClaim] = []
    /// What to try, the best first.
    public var actions: [Action] = []
    /// Lines that look like DMA and were not read.
    public var unread: [(text: String, file: Int, line: Int)] = []
    /// What a guest showed; nil where none was booted.
    public var boots: BootOutcome?
    /// What the cell holds that the report does not give.
    var ungrounded: [String] = []
    /// As the report names them.
    var reportedKernel: String?
    var reportedDevice: String?
    /// What no configuration may hold a usual value of, as the report speaks of it and is not understood.
    var open: [String] = []
    let sought: Symptom

    /// Reads a report and predicts what stands for it.
    /// - Parameters:
    ///   - kernels: names of the kernels at hand, such as `linux-6.1`.
    ///   - given: facts set by hand, which weigh more than what is read.
    public static func of(_ pasted: Pasted, kernels: [String], given: [StatedFact] = []) -> Reproduction {
        var reading = Reader.read(pasted)
        for fact in given { reading.take(fact) }
        guard var mapper = Mapper(reading, kernels: kernels) else {
            return nothing(reading, cause: "There is no kernel at hand that a policy speaks about.")
        }
        guard !reading.isEmpty else {
            return nothing(
                reading,
                cause: ([reading.causeOfNothing] + reading.wordsOnCause).joined(separator: " "))
        }
        mapper.map()
        return AnswerChooser(mapper).reproduction()
    }

    private static func nothing(_ reading: Reading, cause: String) -> Reproduction {
        Reproduction(
            answer: .cannotTell, configuration: nil, read: reading.facts.map { ($0.fact, $0.file, $0.line) },
            inferred: [], assumed: [],
            missing: [
                "the kernel's version", "the kernel's command line",
                "the kernel's messages about DMA, SWIOTLB and IOMMU",
                "the device and its DMA mask",
            ],
            contradictions: [], cause: cause, policies: Policy.all.map { ($0.name, nil) }, predicted: nil, symptom: nil,
            claims: reading.claims.map { JudgedClaim($0, agrees: nil) },
            unread: reading.unread.map { ($0.value.text, $0.file, $0.line) }, sought: .none)
    }
}

extension Reading {
    /// Whether nothing was read that says anything of routing.
    var isEmpty: Bool {
        kernels.isEmpty && commandLines.isEmpty && wordedOptions.isEmpty && encryptions.isEmpty && symptom == .none
            && pools.isEmpty && iommus.isEmpty && domains.isEmpty && unread.isEmpty && worlds.isEmpty
            && claims.allSatisfy { $0.value.subject == .sentence }
    }
}
