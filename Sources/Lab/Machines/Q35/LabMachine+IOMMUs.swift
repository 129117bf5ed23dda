import RouteModel

extension LabMachine {
    static let pcIOMMUs: [VIOMMU: IOMMUDevice] = [.intel: intel, .amd: amd, .virtio: virtio]

    private static let intel = IOMMUDevice(
        name: "intel-iommu",
        element: XML("iommu", ["model": "intel"], [XML("driver", ["intremap": "off", "aw_bits": "39"])]),
        arguments: { spec, _ in spec.passThrough ? [] : ["-global", "intel-iommu.pt=off"] },
        // hw/i386/trace-events
        traceEvents: [
            "vtd_dmar_translate", "vtd_iotlb_page_hit", "vtd_iotlb_page_update", "vtd_dmar_fault", "vtd_translate_pt",
        ])

    private static let amd = IOMMUDevice(
        name: "amd-iommu",
        arguments: { _, options in ["-device", (["amd-iommu"] + options).joined(separator: ",")] },
        // hw/i386/trace-events
        traceEvents: [
            "amdvi_translation_result", "amdvi_iotlb_hit", "amdvi_cache_update", "amdvi_page_fault",
            "amdvi_invalid_dte", "amdvi_dte_get_fail", "amdvi_get_pte_hwerror",
        ],
        options: AMDOptions.options,
        // One without dma-remap looks up every device by the bus number from before firmware gave it one.
        knowsPorts: { $0.contains { $0.hasPrefix("dma-remap") } })

    private static let virtio = IOMMUDevice(
        name: "virtio-iommu-pci",
        arguments: { spec, _ in
            [
                "-device",
                JSONText.object([
                    "driver": .text("virtio-iommu-pci"), "bus": .text("pcie.0"),
                    "addr": .text(DomainXML.slot(spec.machine.slots.iommu)), "disable-legacy": .text("on"),
                    // A kernel under SEV refuses a virtio device without it (arch/x86/mm/mem_encrypt.c,
                    // mem_encrypt_setup_arch), and one under SME would hide its rings from the device.
                    "iommu_platform": .flag(spec.encryption != .none),
                ]),
            ]
        },
        // hw/virtio/trace-events
        traceEvents: [
            "virtio_iommu_translate", "virtio_iommu_translate_out", "virtio_iommu_map", "virtio_iommu_unmap_done",
            "virtio_iommu_attach", "virtio_iommu_report_fault",
        ],
        modules: ["virtio_pci", "virtio_iommu"])
}
