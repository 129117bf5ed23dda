/// Which command collects a fact that is missing.
enum Asking {
    private static let commands: [(words: String, command: String)] = [
        ("what this means", "dmesg"), ("messages of what fails", "dmesg"), ("messages of the crash", "dmesg"),
        ("architecture", "uname -m"), ("kernel's version", "uname -r"), ("command line", "cat /proc/cmdline"),
        ("what removed the pool", "cat /proc/cmdline; dmesg | grep -i 'software io tlb'"),
        ("messages about DMA", "dmesg | grep -iE 'swiotlb|software io tlb|iommu|dmar|amd-vi|dma'"),
        ("message about the refusal", "dmesg | grep -iE 'swiotlb|overflow'"),
        ("a line of the fault", "dmesg | grep -iE 'DMAR|AMD-Vi|fault'"),
        ("a symptom", "dmesg | grep -iE 'overflow|swiotlb|fault|DMAR|AMD-Vi'"),
        ("DMA mask", "cat /sys/bus/pci/devices/*/dma_mask_bits /sys/bus/pci/devices/*/consistent_dma_mask_bits"),
        ("total and used", "cat /sys/kernel/debug/swiotlb/io_tlb_nslabs /sys/kernel/debug/swiotlb/io_tlb_used"),
        ("IOMMU", "ls /sys/class/iommu /sys/kernel/iommu_groups"), ("RAM", "grep MemTotal /proc/meminfo"),
        ("encryption", "dmesg | grep -i 'memory encryption'"), ("min_align_mask", "lspci -nnk"),
        ("in full", "dmesg | grep -iE 'overflow|swiotlb'"), ("reported age", "uname -r"), ("kernel", "uname -r"),
    ]

    /// The missing fact with the command that would collect it.
    static func told(_ missing: String) -> String {
        guard !missing.contains("`") else { return missing }
        return command(for: missing).map { "\(missing)   (\($0))" } ?? missing
    }

    static func command(for missing: String) -> String? { commands.first { missing.contains($0.words) }?.command }
}

extension ReproductionRecord {
    /// A short mail to the reporter that asks for what is missing.
    public var mail: String {
        let open = reproduction.missing
        let wanted =
            open
            + reproduction.assumed.filter(\.decides).map(\.fact).filter { fact in
                !open.contains { $0.contains(fact) }
            }
        var commands: [String] = []
        for missing in wanted {
            guard let command = Asking.command(for: missing), !commands.contains(command) else { continue }
            commands.append(command)
        }
        guard !commands.isEmpty else {
            return
                "Thank you for the report. Nothing more is needed to say what the kernel does there:\n\n\(reproduction.cause)"
        }
        let lines =
            [
                "Thank you for the report. To say for certain what the kernel does there, this is still missing:", "",
            ] + wanted.filter { Asking.command(for: $0) != nil }.map { "- " + $0 } + [
                "", "Could you run these as root, on the machine and in the boot that fails, and send what they print?",
                "",
            ] + commands.map { "    " + $0 } + ["", "So far: \(reproduction.cause)"]
        return lines.joined(separator: "\n")
    }
}
