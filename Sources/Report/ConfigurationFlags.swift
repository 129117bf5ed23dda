import Plan
import Printing
public import RouteModel

/// A configuration as the flags by which `dmaroute predict` and `dmaroute run` take it.
public enum ConfigurationFlags {
    /// - Parameter kernel: in the place of the boot's.
    public static func text(_ point: Point, kernel: String) -> String {
        flags(point, kernel: kernel).joined(separator: " ")
    }

    /// Each with its value, as a shell takes it.
    static func flags(_ point: Point, kernel: String) -> [String] {
        var boot = point.boot
        boot.kernel = kernel
        let words = [("--device", device(point.device)), ("--request", request(point.request))]
        return boot.flags + words.map { "\($0) \(ShellWord.argument($1))" }
    }

    /// As `--device` takes it.
    public static func device(_ device: Device) -> String { device.flagValue }

    /// As `--request` takes it.
    public static func request(_ request: Request) -> String { request.flagValue }
}
