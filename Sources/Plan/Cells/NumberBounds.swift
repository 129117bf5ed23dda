import RouteModel

/// Numbers that no machine and no call has, whoever made the plan: what is computed with them must not overflow.
///
/// A config's own bounds, ``Limits``, are narrower. A machine that was observed lies beyond those, and within these.
enum NumberBounds {
    private static let memory: UInt64 = 1 << 52

    /// The first number of a boot that is out of bounds; nil where there is none.
    static func excess(in boot: Boot) -> String? {
        first([
            ("ram", boot.ram <= memory), ("maxmem", boot.maxmem ?? 0 <= memory), ("cBit", (0...63).contains(boot.cBit)),
            ("cpus", (1...65536).contains(boot.processors)),
        ])
    }

    static func excess(in device: Device) -> String? {
        first([("dmaMask", isMask(device.dmaMask)), ("coherentMask", isMask(device.coherentMask))])
    }

    static func excess(in request: Request) -> String? {
        first([
            ("size", request.size <= memory), ("segments", (0...65536).contains(request.segments)),
            ("held", Limits.held.contains(request.held)), ("earlierMask", isMask(request.earlierMask ?? 0)),
            ("cpu", (0...65535).contains(request.cpu ?? 0)),
        ])
    }

    private static func isMask(_ bits: Int) -> Bool { (0...64).contains(bits) }

    private static func first(_ numbers: [(key: String, isWithin: Bool)]) -> String? {
        numbers.first { !$0.isWithin }?.key
    }
}
