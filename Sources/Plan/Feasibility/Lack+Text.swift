import RouteModel

extension Lack {
    /// In English, for who wants to run it.
    public var text: String { ofItself ?? ofTheLab ?? ofTheNode ?? ofTheKernel ?? "" }

    private var ofItself: String? {
        switch self {
        case .hypervisorUnderSME: "SME is for hosts: a kernel that sees a hypervisor leaves it off"
        case .noHypervisor(.sev): "SEV is for guests: no kernel sees it without a hypervisor"
        case .noHypervisor(let encryption): "\(encryption.rawValue) is for guests"
        case .growth(let ram, let maxmem):
            "RAM of \(IECSize.text(ram)) cannot grow to a maxmem of \(IECSize.text(maxmem))"
        case .passThrough: "only an intel vIOMMU can lack pass-through"
        case .call(let kind, let model): "a \(model) makes no \(kind.rawValue)"
        case .processor(let cpu, let count): "there is no CPU \(cpu): the largest machine has cpus \(count)"
        case .buffer(let place, let ram, let masks): Self.buffer(place, ram.max().map(IECSize.text) ?? "0", masks)
        default: nil
        }
    }

    private static func buffer(_ place: Place?, _ largest: String, _ masks: [Int]) -> String {
        switch place {
        case .above4G?: return "no boot has a buffer above-4g: the largest ram is \(largest)"
        case .mixed?:
            return "no boot has RAM both below and above 4 GiB for a mixed list: the largest ram is \(largest)"
        case .aboveMask?:
            let masks = masks.map { "\($0)" }.joined(separator: ", ")
            return "no boot has a buffer above-mask: the largest ram is \(largest), and the masks have \(masks) bits"
        case let place: return "no boot has a buffer \(place?.rawValue ?? "")"
        }
    }

    private var ofTheLab: String? {
        switch self {
        case .ram(let bytes, _): "\(bytes) bytes of RAM cannot be had"
        case .maxmem(let bytes, let ram, _): "no machine of \(ram) bytes announces \(bytes)"
        case .microcode: "its CPU reports no microcode revision"
        case .emulation(let asked, let kinds):
            "the lab emulates \(kinds.map { $0.rawValue.uppercased() }.joined(separator: " and ")), "
                + "not \(asked.rawValue), which needs its own instructions"
        case .emulatedAddressBit(let asked, let bits):
            "the lab emulates encryption with the \(asked.name) at \(bits.map { "\($0)" }.joined(separator: " or ")), "
                + "as AMD's processors have it, not at \(asked.position)"
        case .processorsOfEmulation: "the shim that emulates encryption starts no second processor"
        case .ramOfEmulation(let least):
            "the shim that emulates encryption stands at 192 MiB, and needs \(least >> 20) MiB of RAM at least"
        case .reachOfEmulation(let end):
            "the shim that emulates encryption sees RAM up to \(end >> 30) GiB, and this machine's ends beyond"
        case .processorsSME:
            "no hypervisor gives a guest its processor's SME: a host that has it is observed by dmaroute-observe"
        case .iommu(let reason), .behindIOMMU(let reason), .belowPort(let reason): reason
        case .proof: "no device of the lab's machines can prove itself to a guest (TDISP)"
        default: nil
        }
    }

    private var ofTheNode: String? {
        switch self {
        case .device(let name): "this node's QEMU has no \(name)"
        case .hardware(_, let node), .addressBit(_, let node): "this node lacks \(label ?? ""): \(node.text)"
        case .emulator(let name):
            "\(name.rawValue) is not at hand: dmaroute images --emulator \(name.rawValue)"
        case .shim: "the shim that emulates memory encryption is not built: make shim"
        case .oneStore: "with one store for both views a SEV guest would poison what it runs from"
        case .oneStoreOfHighRAM: "its two stores cannot be one"
        case .memory: "this node has less than \(label ?? "")"
        default: nil
        }
    }

    private var ofTheKernel: String? {
        switch self {
        case .kernel(let reason): reason
        case .kernelName: "images/kernels.yaml does not name it"
        case .probe(let kind, let model):
            "this kernel has no probe module, which makes the call \(kind.rawValue) for \(model): it is "
                + "built against the kernel's headers, and none were given (--headers)"
        case .driver(let drivers, let model):
            "this kernel has no driver of a \(model): " + drivers.joined(separator: " and ")
        default: nil
        }
    }
}

extension Lack {
    /// What another node may have, by the name that nodes tell it by; nil for what no node has.
    public var label: String? {
        switch self {
        case .device(let name): name
        case .hardware(let encryption, _): "\(encryption.rawValue) (hardware)"
        case .addressBit(let bit, _): "a \(bit.name) at \(bit.position)"
        case .emulation(let encryption, _), .shim(let encryption): "\(encryption.rawValue) (emulated)"
        case .memory(let bytes): "\(bytes >> 20) MiB of RAM"
        default: nil
        }
    }
}

extension Lack {
    /// What to do about it.
    public var hint: String? {
        switch self {
        case .hypervisorUnderSME: "use platform: host, or exclude {platform: guest, encryption: sme}"
        case .noHypervisor(let encryption):
            "use platform: guest, or exclude {platform: host, encryption: \(encryption.rawValue)}"
        case .growth: "name a maxmem above the ram, or leave it out"
        case .passThrough: "ask for one, or leave pass-through as it is"
        case .buffer(.above4G?, _, _), .buffer(.mixed?, _, _):
            "the machine has RAM above 4 GiB from ram: 2816MiB on"
        case .buffer(.aboveMask?, _, _):
            "it needs at least 64MiB of RAM at addresses above the dma-mask of some device"
        case .buffer(_, let ram, _): "the largest ram is \(ram.max().map(IECSize.text) ?? "0")"
        case .processor(let cpu, _): "the CPUs are numbered from 0 on; the axis cpus has to go to \(cpu + 1)"
        case .ram(_, let possible):
            "name whole MiB from \(IECSize.text(possible.lowerBound)) to \(possible.upperBound >> 40)TiB"
        case .maxmem(_, _, let most): "name whole GiB for maxmem, more than the RAM and at most \(IECSize.text(most))"
        case .microcode: "give one to a host or under emulated encryption only"
        case .oneStoreOfHighRAM: "only under SME, with all RAM below 4 GiB, can the lab do that"
        default: nil
        }
    }

    /// As a config is refused that asks for what no machine can be.
    var refusal: String {
        switch self {
        case .hypervisorUnderSME:
            "a guest cannot have sme: the kernel looks for SME only where CPUID has no hypervisor bit"
        case .noHypervisor(let encryption): "a host cannot have \(encryption.rawValue): it protects guests"
        default: text
        }
    }
}
