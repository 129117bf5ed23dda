/// A QEMU of Debian's that runs beside the machine's own, with libraries of its own.
public struct EmulatorImage: Codable, Hashable, Sendable {
    /// As configs name it, such as `qemu-11`.
    public let name: String
    /// As it says of itself, such as `11.1.3`.
    public let version: String
    /// A program that starts it, absolute.
    public let path: String
}
