/// The route that a request took, as far as statements speak of it.
public struct TakenRoute: Hashable, Sendable {
    public let path: Path
    public let cBit: CBit
    /// nil where nobody can tell.
    public let memory: MemoryState?
    public let pteCBit: CBit?
    public let message: Message?
    /// Why the bytes did not arrive, if they did not.
    public let loss: String?

    public init(path: Path, cBit: CBit, memory: MemoryState?, pteCBit: CBit?, message: Message?, loss: String?) {
        self.path = path
        self.cBit = cBit
        self.memory = memory
        self.pteCBit = pteCBit
        self.message = message
        self.loss = loss
    }

    /// As it is predicted.
    init(_ route: Route) {
        self.init(
            path: route.path, cBit: route.cBit, memory: route.memory, pteCBit: route.pteCBit, message: route.message,
            loss: route.arrives ? nil : "the device and the CPU look at the memory in different ways")
    }

    var isBounce: Bool { path.isBounce }
    var isDirect: Bool { path == .direct || path == .identity }

    var text: String {
        var words = [path.rawValue]
        if cBit != .none { words.append("C-bit \(cBit.rawValue)") }
        if let memory, memory != .ordinary { words.append("\(memory.rawValue) memory") }
        if let message { words.append(message == .silent ? "silently" : "saying \(message.rawValue)") }
        return words.joined(separator: ", ")
    }

    var withEntry: String { text + (pteCBit.map { ", entry's C-bit \($0.rawValue)" } ?? "") }
}
