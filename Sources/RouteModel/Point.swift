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

/// What the rules need of a boot, as small values.
struct Machine: Hashable, Sendable {
    let encryption: Encryption
    let platform: Platform
    let cBit: Int
    let microcode: UInt32?
    let emulator: Emulator?
    let passThrough: Bool
    let canGrow: Bool
    let viommu: VIOMMU
    let ram: UInt64
    let commandLine: KernelCommandLine
    /// `num_possible_cpus()`: decides the areas of the pool, and with them the least size of a small one.
    let possibleCPUs: UInt64

    init(_ boot: Boot, possibleCPUs: Int = 1) {
        encryption = boot.encryption
        platform = boot.platform
        cBit = boot.cBit
        microcode = boot.microcode
        // QEMU announces all memory that could be plugged in above 4 GiB, behind the RAM there (hw/i386/pc.c,
        // pc_memory_init; acpi-build.c, build_srat). Emulated encryption announces its second store in this way.
        emulator = boot.emulator
        passThrough = boot.hasPassThrough
        canGrow = boot.means == .emulated || (boot.maxmem ?? 0) > boot.ram
        viommu = boot.viommu
        ram = boot.ram
        commandLine = KernelCommandLine(boot.cmdline)
        self.possibleCPUs = UInt64(max(possibleCPUs, 1))
    }
}
