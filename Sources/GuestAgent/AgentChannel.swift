import Glibc
import GuestProtocol

/// The agent's end of the guest channel.
struct AgentChannel {
    /// Bytes of a piece of a file; well below what a frame may hold.
    static let piece = 256 * 1024
    /// How long a full ring is waited for: the harness polls every few milliseconds.
    private static let patience = 60

    private let system: any SystemCalls
    private var commands: Ring
    private var reports: Ring

    /// Maps the shared memory of the one ivshmem device there is.
    init(_ system: any SystemCalls) throws(Problem) {
        let folder = try PCI(system).find(vendor: GuestChannel.vendor, device: GuestChannel.device)
        try system.write("1", to: "\(folder)/enable")
        let path = "\(folder)/resource\(GuestChannel.bar)"
        let descriptor = try system.open(path, O_RDWR)
        defer { system.closeFile(descriptor) }
        guard
            let memory = mmap(nil, GuestChannel.bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
            memory != MAP_FAILED
        else { throw Problem("mmap \(path)", errno: errno) }
        try self.init(memory, system)
    }

    /// - Parameter memory: what the harness has made a channel of.
    init(_ memory: UnsafeMutableRawPointer, _ system: any SystemCalls) throws(Problem) {
        self.system = system
        do {
            (commands, reports) = try GuestChannel.guest(memory)
        } catch {
            throw Problem(error.description)
        }
    }

    mutating func send(_ report: Report) throws(Problem) {
        let deadline = AgentDeadline(seconds: Self.patience, system)
        do {
            try reports.send(Codec.encode(report)) { deadline.pause() }
        } catch {
            throw Problem(error.description)
        }
    }

    mutating func send(file name: String, path: String) throws(Problem) {
        var channel = self
        defer { self = channel }
        try system.read(path, piece: Self.piece) { piece throws(Problem) in
            try channel.send(.file(name: name, bytes: piece))
        }
    }

    mutating func send(file name: String, bytes: [UInt8]) throws(Problem) {
        for start in stride(from: 0, to: bytes.count, by: Self.piece) {
            try send(.file(name: name, bytes: Array(bytes[start..<min(start + Self.piece, bytes.count)])))
        }
    }

    /// The next command; nil when none came in time.
    mutating func receive(seconds: Int) throws(Problem) -> Command? {
        let deadline = AgentDeadline(seconds: seconds, system)
        do {
            repeat {
                if let frame = try commands.receive() { return try Codec.decodeCommand(frame) }
            } while deadline.pause()
        } catch {
            throw Problem(error.description)
        }
        return nil
    }
}
