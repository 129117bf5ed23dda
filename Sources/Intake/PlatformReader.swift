import RouteModel

extension Reading {
    private static let hypervisors: [StaticString] = [
        "hypervisor detected:", "kvm-clock:", "booting paravirtualized kernel on kvm", "qemu standard pc",
        "dmi: qemu", "dmi: google", "dmi: amazon ec2", "dmi: vmware", "dmi: microsoft corporation virtual",
        "hypervisor vendor:", "qemu-system-", "<domain type=",
    ]

    /// What a host says that can run guests with encrypted memory: drivers/crypto/ccp, arch/*/kvm/svm/sev.c.
    private static let hosts: [StaticString] = [
        "rmp table physical", "sev supported:", "sev-es supported:", "sev-snp supported:", "sev enabled (asids",
        "sev-snp enabled (asids", "sev firmware update", "sev-snp api:", "sev api:", "-snp-host-",
    ]

    private static let guests: [StaticString] = [
        "kvm guest", "snp guest", "sev guest", "tdx guest", "inside a vm", "in a vm", "inside the guest",
        "in the guest", "inside an", "virtual machine", "in a guest",
    ]

    /// `qemu-system-…: -device …: …`: what QEMU itself complains of is said on the host.
    private static func isOfQEMU(_ text: ReportText) -> Bool {
        guard let at = text.find("qemu-system-") else { return false }
        return text.bytes[at...].prefix { $0 != 32 }.last == UInt8(ascii: ":")
    }

    /// A line of source or of a patch: what it names is what the code is about.
    static func isCode(_ line: Pasted.Line) -> Bool {
        let text = line.text
        let start = text.skipSpaces(0)
        return !line.stamped
            && (text.starts("//", at: start) || text.starts("/*", at: start) || text.starts("+++", at: start)
                || text.starts("@@", at: start) || text.starts("#include", at: start)
                || text.starts("#if", at: start) || text.starts("* ", at: start) && text.has("()"))
    }

    mutating func readPlatform(_ line: Pasted.Line) {
        let text = line.text
        if Self.hosts.contains(where: { text.has($0) }) {
            isHostOfGuests = true
            add(.host, line)
        } else if Self.isOfQEMU(text) {
            // What fails before a guest's kernel runs says nothing of the machine of that kernel.
            isTaken = true
        } else if Self.hypervisors.contains(where: { text.has($0) }) {
            add(.guest, line)
        } else if text.has("booting paravirtualized kernel on bare hardware") || text.has("bare metal")
            || text.has("bare-metal")
            || text.has("baremetal")
        {
            add(.host, line)
        } else if text.has("dmi: ")
            || text.hasWord("host") && !text.hasWord("guest") && !text.hasAny(["-cpu ", "-machine ", "-object "])
                && text.hasAny(["epyc", "xeon", "ryzen", "threadripper", "sme"])
        {
            add(.host, line)
        } else if let at = Self.guests.lazy.compactMap({ text.find($0) }).first,
            line.isMachineText || !text.isWished(at: at)
        {
            add(.guest, line)
        }
        if text.has("elfcorehdr=") || !line.isMachineText && text.hasAny(["kdump", "crash kernel", "capture kernel"]),
            note("crash kernel", "named", line)
        {
            crashKernels.append(line.noted(true))
        }
        readVendor(line)
    }

    private mutating func readVendor(_ line: Pasted.Line) {
        let text = line.text
        // Intel's machines print the first too, and every kernel prints its list of processors.
        guard
            !text.hasAny(["not available on this system", "config_", "iommu/vt-d:", "iommu/amd:"]),
            !text.starts("intel genuineintel"), !text.starts("amd authenticamd")
        else { return }
        let isAMD = Self.amd.contains { text.has($0) }
        let isIntel = Self.intel.contains { text.has($0) }
        if !line.isMachineText {
            // "AMD-V/VT-d" names the makers of two, and none of them is that of this machine.
            if isIntel, isAMD || text.hasAny(["amd-v", "svm"]) || text.hasWord("amd") { return }
            if isAMD, text.hasWord("intel") { return }
            if Self.isOfOthers(text) { return }
        }
        if isAMD {
            add(Vendor.amd, line)
        } else if isIntel {
            add(Vendor.intel, line)
        }
    }

    /// "Someone solved this on …": what machine somebody else has.
    private static func isOfOthers(_ text: ReportText) -> Bool {
        text.hasAny(["someone ", "somebody ", "others ", "other users", "another user", "people with"])
    }

    private static let amd: [StaticString] = [
        "authenticamd", "epyc", "ryzen", "threadripper", "amd-vi", "amd family", "amd_iommu", "znver",
    ]
    private static let intel: [StaticString] = [
        "genuineintel", "intel(r) xeon", "intel(r) core", "dmar:", "xeon", "vt-d", "intel_iommu", "haswell",
        "broadwell", "skylake", "kaby lake", "coffee lake", "comet lake", "ice lake", "tiger lake", "alder lake",
        "raptor lake", "meteor lake", "gemini lake", "apollo lake", "sandy bridge", "ivy bridge", "tigerlake",
    ]

    private mutating func add(_ platform: Platform, _ line: Pasted.Line) {
        if note("platform", platform.rawValue, line) { platforms.append(line.noted(platform)) }
    }

    private mutating func add(_ vendor: Vendor, _ line: Pasted.Line) {
        if note("processor", vendor.rawValue, line) { vendors.append(line.noted(vendor)) }
    }
}
