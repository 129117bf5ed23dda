import GuestProtocol

/// Memory full of an order's lines.
struct Lines {
    let order: DriveOrder
    let magic: UInt64
    let role: LineRole

    /// Writes them over the memory.
    /// - Parameter first: offset that the first one tells.
    func fill(_ memory: UnsafeMutableRawBufferPointer, first: Int = 0) {
        for offset in stride(from: 0, to: memory.count, by: MemoryLine.size) {
            let line = MemoryLine(
                magic: magic, nonce: order.nonce, role: role, offset: UInt64(clamping: first + offset))
            UnsafeMutableRawBufferPointer(rebasing: memory[offset...]).copyBytes(from: line.bytes)
        }
    }

    /// How many stand where they should.
    /// - Parameter first: offset that the first one tells.
    func count(in memory: UnsafeRawBufferPointer, first: Int = 0) -> UInt32 {
        var right: UInt32 = 0
        for offset in stride(from: 0, to: memory.count, by: MemoryLine.size) {
            let line = MemoryLine(UnsafeRawBufferPointer(rebasing: memory[offset...]), magic: magic)
            let place = UInt64(clamping: first + offset)
            if line?.nonce == order.nonce, line?.role == role, line?.offset == place { right += 1 }
        }
        return right
    }
}
