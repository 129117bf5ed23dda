/// The hint that goes with a word nobody knows.
enum NearestWord {
    /// `did you mean …?` where a known word is near, and all known words.
    static func hint(for word: String, among known: [String]) -> String {
        let list = "known: " + known.map { $0.isEmpty ? "\"\"" : $0 }.joined(separator: ", ")
        guard let nearest = nearest(to: word, among: known) else { return list }
        return "did you mean \(nearest)? (\(list))"
    }

    /// The known word with the fewest edits, if they are few against its length.
    static func nearest(to word: String, among known: [String]) -> String? {
        let letters = Array(word.lowercased().unicodeScalars.prefix(64))
        let rated = known.map { (word: $0, edits: distance(letters, Array($0.lowercased().unicodeScalars))) }
        guard let best = rated.min(by: { $0.edits < $1.edits }) else { return nil }
        return best.edits <= max(1, best.word.count * 2 / 5) ? best.word : nil
    }

    /// Levenshtein's distance.
    private static func distance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var row = Array(0...b.count)
        for (i, left) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, right) in b.enumerated() {
                let next = min(row[j] + 1, row[j + 1] + 1, diagonal + (left == right ? 0 : 1))
                diagonal = row[j + 1]
                row[j + 1] = next
            }
        }
        return row[b.count]
    }
}
