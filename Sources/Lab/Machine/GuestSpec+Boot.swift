import Plan
import RouteModel

extension GuestSpec {
    /// What feasibility is asked of.
    var boot: Boot {
        Boot(
            kernel: "", platform: platform, encryption: encryption, viommu: viommu, ram: ram, cBit: addressBit,
            // A processor that is emulated on purpose alone reports any.
            microcode: namesCPU ? nil : microcode, maxmem: maxmem, passThrough: passThrough ? nil : false,
            askedMeans: hardware == nil ? nil : .hardware, cpus: processors == 1 ? nil : processors)
    }

    /// Why this guest cannot be built; nil where it can, if the node has the programs for it.
    var lack: Lack? {
        let all = Capabilities(
            emulates: Set(machine.limits.emulates), aliasesStores: aliasStores, emulators: nil,
            hardware: hardware ?? .none)
        return all.lack(of: boot)
            ?? driven.lazy.compactMap { machine.limits.lack(ofModel: $0.model.name, in: boot) }.first
    }

    /// Whether QEMU can save all of its state.
    var canBeSaved: Bool {
        machine.limits.isSaved(
            boot, hasDrivers: !driven.isEmpty, hasBusBesideIOMMU: edu.contains { $0.seat == .bypass })
            && edu.allSatisfy { $0.isEmptyAtFirst }
    }

    /// Whether its encryption is emulated.
    var emulatesEncryption: Bool { encryption != .none && hardware == nil }

    /// Whether its processor is one that the lab names, which KVM would not show where it matters.
    var isProcessorEmulated: Bool { namesCPU || platform == .host || emulatesEncryption }
}
