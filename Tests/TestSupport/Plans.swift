public import Plan

/// Plans for tests, from few words.
public enum SamplePlan {
    /// A plan of one kernel from flags as a command line has them.
    /// - Parameter change: whatever else is to be asked for.
    public static func of(
        kernel: String = "linux-7.3", devices: [String] = ["edu,dma-mask=32"], requests: [String] = ["map-single"],
        _ change: (inout Flags) -> Void = { _ in }
    ) throws -> Plan {
        var flags = Flags()
        flags.kernel = [kernel]
        flags.device = devices
        flags.request = requests
        change(&flags)
        return try Config(flags: flags).plan(Catalogue(kernels: [kernel], policies: []))
    }

    /// A plan of one boot with this many cells, each a mapping of another size.
    public static func sizes(_ count: Int) throws -> Plan {
        try of(requests: (1...count).map { "map-single,size=\(4 * $0)KiB" })
    }

    /// A plan from a config.
    public static func config(
        _ text: String, kernels: [String] = ["linux-6.1", "linux-7.2", "linux-7.3"]
    ) throws -> Plan {
        try Config.parse(text: text, file: "c.yaml").plan(Catalogue(kernels: kernels, policies: []))
    }
}
