import Printing
import RouteModel

extension Boot: Described {
    enum Form: CaseIterable { case boot }

    var form: Form { .boot }

    static let gap = "  "

    static let fields = [kernelField] + axes

    /// Named apart from the axes, as `kernels`.
    static let kernelField = Field<Boot>(
        "kernel", "A kernel of images/kernels.yaml, or release and digest of one that was brought along",
        .name(.kernel), usual: .nothing, \.kernel
    ).with {
        $0.words = { $0.kernel }
        $0.flag = { $0.kernel }
    }

    /// What `axes` multiplies, in the order in which flags do.
    static let axes = [
        platformField, encryptionField, meansField, cBitField, microcodeField, viommuField, passThroughField,
        cmdlineField, ramField, maxmemField, emulatorField, cpusField,
    ]

    private static let platformField = Field<Boot>(
        "platform", "What the kernel takes the machine for", .word("platform"), usual: .value(.guest), \.platform
    ).with {
        $0.isAlwaysDigested = true
        $0.words = { $0.platform.rawValue }
        $0.part = .platform
        $0.cuts = { [Simpler($0, "as a guest") { $0.platform = .guest }] }
    }

    static let encryptionField = Field<Boot>(
        "encryption", "How RAM is encrypted", .word("kind of encryption"), usual: .value(.none), \.encryption
    ).with {
        $0.isAlwaysDigested = true
        $0.words = { $0.encryption == .none ? nil : $0.encryption.rawValue }
        $0.part = .encryption
        $0.cuts = { [Simpler($0, "without memory encryption") { $0.encryption = .none }] }
    }

    private static let meansField = Field<Boot>(
        "means", "How encryption comes about; hardware needs a node whose processor has it",
        Notation<Means>.word("means of encryption"), usual: .value(.emulated), where: { $0.encryption != .none },
        get: \.means,
        set: { $0.askedMeans = $1 == .hardware ? .hardware : nil }
    ).with {
        $0.before = " "
        $0.words = { $0.means.map { "(\($0.rawValue))" } }
        $0.order.cuts = 4
        $0.cuts = { [Simpler($0, "with emulated encryption") { $0.askedMeans = nil }] }
    }

    static let cBitField = Field<Boot>(
        "c-bit", "Position of the C-bit, where there is encryption", .integer("c-bit", in: Limits.cBit),
        usual: .value(47), where: { $0.encryption.hasPlacedBit(on: $0.architecture) }, get: \.cBit,
        set: { $0.cBit = $1 ?? 47 }
    ).with {
        $0.digestKey = "cBit"
        $0.isAlwaysDigested = true
        $0.before = ", "
        $0.words = { $0.addressBit?.text }
        $0.order.cuts = 3
        $0.cuts = { [Simpler($0, "with C-bit 47") { $0.cBit = 47 }] }
    }

    private static let microcodeField = Field<Boot>(
        "microcode", "Microcode revision of the CPU, such as 0x08001204; the usual one is new enough for every kernel",
        .microcode, absent: "usual", \.microcode
    ).with {
        $0.words = { $0.microcode.map { "microcode 0x\(String($0, radix: 16))" } }
        $0.order.cuts = 2
        $0.cuts = { [Simpler($0, "with the usual microcode") { $0.microcode = nil }] }
    }

    private static let viommuField = Field<Boot>(
        "viommu", "The IOMMU that the machine shows", .word("vIOMMU"), usual: .value(.none), \.viommu
    ).with {
        $0.isAlwaysDigested = true
        $0.words = { "vIOMMU \($0.viommu.rawValue)" }
        $0.part = .viommu
        $0.cuts = { [Simpler($0, "without a vIOMMU") { $0.viommu = .none }] }
    }

    private static let passThroughField = Field<Boot>(
        "pass-through", "Whether an intel vIOMMU offers pass-through (ECAP.PT)", .onOff("pass-through"),
        usual: .value(.on), where: { $0.viommu == .intel }, get: { $0.hasPassThrough ? .on : .off },
        set: { $0.passThrough = $1 == .off ? false : nil }
    ).with {
        $0.digestKey = "passThrough"
        $0.words = { $0.passThrough == false ? "no pass-through" : nil }
        $0.order.cuts = 1
        $0.cuts = { [Simpler($0, "with pass-through in the vIOMMU") { $0.passThrough = nil }] }
    }

    private static let cmdlineField = Field<Boot>(
        "cmdline", "Kernel options under test, such as \"iommu=pt swiotlb=force\"", .commandLine, usual: .value(""),
        \.cmdline
    ).with {
        $0.isAlwaysDigested = true
        $0.unusual = { $0.cmdline.split(separator: " ").count }
        $0.words = { $0.cmdline.isEmpty ? "no options" : $0.cmdline }
        $0.flag = { $0.cmdline.isEmpty ? nil : ShellWord.doubleQuoted($0.cmdline) }
        $0.part = .commandLine
        $0.cuts = { boot in
            Simplified.words(of: boot.cmdline).map { says, left in Simpler(boot, says) { $0.cmdline = left } }
        }
    }

    /// How much there is counts as unusual nowhere but in a reduction.
    private static let ramField = Field<Boot>(
        "ram", "RAM of the guest, such as 5GiB", .size("ram", in: Limits.ram, step: Limits.ramStep),
        usual: .value(1 << 30), \.ram
    ).with {
        $0.isAlwaysDigested = true
        $0.unusual = { _ in 0 }
        $0.words = { "RAM \($0.ram >> 20) MiB" }
        $0.flag = { "\($0.ram >> 20)MiB" }
        $0.part = .memory
        $0.order.cuts = 1
        $0.cuts = { boot in
            memories.filter { $0 < boot.ram }.map { ram in
                Simpler(boot, "with \(ram >> 20) MiB of RAM") { $0.ram = ram }
            }
        }
    }

    private static let maxmemField = Field<Boot>(
        "maxmem", "What the RAM could grow to by hot-plug, such as 16GiB, more than the ram",
        .size("maxmem", in: Limits.maxmem, step: Limits.ramStep), \.maxmem
    ).with {
        $0.words = { $0.maxmem.map { "maxmem \($0 >> 20) MiB" } }
        $0.flag = { $0.maxmem.map { "\($0 >> 20)MiB" } }
        $0.part = .memory
        $0.cuts = { [Simpler($0, "with no RAM to be plugged in") { $0.maxmem = nil }] }
    }

    private static let cpusField = Field<Boot>(
        "cpus", "Processors of the machine", .integer("cpus", in: Limits.cpus), usual: .value(1),
        get: \.processors, set: { $0.cpus = $1 == 1 ? nil : $1 }
    ).with {
        $0.words = { $0.cpus.map { "\($0) CPUs" } }
        $0.cuts = { [Simpler($0, "with one CPU") { $0.cpus = nil }] }
    }

    private static let emulatorField = Field<Boot>(
        "emulator", "QEMU: the machine's own, or one that `dmaroute images --emulator` fetched",
        Notation<EmulatorName>.word("emulator"),
        usual: .value(.installed), get: { EmulatorName($0.emulator) }, set: { $0.emulator = $1?.emulator }
    ).with {
        $0.words = { $0.emulator?.rawValue }
        $0.cuts = { [Simpler($0, "with the installed QEMU") { $0.emulator = nil }] }
    }
}
