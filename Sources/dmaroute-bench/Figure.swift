/// One measured value, and the floor it must not fall below where the code promises one.
struct Figure: Encodable {
    var name: String
    var value: Double
    var unit: String
    var floor: Double?
    /// Over what it was measured.
    var over: String

    init(_ name: String, _ value: Double, _ unit: String, floor: Double? = nil, over: String) {
        self.name = name
        self.value = value
        self.unit = unit
        self.floor = floor
        self.over = over
    }

    var isBelow: Bool { floor.map { value < $0 } ?? false }

    /// `ok`, `BELOW`, or nothing where no floor is promised.
    var verdict: String { floor == nil ? "" : isBelow ? "BELOW" : "ok" }
}
