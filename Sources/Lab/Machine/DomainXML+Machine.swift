/// CPU and memory.
extension DomainXML {
    /// The CPU that the lab names is emulated: KVM would show the node's own where it matters.
    static func accelerator(for spec: GuestSpec, node: Accelerator) -> Accelerator {
        spec.isProcessorEmulated ? .tcg : node
    }

    var cpuArguments: [String] { spec.machine.words.processor(spec).map { ["-cpu", $0] } ?? [] }

    var memoryArguments: [String] {
        var list: [String] = []
        if let most = [spec.maxmem, SecondStore(spec)?.announced].compactMap({ $0 }).max() {
            list += ["-m", "size=\(spec.ram >> 20)M,slots=2,maxmem=\(most >> 20)M"]
        }
        guard let store = SecondStore(spec) else { return list }
        if let shared = files.sharedStores {
            list += ["-object", Self.memory("ram", spec.ram, file: shared), "-machine", "memory-backend=ram"]
        }
        return list + [
            "-object", Self.memory("enc", store.size, file: files.sharedStores),
            "-device", spec.machine.words.store(store, spec.machine.slots),
        ]
    }

    /// libvirt's own memory is left unused where the stores are one file.
    var memoryBacking: [XML] {
        guard files.sharedStores == nil else { return [] }
        // libvirt sets no limit to what QEMU may lock then.
        let pinning = spec.machine.words.launch(spec)?.pinsPages == true ? [XML("locked")] : []
        return [
            XML("memoryBacking", [:], [XML("source", ["type": "memfd"]), XML("access", ["mode": "shared"])] + pinning)
        ]
    }

    private static func memory(_ id: String, _ size: UInt64, file: String?) -> String {
        guard let file else {
            return JSONText.object([
                "qom-type": .text("memory-backend-memfd"), "id": .text(id), "size": .number(size), "share": .flag(true),
            ])
        }
        return JSONText.object([
            "qom-type": .text("memory-backend-file"), "id": .text(id), "mem-path": .text(file), "size": .number(size),
            "share": .flag(true),
        ])
    }

    static func slot(_ number: Int) -> String { "0x" + String(number, radix: 16) }
}
