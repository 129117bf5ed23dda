import Plan

extension DomainXML {
    /// Throws where no machine can be built of the specification.
    func check() throws(LabError) {
        try checkLimits()
        try checkMachine()
        try checkSlots()
        for path in [
            spec.kernel, spec.initrd, spec.packedKernel, spec.shim, files.folder, files.channel, files.sharedStores,
        ]
        .compactMap({ $0 }) + spec.driven.compactMap(\.path)
        where path.utf8.first != UInt8(ascii: "/") {
            throw refuse("the path \(path) is not absolute", "name it from /: libvirt has another working directory")
        }
        for path in spacelessPaths where path.utf8.contains(UInt8(ascii: " ")) {
            throw refuse(
                "the path \(path) holds a space, at which QEMU would part it",
                "keep kernels and the shim where no folder's name has one: the cache lies below XDG_CACHE_HOME")
        }
    }

    private func checkLimits() throws(LabError) {
        if let lack = spec.lack { throw refuse(lack.text, lack.hint ?? "ask for another machine") }
        guard !spec.aliasStores || spec.emulatesEncryption else {
            throw refuse("it has no two stores that could be one", "only emulated encryption has two")
        }
    }

    private func checkMachine() throws(LabError) {
        if let iommu {
            guard iommu.options == nil || !iommuOptions.isEmpty else {
                throw refuse("this QEMU's \(iommu.name) cannot be told to translate", "use QEMU 7.2 or newer")
            }
            guard iommu.knowsPorts(iommuOptions) || !spec.edu.contains(where: \.isBehindPort) else {
                throw refuse(
                    "this QEMU's \(iommu.name) takes a device below a root port for another",
                    "use emulator: qemu-11, whose \(iommu.name) has dma-remap, or a device on bus 0")
            }
        }
        guard spec.snapshot == nil || spec.canBeSaved else {
            throw refuse("its state cannot be saved whole", "boot it")
        }
        guard !spec.emulatesEncryption || spec.packedKernel != nil && spec.shim != nil else {
            throw refuse(
                "emulated encryption starts the kernel's \(spec.machine.packedKernel) by the shim, and one of both is not named",
                "build the shim with `make build`, and prepare the kernel with the images verb")
        }
        guard spec.hardware == nil || spec.packedKernel != nil && accelerator == .kvm else {
            throw refuse(
                "the processor's encryption needs KVM, and the kernel's \(spec.machine.packedKernel) for the firmware to start",
                "run it on a node that doctor shows to have both")
        }
        let letters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-".utf8)
        for module in spec.modules where module.isEmpty || !module.utf8.allSatisfy(letters.contains) {
            throw refuse("\(module) is no name of a kernel module", "a name holds letters, digits, _ and - only")
        }
    }

    private func checkSlots() throws(LabError) {
        guard Set(spec.edu.map(\.slot)).count == spec.edu.count,
            spec.edu.allSatisfy({ spec.machine.slots.edu.contains($0.slot) })
        else { throw refuse("edu devices need slots 0x10 to 0x1d, each once", "use at most 14 devices a guest") }
        guard Set(spec.driven.map(\.slot)).count == spec.driven.count,
            spec.driven.allSatisfy({ spec.machine.slots.driven.contains($0.slot) && $0.isWhole })
        else {
            throw refuse(
                "devices with drivers of the kernel's need slots 0x02 to 0x0c, each once, and disks and streams a file",
                "use at most 11 a guest")
        }
    }

    private func refuse(_ message: String, _ hint: String) -> LabError {
        LabError(.specification, "guest \(spec.name): \(message)", hint: hint)
    }
}
