/// One measured value, and the bound it must keep where the code promises one.
struct Figure: Encodable {
    var name: String
    var value: Double
    var unit: String
    /// What it must not fall below.
    var floor: Double?
    /// What it must not exceed.
    var ceiling: Double?
    /// Over what it was measured.
    var over: String

    init(
        _ name: String, _ value: Double, _ unit: String, floor: Double? = nil, ceiling: Double? = nil, over: String
    ) {
        self.name = name
        self.value = value
        self.unit = unit
        self.floor = floor
        self.ceiling = ceiling
        self.over = over
    }

    /// A value that could not be measured keeps no bound.
    var isBroken: Bool {
        (floor.map { !(value >= $0) } ?? false) || (ceiling.map { !(value <= $0) } ?? false)
    }

    /// `ok`, `BROKEN`, or nothing where no bound is promised.
    var verdict: String { floor == nil && ceiling == nil ? "" : isBroken ? "BROKEN" : "ok" }

    var bound: String {
        floor.map { "at least \(BenchOutcome.number($0))" } ?? ceiling.map { "at most \(BenchOutcome.number($0))" }
            ?? ""
    }
}
