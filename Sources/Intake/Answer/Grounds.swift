extension Reproduction {
    /// Whether the cell holds nothing that the report lacks or denies, so that a guest that shows the symptom reproduces it.
    public var isGrounded: Bool { ungrounded.isEmpty }
}

extension AnswerChooser {
    /// What the cell holds that the report does not give, in words.
    var ungrounded: [String] {
        mapper.isAssumed + mapper.standIns.filter { $0.hasPrefix("a pool") || $0.hasPrefix("a mask") }
            + (mapper.crossing.map { [$0] } ?? [])
    }
}
