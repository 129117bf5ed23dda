import GuestProtocol
import RouteModel

/// Finds lines of one magic in pieces of memory that are fed in ascending order.
struct LineScan {
    let magic: UInt64
    /// Where the pieces come from; nil where there is one store only.
    var store: Store?
    private(set) var hits: [Hit] = []
    private(set) var truncated = false

    init(magic: UInt64) { self.magic = magic }

    /// - Parameter memory: at most as much as was asked for; a rest shorter than a line is passed over.
    /// - Returns: false when there are more hits than ``RAMScan/limit``.
    mutating func feed(_ memory: UnsafeRawBufferPointer, physical: UInt64) -> Bool {
        let wanted = magic.littleEndian
        let end = memory.count - memory.count % MemoryLine.size
        var at = 0
        while at < end {
            if memory.loadUnaligned(fromByteOffset: at, as: UInt64.self) == wanted {
                let line = UnsafeRawBufferPointer(rebasing: memory[at..<at + MemoryLine.size])
                var hit = Self.hit(line, magic: magic, physical: physical &+ UInt64(at))
                hit.store = store
                guard add(hit) else { return false }
            }
            at += MemoryLine.size
        }
        return true
    }

    private mutating func add(_ hit: Hit) -> Bool {
        if let last = hits.indices.last, hits[last].absorb(hit) { return true }
        guard hits.count < RAMScan.limit else {
            truncated = true
            return false
        }
        hits.append(hit)
        return true
    }

    private static func hit(_ line: UnsafeRawBufferPointer, magic: UInt64, physical: UInt64) -> Hit {
        let size = UInt64(MemoryLine.size)
        if let whole = MemoryLine(line, magic: magic) {
            return Hit(
                nonce: whole.nonce, role: whole.role, bufferOffset: whole.offset, physical: physical, length: size,
                intact: true)
        }
        let nonce = UInt64(littleEndian: line.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        let tag = UInt64(littleEndian: line.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
        return Hit(
            nonce: nonce, role: LineRole(rawValue: UInt8(tag >> 56)), bufferOffset: tag & 0xff_ffff_ffff_ffff,
            physical: physical, length: size, intact: false)
    }
}
