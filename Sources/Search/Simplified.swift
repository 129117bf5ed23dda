/// Ways of leaving out a run of a list's items: all of them, then halves, quarters, and so on to single ones.
///
/// The order is that of delta debugging (Zeller and Hildebrandt, Simplifying and Isolating Failure-Inducing Input, 2002).
enum Simplified {
    /// - Returns: for each way what is kept, and how many items are not.
    static func all<Item>(of items: [Item]) -> [(kept: [Item], gone: Int)] {
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
}
