import RouteModel

extension DomainXML {
    /// Throws where no machine can be built of the specification.
    func check() throws(LabError) {
        try checkMemory()
        try checkMachine()
        try checkSlots()
        for path in [
            spec.kernel, spec.initrd, spec.bzImage, spec.shim, files.folder, files.channel, files.sharedStores,
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

    private func checkMemory() throws(LabError) {
        guard spec.ram >= 64 << 20, spec.ram <= 1 << 40, spec.ram % (1 << 20) == 0 else {
            throw refuse("\(spec.ram) bytes of RAM cannot be had", "name whole MiB from 64MiB to 1TiB")
        }
        if let most = spec.maxmem {
            guard most > spec.ram, most % (1 << 30) == 0, most <= 512 << 30 else {
                throw refuse(
                    "no machine of \(spec.ram) bytes announces \(most)",
                    "name whole GiB for maxmem, more than the RAM and at most 512GiB")
            }
        }
        guard
            !spec.aliasStores
                || spec.emulatesEncryption && spec.encryption == .sme
                    && RAMLayout(ram: spec.ram).end <= RAMLayout.highStart
        else {
            throw refuse(
                "its two stores cannot be one", "only under SME, with all RAM below 4 GiB, can the lab do that")
        }
    }

    private func checkMachine() throws(LabError) {
        if let reason = spec.unavailable { throw refuse(reason, "ask for another machine") }
        guard spec.microcode == nil || Self.namesCPU(spec) else {
            throw refuse(
                "its CPU reports no microcode revision", "give one to a host or under emulated encryption only")
        }
        guard spec.passThrough || spec.viommu == .intel else {
            throw refuse("only an intel vIOMMU can lack pass-through", "ask for one, or leave pass-through as it is")
        }
        guard spec.viommu != .amd || !amdOptions.isEmpty else {
            throw refuse("this QEMU's amd-iommu cannot be told to translate", "use QEMU 7.2 or newer")
        }
        guard spec.viommu != .amd || amdKnowsPorts || !spec.edu.contains(where: \.isBehindPort) else {
            throw refuse(
                "this QEMU's amd-iommu takes a device below a root port for another",
                "use emulator: qemu-11, whose amd-iommu has dma-remap, or a device on bus 0")
        }
        guard spec.snapshot == nil || spec.canBeSaved else {
            throw refuse("its state cannot be saved whole", "boot it")
        }
        guard !spec.emulatesEncryption || spec.bzImage != nil && spec.shim != nil else {
            throw refuse(
                "emulated encryption starts the kernel's bzImage by the shim, and one of both is not named",
                "build the shim with `make build`, and prepare the kernel with the images verb")
        }
        guard spec.hardware == nil || spec.bzImage != nil && accelerator == .kvm else {
            throw refuse(
                "the processor's encryption needs KVM, and the kernel's bzImage for the firmware to start",
                "run it on a node that doctor shows to have both")
        }
        let letters = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
        for module in spec.modules where module.isEmpty || !module.allSatisfy(letters.contains) {
            throw refuse("\(module) is no name of a kernel module", "a name holds letters, digits, _ and - only")
        }
    }

    private func checkSlots() throws(LabError) {
        guard Set(spec.edu.map(\.slot)).count == spec.edu.count,
            spec.edu.allSatisfy({ GuestSpec.eduSlots.contains($0.slot) })
        else { throw refuse("edu devices need slots 0x10 to 0x1d, each once", "use at most 14 devices a guest") }
        guard Set(spec.driven.map(\.slot)).count == spec.driven.count,
            spec.driven.allSatisfy({ GuestSpec.drivenSlots.contains($0.slot) && $0.isWhole })
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
