import RouteModel

extension Reading {
    private static let hypervisors: [StaticString] = [
        "hypervisor detected:", "kvm-clock:", "booting paravirtualized kernel on kvm", "qemu standard pc",
        "dmi: qemu", "dmi: google", "dmi: amazon ec2", "dmi: vmware", "dmi: microsoft corporation virtual",
        "hypervisor vendor:", "qemu-system-", "<domain type=",
    ]

    mutating func readPlatform(_ line: Pasted.Line) {
        let text = line.text
        if Self.hypervisors.contains(where: { text.has($0) }) {
            add(.guest, line)
        } else if text.has("booting paravirtualized kernel on bare hardware") || text.has("bare metal")
            || text.has("bare-metal")
            || text.has("baremetal")
        {
            add(.host, line)
        } else if text.has("dmi: ")
            || text.hasWord("host") && !text.hasWord("guest")
                && text.hasAny(["epyc", "xeon", "ryzen", "threadripper", "sme"])
        {
            add(.host, line)
        } else if text.hasAny([
            "kvm guest", "snp guest", "sev guest", "tdx guest", "inside a vm", "in a vm", "inside the guest",
            "in the guest", "inside an", "virtual machine", "in a guest",
        ]) {
            add(.guest, line)
        }
        if text.has("elfcorehdr=") || !line.isMachineText && text.hasAny(["kdump", "crash kernel", "capture kernel"]),
            note("crash kernel", "named", line)
        {
            crashKernels.append(line.noted(true))
        }
        let others: [StaticString] = ["aarch64", "arm64", "armv7", "ppc64", "s390x", "riscv64"]
        if let other = others.first(where: { text.has($0) }), note("architecture", "\(other)", line) {
            foreign.append(line.noted("\(other)"))
        }
        // Intel's machines print this too.
        guard !text.has("not available on this system") else { return }
        if text.hasAny(["authenticamd", "epyc", "ryzen", "threadripper", "amd-vi", "amd family"]) {
            add(Vendor.amd, line)
        } else if text.hasAny(["genuineintel", "intel(r) xeon", "intel(r) core", "dmar:", "xeon"]) {
            add(Vendor.intel, line)
        }
    }

    private mutating func add(_ platform: Platform, _ line: Pasted.Line) {
        if note("platform", platform.rawValue, line) { platforms.append(line.noted(platform)) }
    }

    private mutating func add(_ vendor: Vendor, _ line: Pasted.Line) {
        if note("processor", vendor.rawValue, line) { vendors.append(line.noted(vendor)) }
    }
}
