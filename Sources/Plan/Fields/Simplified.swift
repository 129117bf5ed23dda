/// Ways of leaving out a run of a list's items: all of them, then halves, quarters, and so on to single ones.
///
/// The order is that of delta debugging (Zeller and Hildebrandt, Simplifying and Isolating Failure-Inducing Input, 2002).
public enum Simplified {
    /// - Returns: for each way what is kept, and how many items are not.
    public static func all<Item>(of items: [Item]) -> [(kept: [Item], gone: Int)] {
        var cuts: [(kept: [Item], gone: Int)] = []
        var size = items.count
        while size > 0 {
            for start in stride(from: 0, to: items.count, by: size) {
                let end = min(start + size, items.count)
                cuts.append((kept: Array(items[..<start] + items[end...]), gone: end - start))
            }
            size = size == 1 ? 0 : (size + 1) / 2
        }
        return cuts
    }

    /// The same of a kernel's options: what went, in words, and the options that are left.
    static func words(of cmdline: String) -> [(says: String, left: String)] {
        let words = cmdline.split(separator: " ").map(String.init)
        return all(of: words).map { kept, _ in
            var left = kept[...]
            let gone = words.filter { word in
                guard left.first == word else { return true }
                left = left.dropFirst()
                return false
            }
            return (says: "without \(gone.joined(separator: " "))", left: kept.joined(separator: " "))
        }
    }
}
