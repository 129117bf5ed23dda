/// An ACPI table (SSDT) that marks root ports of bus 0 as leading outside the machine, as firmware does for Thunderbolt:
///
///     Scope (\_SB.PCI0.SXX) {
///         Name (_DSD, Package () {
///             ToUUID ("efcc06cc-73ac-4bc3-bff0-76143807c389"),
///             Package () { Package () { "ExternalFacingPort", 1 } }
///         })
///     }
///
/// Linux then trusts no device right below such a port (drivers/pci/pci-acpi.c, pci_acpi_set_external_facing). QEMU's own
/// tables name the device in a slot `S` and the slot's number times eight in hexadecimal (hw/i386/acpi-build.c).
enum ExternalPorts {
    private static let uuid: [UInt8] = [
        0xcc, 0x06, 0xcc, 0xef, 0xac, 0x73, 0xc3, 0x4b, 0xbf, 0xf0, 0x76, 0x14, 0x38, 0x07, 0xc3, 0x89,
    ]

    /// - Parameter slots: of the ports on bus 0, each below 0x20.
    static func table(slots: [Int]) -> [UInt8] {
        let body = slots.flatMap(scope)
        var table = Array("SSDT".utf8) + word(UInt32(clamping: headerBytes + body.count)) + [2, 0]
        table += Array("DMARTE".utf8) + Array("EXTPORTS".utf8) + word(1) + Array("DMRT".utf8) + word(1) + body
        // All bytes of an ACPI table sum up to 0.
        table[checksum] = 0 &- table.reduce(0, &+)
        return table
    }

    private static let headerBytes = 36
    private static let checksum = 9

    private static func scope(_ slot: Int) -> [UInt8] {
        let digits = String((slot & 0x1f) << 3, radix: 16, uppercase: true)
        let name = "S" + (digits.count < 2 ? "0" : "") + digits + "_"
        let property = package([string("ExternalFacingPort"), [one]])
        let buffer = [bufferOp] + sized([bytePrefix, UInt8(uuid.count)] + uuid)
        let properties = [nameOp] + Array("_DSD".utf8) + package([buffer, package([property])])
        return [scopeOp] + sized([root, multiNamePrefix, 3] + Array("_SB_PCI0\(name)".utf8) + properties)
    }

    private static func package(_ elements: [[UInt8]]) -> [UInt8] {
        [packageOp] + sized([UInt8(clamping: elements.count)] + elements.joined())
    }

    private static func string(_ text: String) -> [UInt8] { [stringPrefix] + Array(text.utf8) + [0] }

    /// PkgLength, which counts itself: one byte up to 63, else the low four bits and a byte more. Nothing here is longer
    /// than 4,095 bytes.
    private static func sized(_ content: [UInt8]) -> [UInt8] {
        let short = content.count + 1
        guard short > 63 else { return [UInt8(short)] + content }
        let long = content.count + 2
        return [0x40 | UInt8(long & 0xf), UInt8(truncatingIfNeeded: long >> 4)] + content
    }

    private static func word(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }

    // ACPI 6.5, 20.2: AML.
    private static let one: UInt8 = 0x01
    private static let nameOp: UInt8 = 0x08
    private static let bytePrefix: UInt8 = 0x0a
    private static let stringPrefix: UInt8 = 0x0d
    private static let scopeOp: UInt8 = 0x10
    private static let bufferOp: UInt8 = 0x11
    private static let packageOp: UInt8 = 0x12
    private static let multiNamePrefix: UInt8 = 0x2f
    private static let root: UInt8 = 0x5c
}
