/// How many mappings of one size a kernel can hold at a time, in a pool or among IOVAs.
struct Capacity {
    /// Never more.
    var most: UInt64
    /// Certainly so many.
    var least: UInt64

    /// Whether there is room for so many; nil where it may be.
    func holds(_ mappings: UInt64) -> Bool? { mappings <= least ? true : mappings > most ? false : nil }
}
