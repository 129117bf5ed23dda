/// Reads the options that decide routing as the kernel's own parsers do.
enum OptionParser {
    /// COMMAND_LINE_SIZE of x86 is 2048; half of it is left to what a guest gets besides.
    static let longest = 1024

    /// Parameters that decide routing.
    static let routing: [StaticString] = [
        "iommu", "iommu.passthrough", "iommu.strict", "iommu.forcedac", "swiotlb", "coherent_pool", "intel_iommu",
        "amd_iommu", "mem_encrypt",
    ]

    /// Parameters that change what the model takes for fixed: memory, processors, firmware tables, which code runs, a
    /// WARN that kills.
    private static let reshaping: [StaticString] = [
        "mem", "memmap", "cma", "cma_pernuma", "numa_cma", "hugetlb_cma", "hugepagesz", "movable_node",
        "kernelcore", "movablecore", "default_hugepagesz", "reserve_mem", "kho", "numa",
        "efi", "efi_fake_mem", "add_efi_memmap", "noefi", "initrd", "initrdmem", "disable_mtrr_trim",
        "possible_cpus", "nr_cpus", "additional_cpus", "maxcpus", "nosmp", "noapic", "nolapic", "clearcpuid",
        "setcpuid",
        "acpi", "acpi_rsdp", "pci", "ivrs_ioapic", "ivrs_hpet", "ivrs_acpihid", "initcall_blacklist",
        "module_blacklist",
        "panic_on_warn", "panic_on_taint", "sysctl.kernel.panic_on_warn", "sysctl.kernel/panic_on_warn",
    ]

    static func parse(_ bytes: [UInt8]) -> Options {
        var options = Options()
        if bytes.count > longest { options.beyond = .tooLong }
        options.encryption = EncryptionOption(bytes)
        options.crashKernel = CrashKernelOption.bytes(bytes)
        var early = ParameterReader(bytes)
        while let (name, value) = early.next() { takeEarly(name, value, &options) }
        // `__setup()` options come after every early one, wherever they stand: unknown_bootoption() of init/main.c.
        var late = ParameterReader(bytes)
        while let (name, value) = late.next() {
            guard let value else { continue }
            if Text.sameName(name, "intel_iommu") { takeIntel(value, &options) }
            if Text.sameName(name, "amd_iommu") { takeAMD(value, &options) }
        }
        return options
    }

    private static func takeEarly(_ name: Bytes, _ value: Bytes?, _ options: inout Options) {
        if Text.sameName(name, "iommu") {
            if let value { takeIOMMU(value, &options) }
        } else if Text.sameName(name, "iommu.passthrough") {
            options.passthrough.read(value)
        } else if Text.sameName(name, "iommu.strict") {
            options.strict.read(value)
        } else if Text.sameName(name, "iommu.forcedac") {
            options.forcedac.read(value)
        } else if Text.sameName(name, "swiotlb") {
            if let value { takeSwiotlb(value, &options) } else { options.beyond = .crashes }
        } else if Text.sameName(name, "coherent_pool") {
            if let value { options.coherentPool = Text.memory(value) } else { options.beyond = .crashes }
        } else if Text.sameName(name, "numa"), let value, Text.equals(value, "off") {
            options.ignoresSRAT = true
        } else if let pages = largePages(name, value) {
            options.largePages = max(options.largePages, pages)
        } else if options.beyond == nil, isBeyond(name, value) {
            options.beyond = .reshapes
        }
    }

    /// The name of the first option that changes what the model takes for fixed; nil where none does.
    static func nameBeyond(_ bytes: [UInt8]) -> String? {
        var reader = ParameterReader(bytes)
        while let (name, value) = reader.next() {
            if isBeyond(name, value) { return String(decoding: name, as: UTF8.self) }
        }
        return nil
    }

    private static func isBeyond(_ name: Bytes, _ value: Bytes?) -> Bool {
        if Text.sameName(name, "numa"), let value, Text.equals(value, "off") { return false }
        if Text.sameName(name, "hugepages") { return largePages(name, value) == nil }
        return reshapes(name) && !isHarmless(name, value)
    }

    /// `hugepages_setup()` of mm/hugetlb.c, for a plain number: the pages are taken when the page allocator has all memory, and
    /// so behind the pool. nil for any other option or form.
    private static func largePages(_ name: Bytes, _ value: Bytes?) -> UInt64? {
        guard Text.sameName(name, "hugepages"), let value, !value.isEmpty, value.count < 12,
            value.allSatisfy(Text.isDigit)
        else { return nil }
        return value.reduce(0) { $0 * 10 + UInt64($1 - UInt8(ascii: "0")) }
    }

    /// Words of `pci=` that change no route (drivers/pci/pci.c, pci_setup): what they turn off is the translation cache of a
    /// device, its interrupts by messages, and the reports of its errors.
    private static let harmlessOfPCI: [StaticString] = ["noats", "nomsi", "noaer"]

    private static func isHarmless(_ name: Bytes, _ value: Bytes?) -> Bool {
        guard Text.sameName(name, "pci"), let value, !value.isEmpty else { return false }
        return value.split(separator: comma, omittingEmptySubsequences: false).allSatisfy { word in
            harmlessOfPCI.contains { Text.equals(word, $0) }
        }
    }

    private static func reshapes(_ name: Bytes) -> Bool {
        // ivrs_ioapic[4]= is the older form of ivrs_ioapic=.
        let name = name.prefix { $0 != UInt8(ascii: "[") }
        return reshaping.contains { Text.sameName(name, $0) }
    }

    /// `iommu_setup()` of arch/x86/kernel/pci-dma.c: prefixes, and `usedac` leaves the function at once.
    private static func takeIOMMU(_ value: Bytes, _ options: inout Options) {
        var rest = value
        while !rest.isEmpty {
            if Text.starts(rest, with: "off") { options.iommuOff = true }
            if Text.starts(rest, with: "usedac") { return }
            if Text.starts(rest, with: "soft") { options.iommuSoft = true }
            if Text.starts(rest, with: "pt") { options.passthrough.set(true) }
            if Text.starts(rest, with: "nopt") { options.passthrough.set(false) }
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
            } else if Text.starts(rest, with: "forcedac") {
                options.forcedac.set(true)
            } else if Text.starts(rest, with: "strict") {
                options.strict.set(true)
            }
            rest = rest.drop { $0 != comma }.drop { $0 == comma }
        }
    }

    /// `parse_amd_iommu_options()` of drivers/iommu/amd/init.c: prefixes; `off` sticks.
    ///
    /// What else it knows decides nothing here: QEMU's IOMMU lacks what `pgtbl_v2` needs (GIOSUP), so tables of version 1
    /// remain; `force_isolation` is about devices with PASIDs, `force_enable` about chips that QEMU is not.
    private static func takeAMD(_ value: Bytes, _ options: inout Options) {
        var rest = value
        while !rest.isEmpty {
            if Text.starts(rest, with: "fullflush") {
                options.strict.set(true)
            } else if Text.starts(rest, with: "off") {
                options.amdOff = true
            }
            rest = rest.drop { $0 != comma }.drop { $0 == comma }
        }
    }

    /// `setup_io_tlb_npages()` of kernel/dma/swiotlb.c.
    private static func takeSwiotlb(_ value: Bytes, _ options: inout Options) {
        var rest = value
        if startsInDigit(rest) { options.slabs.set(Text.takeNumber(&rest)) }
        if rest.first == comma { rest = rest.dropFirst() }
        if startsInDigit(rest) { options.slabs.adjustAreas(Text.takeNumber(&rest)) }
        if rest.first == comma { rest = rest.dropFirst() }
        options.force.read(rest, "force")
        options.noforce.read(rest, "noforce")
    }

    private static let comma = UInt8(ascii: ",")

    private static func startsInDigit(_ text: Bytes) -> Bool { text.first.map(Text.isDigit) ?? false }
}
