/// One of several parts of a plan, counted from 1: `2/3`.
public struct Shard: Hashable, Sendable, CustomStringConvertible {
    /// Number of this part, from 1 to ``count``.
    public let index: Int
    /// Number of parts that the plan is cut into.
    public let count: Int

    /// The most parts that a plan is cut into.
    public static let limit = 1000

    /// nil for anything but `I/N` with 1 ≤ I ≤ N ≤ ``limit``.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.allSatisfy { 0x30...0x39 ~= $0 } }),
            let index = Int(parts[0]), let count = Int(parts[1])
        else { return nil }
        self.init(index: index, count: count)
    }

    /// nil unless 1 ≤ `index` ≤ `count` ≤ ``limit``.
    public init?(index: Int, count: Int) {
        guard (1...Self.limit).contains(count), (1...count).contains(index) else { return nil }
        self.index = index
        self.count = count
    }

    /// Text of the part, such as `2/3`, as ``init(_:)`` reads it.
    public var description: String { "\(index)/\(count)" }
}

extension Plan {
    /// The keys of the boots of one part; a boot never splits.
    ///
    /// The longest boot goes first, each to the part that has least to do so far, and keys decide between equals, so the
    /// answer rests on the plan, the shard and the weights alone.
    /// - Parameter weights: nil: all boots weigh the same.
    public func boots(of shard: Shard, weights: Weights?) -> Set<String> {
        let known = boots.compactMap { weights?.milliseconds[$0.key] }
        let mean = known.isEmpty ? 1 : max(1, known.reduce(0, +) / known.count)
        let weighed = boots.map { (key: $0.key, weight: weights?.milliseconds[$0.key] ?? mean) }
            .sorted { ($1.weight, $0.key) < ($0.weight, $1.key) }
        var loads = Array(repeating: 0, count: shard.count)
        var chosen: Set<String> = []
        for boot in weighed {
            guard let least = loads.indices.min(by: { loads[$0] < loads[$1] }) else { continue }
            loads[least] += boot.weight
            if least == shard.index - 1 { chosen.insert(boot.key) }
        }
        return chosen
    }

    /// The plan of some of the boots, whole.
    public func keeping(boots keys: Set<String>) -> Plan {
        Plan(
            name: name, boots: boots.filter { keys.contains($0.key) }, leftOut: leftOut, policy: policy,
            isolation: isolation)
    }
}
