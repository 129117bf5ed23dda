import GuestProtocol
import RouteModel

/// What arrived of a transfer, line by line: where the first byte went tells the way, not that the rest came along.
extension DeviceSide {
    /// Lines are looked at one by one in no more bytes than this of a transfer; the device moves less.
    private static let longest: UInt64 = 1 << 16
    static let tooLong = "the transfer is longer than any that the device makes"

    /// What of the transfers that reached their place did not arrive, in a sentence; nil where every byte did.
    func broken(_ landings: [Landing], _ held: [MemoryRun], _ moved: [MemoryRun]) -> String? {
        for (number, landing) in landings.enumerated() where !landing.isLost {
            guard let missing = missing(number, of: landings, held, moved) else { return Self.tooLong }
            guard let first = missing.first else { continue }
            let bytes = UInt64(missing.count * MemoryLine.size)
            return "of the \(landing.length) bytes at offset \(landing.offset) that the device "
                + "\(landing.wrote ? "wrote" : "read"), \(bytes) did not arrive, the first of them at offset "
                + "\(landing.offset + first) of the buffer"
        }
        return nil
    }

    /// Offsets within a transfer of the lines that it did not bring; nil where it is too long for each to be looked at.
    func missing(
        _ number: Int, of landings: [Landing], _ held: [MemoryRun], _ moved: [MemoryRun]
    ) -> [UInt64]? {
        let landing = landings[number]
        guard landing.length <= Self.longest else { return nil }
        let lines = stride(from: 0, to: landing.length, by: MemoryLine.size)
        guard landing.wrote else { return lines.filter { !wasRead(landing.offset + $0, of: landing, held) } }
        let later = landings[(number + 1)...].filter(\.wrote)
        return lines.filter { at in
            let offset = landing.offset + at
            // A later transfer may have written over it.
            let isLaters = later.contains { offset >= $0.offset && offset - $0.offset < $0.length }
            return !isLaters && !landed(at, of: landing, held, moved)
        }
    }

    /// Whether the device's own line stands where the CPU's stood.
    private func landed(_ at: UInt64, of landing: Landing, _ held: [MemoryRun], _ moved: [MemoryRun]) -> Bool {
        let own = places(of: landing.offset + at, role: landing.role.rawValue, in: held).map(\.physical)
        // A copy that the kernel wiped holds no line of the CPU's, and is contiguous.
        let due = own.isEmpty ? [landing.physical &+ at] : own
        return moved.contains { run in
            run.role == LineRole.fromDevice.rawValue && run.intact && (run.store ?? .plain) == landing.reached
                && at >= run.offset && at - run.offset < run.length
                && due.contains(run.physical &+ (at - run.offset))
        }
    }

    /// Whether the device stored the line where none stood before.
    private func wasRead(_ offset: UInt64, of landing: Landing, _ held: [MemoryRun]) -> Bool {
        let sources = places(of: offset, role: landing.role.rawValue, in: held)
        let whole = request.stored.filter(\.intact)
        return places(of: offset, role: landing.role.rawValue, in: whole).contains { !sources.contains($0) }
    }
}

extension DeviceSide.Landing {
    /// Of the CPU's lines at the place: a copy has those of before the call, the buffer those that came after it.
    var role: LineRole { target == .copy ? .original : .overwritten }
}
