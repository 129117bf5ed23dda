/// How many mappings of one size a kernel can hold at a time, in a pool or among IOVAs.
struct Capacity {
    /// Never more.
    var most: UInt64
    /// Certainly so many.
    var least: UInt64
}
