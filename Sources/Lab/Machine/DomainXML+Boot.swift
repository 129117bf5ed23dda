import Printing

/// What QEMU starts.
extension DomainXML {
    var boot: [XML] {
        let type = XML("type", ["arch": spec.machine.architecture, "machine": machineType]).with(text: "hvm")
        guard spec.emulatesEncryption else {
            let kernel = spec.hardware == nil ? spec.kernel : spec.packedKernel ?? ""
            var parts = [type] + firmware + [XML("kernel", text: kernel)]
            if let initrd = spec.initrd { parts.append(XML("initrd", text: initrd)) }
            return parts + [XML("cmdline", text: spec.kernelArguments)]
        }
        // The shim takes the kernel and its initramfs as multiboot modules, in this order.
        let modules = [spec.packedKernel, spec.initrd].compactMap { $0 }.map(Self.commaDoubled)
        return [
            type, XML("kernel", text: spec.shim ?? ""), XML("initrd", text: modules.joined(separator: ",")),
            XML("cmdline", text: spec.machine.words.shim(spec) + " " + spec.kernelArguments),
        ]
    }

    private var machineType: String { spec.machine.words.type(spec) ?? spec.machine.type }

    /// Only firmware that knows of the encryption can fetch a kernel into it: libvirt picks one by its descriptors, and
    /// one that keeps no variables, because SEV-SNP and TDX allow no other.
    private var firmware: [XML] { spec.hardware == nil ? [] : [XML("loader", ["stateless": "yes"])] }

    /// QEMU parts multiboot modules and options at commas, and takes two for one (util/qemu-option.c, get_opt_value).
    static func commaDoubled(_ path: String) -> String { path.escaped([",": ",,"]) }

    /// Paths that QEMU itself parts at spaces: of a module's it takes the rest for arguments, and the shim's stands
    /// before its command line.
    var spacelessPaths: [String] {
        !spec.emulatesEncryption ? [] : [spec.shim, spec.packedKernel, spec.initrd].compactMap { $0 }
    }
}
