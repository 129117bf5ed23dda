/// Reads the options that decide routing as a release's own parsers do.
enum OptionParser {
    /// COMMAND_LINE_SIZE of x86 is 2048; half of it is left to what a guest gets besides.
    static let longest = 1024

    /// Parameters that change what the model takes for fixed: memory, processors, firmware tables, a WARN that kills.
    private static let reshaping: [StaticString] = [
        "mem", "memmap", "cma", "cma_pernuma", "numa_cma", "hugetlb_cma", "hugepagesz", "crashkernel", "movable_node",
        "kernelcore", "movablecore", "efi_fake_mem", "possible_cpus", "nr_cpus", "acpi",
        "amd_iommu", "coherent_pool",
        "panic_on_warn", "panic_on_taint", "sysctl.kernel.panic_on_warn", "additional_cpus",
    ]

    static func parse(_ bytes: [UInt8], dialect: Dialect) -> Options {
        var options = Options()
        if bytes.count > longest { options.beyond = .tooLong }
        options.leavesEncryption = EncryptionOption.leavesOn(bytes, dialect: dialect)
        var early = ParameterReader(bytes)
        while let (name, value) = early.next() { takeEarly(name, value, dialect, &options) }
        // `__setup()` options come after every early one, wherever they stand: unknown_bootoption() of init/main.c.
        var late = ParameterReader(bytes)
        while let (name, value) = late.next() {
            if let value, Text.sameName(name, "intel_iommu") { takeIntel(value, &options) }
        }
        return options
    }

    private static func takeEarly(_ name: Bytes, _ value: Bytes?, _ dialect: Dialect, _ options: inout Options) {
        if Text.sameName(name, "iommu") {
            if let value { takeIOMMU(value, &options) }
        } else if Text.sameName(name, "iommu.passthrough") {
            if let asked = Text.bool(value, dialect: dialect) { options.passthrough = asked }
        } else if Text.sameName(name, "iommu.strict") {
            if let asked = Text.bool(value, dialect: dialect) { options.strict = asked }
        } else if Text.sameName(name, "swiotlb") {
            if let value { takeSwiotlb(value, dialect, &options) } else { options.beyond = .crashes }
        } else if reshaping.contains(where: { Text.sameName(name, $0) }), options.beyond == nil {
            options.beyond = .reshapes
        }
    }

    /// `iommu_setup()` of arch/x86/kernel/pci-dma.c: prefixes, and `usedac` leaves the function at once.
    private static func takeIOMMU(_ value: Bytes, _ options: inout Options) {
        var rest = value
        while !rest.isEmpty {
            if Text.starts(rest, with: "off") { options.iommuOff = true }
            if Text.starts(rest, with: "usedac") { return }
            if Text.starts(rest, with: "soft") { options.iommuSoft = true }
            if Text.starts(rest, with: "pt") { options.passthrough = true }
            if Text.starts(rest, with: "nopt") { options.passthrough = false }
            rest = rest.drop { $0 != comma }.dropFirst()
        }
    }

    /// `intel_iommu_setup()` of drivers/iommu/intel/iommu.c: prefixes, the last of on and off stands.
    private static func takeIntel(_ value: Bytes, _ options: inout Options) {
        var rest = value
        while !rest.isEmpty {
            if Text.starts(rest, with: "on") {
                options.intelOff = false
            } else if Text.starts(rest, with: "off") {
                options.intelOff = true
            } else if Text.starts(rest, with: "strict") {
                options.strict = true
            }
            rest = rest.drop { $0 != comma }.drop { $0 == comma }
        }
    }

    /// `setup_io_tlb_npages()` of kernel/dma/swiotlb.c.
    private static func takeSwiotlb(_ value: Bytes, _ dialect: Dialect, _ options: inout Options) {
        var rest = value
        if startsInDigit(rest) { options.slabs.set(Text.takeNumber(&rest)) }
        if rest.first == comma { rest = rest.dropFirst() }
        if startsInDigit(rest) { options.slabs.adjustAreas(Text.takeNumber(&rest)) }
        if rest.first == comma { rest = rest.dropFirst() }
        let matches = dialect.keywordsByPrefix ? Text.starts(_:with:) : Text.equals(_:_:)
        if matches(rest, "force") {
            options.force = true
        } else if matches(rest, "noforce") {
            options.noforce = true
        }
    }

    private static let comma = UInt8(ascii: ",")

    private static func startsInDigit(_ text: Bytes) -> Bool { text.first.map(Text.isDigit) ?? false }
}
