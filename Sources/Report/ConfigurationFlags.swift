import Plan
public import RouteModel

/// A configuration as the flags by which `dmaroute predict` and `dmaroute run` take it.
public enum ConfigurationFlags {
    /// - Parameter kernel: in the place of the boot's.
    public static func text(_ point: Point, kernel: String) -> String {
        var boot = point.boot
        boot.kernel = kernel
        let words = boot.flags + ["--device \(device(point.device))", "--request \(request(point.request))"]
        return words.joined(separator: " ")
    }

    /// As `--device` takes it.
    public static func device(_ device: Device) -> String { device.flagValue }

    /// As `--request` takes it.
    public static func request(_ request: Request) -> String { request.flagValue }
}
