/// The bounds of a config's numbers.
enum Limits {
    /// Bytes of RAM of a boot.
    static let ram: ClosedRange<UInt64> = (256 << 20)...(64 << 30)
    /// Bytes that a boot's RAM could grow to.
    static let maxmem: ClosedRange<UInt64> = (512 << 20)...(1024 << 30)
    static let ramStep: UInt64 = 1 << 20
    /// Bytes of a request.
    static let size: ClosedRange<UInt64> = 64...(16 << 20)
    /// Bytes of a streaming buffer, or of each segment of one: memory comes to it in one block, and the page allocator
    /// has no larger one. An allocation may ask for more, and how the kernel takes that is worth a cell.
    static let piece: UInt64 = 4 << 20
    /// Bytes of the registers that `map-resource` reaches.
    static let registers: UInt64 = 512 << 10
    static let sizeStep: UInt64 = 64
    /// Of a buffer within its first page.
    static let offset: ClosedRange<UInt64> = 0...4032
    /// Bits of a DMA mask.
    static let mask = 1...64
    /// Entries of a scatterlist.
    static let segments = 1...32
    /// Mappings that are held meanwhile.
    static let held = 0...65536
    /// Position of the C-bit: above every address of RAM, within the physical addresses of AMD's processors.
    static let cBit = 37...51
    /// Processors of a machine.
    static let cpus = 1...8
    /// Bytes that a driver is asked to read from its device.
    static let driverIO: UInt64 = 64 << 10
    static let devices = 1...64
    /// PCI slots that the machine has left for devices that the probe drives, in every boot.
    static let probed = 14
    /// And for those with a driver of the kernel's, of which a boot has the ones that it has cells of.
    static let driven = 11
    static let kernels = 1...64
    static let requests = 10_000
    static let boots = 100_000
    static let cells = 1_000_000
}

extension Collection where Element: Collection {
    /// How many combinations of one item of each there are, if at most `limit`.
    func boundedProduct(_ limit: Int) -> Int? {
        var product = 1
        for item in self {
            let (next, overflow) = product.multipliedReportingOverflow(by: item.count)
            guard !overflow, next <= limit else { return nil }
            product = next
        }
        return product
    }
}
