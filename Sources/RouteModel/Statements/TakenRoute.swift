/// The route that a request took, as far as statements speak of it.
public struct TakenRoute: Hashable, Sendable {
    /// The way that the DMA went, or why it went none.
    public let path: Path
    /// Bit of the `dma_addr_t`; an IOVA is clear.
    public let addressBit: BitState
    /// nil where nobody can tell.
    public let memory: MemoryState?
    /// Bit of the IOMMU's page-table entry; nil where nothing was translated or nobody can tell.
    public let entryBit: BitState?
    /// What the kernel said when it refused; nil where it refused nothing.
    public let message: Message?
    /// Why the bytes did not arrive, if they did not.
    public let loss: String?

    public init(
        path: Path, addressBit: BitState, memory: MemoryState?, entryBit: BitState?, message: Message?, loss: String?
    ) {
        self.path = path
        self.addressBit = addressBit
        self.memory = memory
        self.entryBit = entryBit
        self.message = message
        self.loss = loss
    }

    /// As it is predicted.
    init(_ route: Route) {
        self.init(
            path: route.path, addressBit: route.addressBit, memory: route.memory, entryBit: route.entryBit,
            message: route.message,
            loss: route.arrives ? nil : "the device and the CPU look at the memory in different ways")
    }

    var isBounce: Bool { path.isBounce }
    var isDirect: Bool { path == .direct || path == .identity }

    var text: String {
        var words = [path.rawValue]
        if addressBit != .none { words.append(addressBit.text()) }
        if let memory, memory != .ordinary { words.append("\(memory.rawValue) memory") }
        if let message { words.append(message == .silent ? "silently" : "saying \(message.rawValue)") }
        return words.joined(separator: ", ")
    }

    var withEntry: String { text + (entryBit.map { ", entry's \($0.text())" } ?? "") }
}
