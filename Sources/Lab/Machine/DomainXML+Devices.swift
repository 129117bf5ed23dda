import GuestProtocol
import RouteModel

/// The devices on QEMU's own command line.
extension DomainXML {
    var iommuArguments: [String] {
        switch spec.viommu {
        case .none: []
        case .intel: spec.passThrough ? [] : ["-global", "intel-iommu.pt=off"]
        case .amd: ["-device", (["amd-iommu"] + amdOptions).joined(separator: ",")]
        case .virtio:
            [
                "-device",
                JSONText.object([
                    "driver": .text("virtio-iommu-pci"), "bus": .text("pcie.0"),
                    "addr": .text(Self.slot(GuestSpec.iommuSlot)), "disable-legacy": .text("on"),
                    // A kernel under SEV refuses a virtio device without it (arch/x86/mm/mem_encrypt.c,
                    // mem_encrypt_setup_arch), and one under SME would hide its rings from the device.
                    "iommu_platform": .flag(spec.encryption != .none),
                ]),
            ]
        }
    }

    var deviceArguments: [String] {
        var list = ["-object", channelMemory, "-device", channelDevice]
        for driven in spec.driven { list += arguments(driven) }
        return list + seatArguments
            + spec.edu.filter { !$0.isEmptyAtFirst }.flatMap { ["-device", JSONText.object($0.device)] }
    }

    /// What edu devices are plugged into, where that is not bus 0.
    private var seatArguments: [String] {
        var list: [String] = []
        if spec.edu.contains(where: { $0.seat == .bypass }) {
            list += [
                "-device",
                JSONText.object([
                    "driver": .text("pxb-pcie"), "id": .text(EduSpec.bypassName), "bus": .text("pcie.0"),
                    "bus_nr": .number(UInt64(EduSpec.bypassBus)), "bypass_iommu": .flag(true),
                ]),
            ]
        }
        for edu in spec.edu where edu.isBelowPort { list += ["-device", JSONText.object(edu.port)] }
        return spec.edu.contains(where: \.facesOutside)
            ? list + ["-acpitable", "file=" + Self.commaDoubled(files.externalPorts)] : list
    }

    var traceArguments: [String] {
        guard !traceEvents.isEmpty else { return [] }
        return ["-D", files.deviceTrace] + traceEvents.flatMap { ["-trace", "enable=\($0)"] }
    }

    /// QEMU's trace events that tell which addresses devices used.
    var traceEvents: [String] {
        let drives = spec.driven.contains { $0.model.name == "nvme" }
        return iommuEvents + (drives ? Self.nvmeEvents : [])
    }

    /// Those of hw/nvme/trace-events that have an address in them.
    private static let nvmeEvents = [
        "pci_nvme_mmio_asqaddr", "pci_nvme_mmio_asqaddr_hi", "pci_nvme_mmio_acqaddr", "pci_nvme_mmio_acqaddr_hi",
        "pci_nvme_create_sq", "pci_nvme_create_cq", "pci_nvme_map_addr", "pci_nvme_map_prp",
    ]

    /// What the vIOMMU did (hw/i386/trace-events, hw/virtio/trace-events).
    private var iommuEvents: [String] {
        switch spec.viommu {
        case .none: []
        case .intel:
            [
                "vtd_dmar_translate", "vtd_iotlb_page_hit", "vtd_iotlb_page_update", "vtd_dmar_fault",
                "vtd_translate_pt",
            ]
        case .amd:
            [
                "amdvi_translation_result", "amdvi_iotlb_hit", "amdvi_cache_update", "amdvi_page_fault",
                "amdvi_invalid_dte", "amdvi_dte_get_fail", "amdvi_get_pte_hwerror",
            ]
        case .virtio:
            [
                "virtio_iommu_translate", "virtio_iommu_translate_out", "virtio_iommu_map", "virtio_iommu_unmap_done",
                "virtio_iommu_attach", "virtio_iommu_report_fault",
            ]
        }
    }

    private var channelMemory: String {
        JSONText.object([
            "qom-type": .text("memory-backend-file"), "id": .text("channel"), "mem-path": .text(files.channel),
            "size": .number(UInt64(GuestChannel.bytes)), "share": .flag(true),
        ])
    }

    private var channelDevice: String {
        JSONText.object([
            "driver": .text("ivshmem-plain"), "memdev": .text("channel"), "bus": .text("pcie.0"),
            "addr": .text(Self.slot(GuestSpec.channelSlot)),
            // Only then is what stands in it part of a snapshot.
            "master": .text(spec.snapshot == nil ? "off" : "on"),
        ])
    }
}
