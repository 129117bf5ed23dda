import Foundation

/// What a program that prints without end must leave of a disk.
public struct OutputRoom: Sendable {
    /// Bytes that stay free, beside as many as the output has: what was printed is copied out of it.
    let spare: UInt64
    /// Bytes free in a folder.
    let free: @Sendable (String) -> UInt64

    public init(spare: UInt64, free: @escaping @Sendable (String) -> UInt64 = LabCapabilities.room) {
        self.spare = spare
        self.free = free
    }

    func isShort(of output: String) -> Bool {
        free((output as NSString).deletingLastPathComponent) < spare + (SmallFile.size(output) ?? 0)
    }
}
