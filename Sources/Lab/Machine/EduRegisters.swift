import Foundation

/// What an edu device holds in its DMA registers, read from outside the guest (QEMU hw/misc/edu.c).
public struct EduRegisters: Hashable, Sendable {
    /// +0x80. Bus address, or an offset in the device's own buffer.
    public var source: UInt64
    /// +0x88
    public var destination: UInt64
    /// +0x90, in bytes.
    public var count: UInt64
    /// +0x98. Bit 0: running; bit 1: from the device to memory; bit 2: raise an interrupt.
    public var command: UInt64

    static let firstRegister: UInt64 = 0x80
    /// What the first register holds, as the human monitor prints it: version 1.0 and 0xed.
    static let identity = "0x010000ed"

    /// From what the human monitor's `xp /4gx` prints: `ADDRESS: 0xWORD 0xWORD`, two lines.
    init?(printed text: String) {
        var words: [UInt64] = []
        for line in text.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            for word in line[line.index(after: colon)...].split(separator: " ") where word.hasPrefix("0x") {
                guard let value = UInt64(word.dropFirst(2), radix: 16) else { return nil }
                words.append(value)
            }
        }
        guard words.count == 4 else { return nil }
        (source, destination, count, command) = (words[0], words[1], words[2], words[3])
    }
}

/// The part of QMP's `query-pci` that says where a device's registers lie.
struct PCIDevices: Decodable {
    struct Bus: Decodable {
        var bus: Int
        var devices: [Device]
    }
    struct Device: Decodable {
        var slot: Int
        var function: Int
        var regions: [Region]
        var bridge: Bridge?

        private enum CodingKeys: String, CodingKey {
            case slot, function, regions
            case bridge = "pci_bridge"
        }
    }
    struct Bridge: Decodable { var devices: [Device]? }
    struct Region: Decodable {
        var bar: Int
        var address: Int64
    }
    var `return`: [Bus]

    /// Address of BAR 0 of an edu device; nil where the guest has given it none.
    static func registers(of edu: EduSpec, in json: String) -> UInt64? {
        base(bar: 0, in: json) { buses in
            let seat = buses.first { $0.bus == edu.rootBus }?.devices.first { $0.slot == edu.slot && $0.function == 0 }
            return edu.isBelowPort ? seat?.bridge?.devices?.first { $0.slot == 0 && $0.function == 0 } : seat
        }
    }

    /// Address of a BAR of the device in `slot` of bus 0; nil where the guest has given it none.
    static func registers(slot: Int, bar: Int, in json: String) -> UInt64? {
        base(bar: bar, in: json) { buses in
            buses.first { $0.bus == 0 }?.devices.first { $0.slot == slot && $0.function == 0 }
        }
    }

    private static func base(bar: Int, in json: String, _ find: ([Bus]) -> Device?) -> UInt64? {
        guard let answer = try? JSONDecoder().decode(PCIDevices.self, from: Data(json.utf8)) else { return nil }
        let region = find(answer.return)?.regions.first { $0.bar == bar }
        guard let address = region?.address, address > 0 else { return nil }
        return UInt64(address)
    }
}
