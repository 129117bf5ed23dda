public import Evidence
public import RouteModel

/// What a cell was, and what was seen of it and of its kernel; all that statements are judged by. No prediction is.
public struct StatementEvidence {
    public let boot: Boot
    public let device: Device
    public let request: Request
    public let observation: Observation
    public let kernel: KernelState
    /// sysfs' word for the default domain of the device's group; nil where it has none.
    public let groupType: String?
    let route: SeenRoute?

    public init(
        boot: Boot, device: Device, request: Request, observation: Observation, kernel: KernelState, groupType: String?
    ) {
        self.boot = boot
        self.device = device
        self.request = request
        self.observation = observation
        self.kernel = kernel
        self.groupType = groupType
        // An address that the DMA API did not give tells nothing of the kernel.
        route = request.address == .mapped ? SeenRoute(observation) : nil
    }

    /// A host whose kernel says that SME is active.
    var isHost: Bool { boot.platform == .host && kernel.encryption == "AMD SME" }
    /// A guest whose kernel says that its memory is encrypted.
    var isGuest: Bool {
        let active = kernel.encryption ?? ""
        return boot.platform == .guest && (active.hasPrefix("AMD SEV") || active.hasPrefix("Intel TDX"))
    }
    var isPlain: Bool { boot.encryption == .none && kernel.encryption == nil }

    var isStreaming: Bool { [.mapSingle, .mapPage, .mapSG].contains(request.kind) }
    var isAllocation: Bool { request.kind == .allocCoherent }

    var pool: PoolState? { kernel.pool.state }
    /// Whether the kernel bounces every streaming mapping of the direct path.
    var isForced: Bool { pool?.forceBounce ?? saysForce }
    /// Whether swiotlb=force was asked for, in a form that some release understands.
    var saysForce: Bool {
        options.contains { $0.hasPrefix("swiotlb=") && $0.dropFirst(8).split(separator: ",").contains("force") }
    }
    var options: [Substring] { boot.cmdline.split(separator: " ") }

    /// Whether an IOMMU translates for the device.
    var isTranslated: Bool {
        route?.path == .translated || route?.path == .translatedBounce || groupType?.hasPrefix("DMA") == true
    }

    /// Whether addresses of this many bits can carry the C-bit.
    func reaches(_ bits: Int) -> Bool { bits > boot.cBit }

    /// As a reason says it.
    var masks: String { "streaming mask \(device.dmaMask) bits, C-bit \(boot.cBit)" }
}

/// The route as both sides tell it alike.
struct SeenRoute {
    let path: Path
    let cBit: CBit
    /// nil where neither side can tell, or they differ.
    let memory: MemoryState?
    let pteCBit: CBit?
    let message: Message?
    /// Why the bytes did not arrive, if they did not.
    let loss: String?

    /// nil where a side has no view, the sides differ, or the segments of a list went different ways.
    init?(_ observation: Observation) {
        guard let guest = observation.guest.view, let device = observation.device.view, guest.others.isEmpty,
            device.others.isEmpty, let path = guest.paths.first(where: device.paths.contains),
            path == .refused || guest.cBit == device.cBit
        else { return nil }
        self.path = path
        cBit = guest.cBit
        let states = Set([guest.memory, device.memory].compactMap { $0 })
        memory = states.count == 1 ? states.first : nil
        pteCBit = device.pteCBit ?? guest.pteCBit
        message = guest.message
        if case .corrupted(let why) = observation.data { loss = why } else { loss = nil }
    }

    var isBounce: Bool { path == .bounce || path == .translatedBounce }
    var isDirect: Bool { path == .direct || path == .identity }

    var text: String {
        var words = [path.rawValue]
        if cBit != .none { words.append("C-bit \(cBit.rawValue)") }
        if let memory, memory != .ordinary { words.append("\(memory.rawValue) memory") }
        if let message { words.append(message == .silent ? "silently" : "saying \(message.rawValue)") }
        return words.joined(separator: ", ")
    }
}
