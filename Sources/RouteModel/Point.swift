/// One question to a policy: what may this request of this device do in this boot?
public struct Point: Hashable, Sendable {
    /// The machine that is asked about, with its command line parsed.
    public let parsed: ParsedBoot
    /// The device that asks for DMA.
    public let device: Device
    /// The DMA API call that the device's driver makes.
    public let request: Request

    /// The machine that is asked about, as a config says it.
    public var boot: Boot { parsed.boot }

    /// Parses the boot's command line; use ``init(_:device:request:)`` to share one parse among many points.
    public init(boot: Boot, device: Device, request: Request) {
        self.init(ParsedBoot(boot), device: device, request: request)
    }

    /// Shares one parse of the boot's command line among many points.
    public init(_ parsed: ParsedBoot, device: Device, request: Request) {
        self.parsed = parsed
        self.device = device
        self.request = request
    }
}

/// A boot with its command line parsed, shared by the points of the boot.
public final class ParsedBoot: Hashable, Sendable {
    /// The machine as a config says it.
    public let boot: Boot
    let machine: Machine

    /// - Parameter possibleCPUs: the guest's possible processors.
    public init(_ boot: Boot, possibleCPUs: Int = 1) {
        self.boot = boot
        machine = Machine(boot, possibleCPUs: possibleCPUs)
    }

    /// Whether both stand for the same boot of a machine with as many processors.
    public static func == (left: ParsedBoot, right: ParsedBoot) -> Bool {
        left === right || left.boot == right.boot && left.machine == right.machine
    }

    /// Hashes the boot alone, which tells almost all machines apart.
    public func hash(into hasher: inout Hasher) { hasher.combine(boot) }
}
