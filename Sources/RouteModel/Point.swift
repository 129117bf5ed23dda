/// One question to a policy: what may this request of this device do in this boot?
public struct Point: Hashable, Sendable {
    public let parsed: ParsedBoot
    public let device: Device
    public let request: Request

    public var boot: Boot { parsed.boot }

    /// Parses the boot's command line; use ``init(_:device:request:)`` to share one parse among many points.
    public init(boot: Boot, device: Device, request: Request) {
        self.init(ParsedBoot(boot), device: device, request: request)
    }

    public init(_ parsed: ParsedBoot, device: Device, request: Request) {
        self.parsed = parsed
        self.device = device
        self.request = request
    }
}

/// A boot with its command line parsed, shared by the points of the boot.
public final class ParsedBoot: Hashable, Sendable {
    public let boot: Boot
    let machine: Machine

    /// - Parameter possibleCPUs: the guest's possible processors.
    public init(_ boot: Boot, possibleCPUs: Int = 1) {
        self.boot = boot
        machine = Machine(boot, possibleCPUs: possibleCPUs)
    }

    public static func == (left: ParsedBoot, right: ParsedBoot) -> Bool {
        left === right || left.boot == right.boot && left.machine == right.machine
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(boot) }
}
