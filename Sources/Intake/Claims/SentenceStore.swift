/// The sentences of a report's lines; each line's are cut once, however many readers ask for them.
struct SentenceStore {
    let lines: [Pasted.Line]
    /// Positions of the lines that were read as command lines.
    let taken: Set<Int>
    private var known: [Int: [Sentence]] = [:]

    init(_ lines: [Pasted.Line], taken: Set<Int>) {
        self.lines = lines
        self.taken = taken
    }

    /// The sentences of which a part stands on a line.
    mutating func around(_ index: Int) -> [Sentence] {
        if let sentences = known[index] { return sentences }
        let sentences = Sentence.around(index, lines) { taken.contains($0) }
        known[index] = sentences
        return sentences
    }
}
