import CGuest
import Glibc

/// What the processor itself says, and its registers where they can be read.
enum Processor {
    /// Leaves that tell the maker, a hypervisor, and AMD's or Intel's memory encryption.
    private static let asked: [UInt32] = [0, 1, 0x21, 0x4000_0000, 0x8000_0000, 0x8000_001f]

    /// SYSCFG, whose bit 23 is SME by the firmware's will, and SEV_STATUS (arch/x86/include/asm/msr-index.h).
    private static let registers: [UInt32] = [0xc001_0010, 0xc001_0131]
    private static let device = "/dev/cpu/0/msr"

    /// `("0x80000001f", "0x… 0x… 0x… 0x…")`: eax, ebx, ecx, edx of each leaf that is there.
    /// - Parameter answer: the four registers that CPUID fills for a leaf.
    static func leaves(_ answer: (_ leaf: UInt32) -> [UInt32] = answer) -> [(leaf: String, values: String)] {
        let first = answer(0)[0]
        let extended = answer(0x8000_0000)[0]
        let isGuest = first > 0 && answer(1)[2] >> 31 == 1
        return asked.compactMap { leaf in
            switch leaf {
            case 0x4000_0000: if !isGuest { return nil }
            case 0x8000_0000...: if leaf > extended { return nil }
            default: if leaf > first { return nil }
            }
            return (hex(UInt64(leaf)), answer(leaf).map { hex(UInt64($0)) }.joined(separator: " "))
        }
    }

    /// Needs CAP_SYS_RAWIO and the kernel's `msr` driver, which nobody loads for it; lockdown forbids it.
    static func modelRegisters(_ system: any SystemCalls) -> [(register: String, value: String)] {
        registers.map { register in (hex(UInt64(register)), value(of: register, system)) }
    }

    private static func value(of register: UInt32, _ system: any SystemCalls) -> String {
        do throws(Problem) {
            let file = try system.open(device, O_RDONLY)
            defer { system.closeFile(file) }
            var value: UInt64 = 0
            let count = withUnsafeMutableBytes(of: &value) { system.readFile(file, into: $0, at: Int(register)) }
            guard count == 8 else { throw Problem("read \(device)", errno: count < 0 ? Int32(count) : EIO) }
            return hex(value)
        } catch {
            return "unreadable: \(error.text)"
        }
    }

    private static func answer(_ leaf: UInt32) -> [UInt32] {
        var registers: [UInt32] = [0, 0, 0, 0]
        guest_cpuid(leaf, &registers)
        return registers
    }

    private static func hex(_ number: UInt64) -> String { "0x\(String(number, radix: 16))" }
}
