/// A bzImage of 8 KiB whose header is in order and whose entry point holds a few instructions: what the shim checks can
/// be broken field by field (Documentation/arch/x86/boot.rst).
struct TinyKernel {
    static let setup = 5 * 512
    static let size = 4096
    static let payload = 0x400
    static let payloadLength = 0x100
    /// `ud2`: without an interrupt table it ends in a triple fault, which the shim tells.
    static let illegal: [UInt8] = [0x0f, 0x0b]

    var bytes = [UInt8](repeating: 0, count: setup + size + 1536)

    init(entry: [UInt8] = illegal) {
        put(4, 1, at: 0x1f1)
        put(Self.size / 16, 4, at: 0x1f4)
        put(0xaa55, 2, at: 0x1fe)
        put(0x6aeb, 2, at: 0x200)
        put(0x5372_6448, 4, at: 0x202)
        put(0x20f, 2, at: 0x206)
        put(0x20_0000, 4, at: 0x230)
        put(1, 2, at: 0x236)
        put(2047, 4, at: 0x238)
        put(Self.payload, 4, at: 0x248)
        put(Self.payloadLength, 4, at: 0x24c)
        put(0x100_0000, 8, at: 0x258)
        put(0x10_0000, 4, at: 0x260)
        // Zstandard's magic before the payload, the size of what it unpacks to behind.
        put(0xfd2f_b528, 4, at: Self.setup + Self.payload)
        put(0x8000, 4, at: Self.setup + Self.payload + Self.payloadLength - 4)
        bytes.replaceSubrange(Self.setup + 0x200..<Self.setup + 0x200 + entry.count, with: entry)
    }

    /// A little-endian number of `count` bytes.
    mutating func put(_ value: Int, _ count: Int, at offset: Int) {
        for byte in 0..<count { bytes[offset + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
    }
}
