extension DeviceModel {
    /// Every model, in the order in which they are listed for people.
    public static let all = [edu] + disks + networks + sources

    private static let edu = DeviceModel(
        name: "edu", drivers: [], needs: [], traffic: nil, masks: nil)

    private static let disks = [
        virtio("virtio-blk", "virtio_blk", .disk),
        virtio("virtio-scsi", "virtio_scsi", .disk, needs: ["sd_mod"]),
        // 6.1 sets them in nvme_pci_enable().
        DeviceModel(
            name: "nvme", drivers: ["nvme"], needs: [], traffic: .disk,
            masks: Masks(streaming: 64, coherent: 64, cite: "drivers/nvme/host/pci.c:nvme_pci_alloc_dev")),
        // QEMU's has HOST_CAP_64.
        DeviceModel(
            name: "ahci", drivers: ["ahci"], needs: ["sd_mod"], traffic: .disk,
            masks: Masks(streaming: 64, coherent: 64, cite: "drivers/ata/ahci.c:ahci_configure_dma_masks")),
        // QEMU's has AC64 in HCCPARAMS1.
        DeviceModel(
            name: "usb-storage", drivers: ["xhci_pci"], needs: ["sd_mod", "usb_storage"], traffic: .disk,
            masks: Masks(streaming: 64, coherent: 64, cite: "drivers/usb/host/xhci.c:xhci_gen_setup")),
        DeviceModel(
            name: "megasas", drivers: ["megaraid_sas"], needs: ["sd_mod"], traffic: .disk,
            masks: Masks(
                streaming: 63, coherent: 32,
                cite: "drivers/scsi/megaraid/megaraid_sas_base.c:megasas_set_dma_mask")),
        // 40 bits by CONFIG_SCSI_SYM53C8XX_DMA_ADDRESSING_MODE=1, Debian's; the coherent mask stays as PCI has it.
        DeviceModel(
            name: "lsi", drivers: ["sym53c8xx"], needs: ["sd_mod"], traffic: .disk,
            masks: Masks(streaming: 40, coherent: 32, cite: "drivers/scsi/sym53c8xx_2/sym_glue.c:sym_attach")),
        // QEMU's announces no 64-bit system bus.
        DeviceModel(
            name: "sdhci", drivers: ["sdhci_pci"], needs: ["mmc_block"], traffic: .disk,
            masks: Masks(streaming: 32, coherent: 32, cite: "drivers/mmc/host/sdhci.c:sdhci_set_dma_mask")),
    ]

    private static let networks = [
        virtio("virtio-net", "virtio_net", .network),
        // QEMU's 82540EM is PCI, not PCI-X.
        network("e1000", "e1000", 32, "drivers/net/ethernet/intel/e1000/e1000_main.c:e1000_probe"),
        network("e1000e", "e1000e", 64, "drivers/net/ethernet/intel/e1000e/netdev.c:e1000_probe"),
        // QEMU's is an 8139C+ (revision 0x20), which 8139too leaves to this driver.
        network("rtl8139", "8139cp", 64, "drivers/net/ethernet/realtek/8139cp.c:cp_init_one"),
    ]

    private static let sources = [
        virtio("virtio-rng", "virtio_rng", .random),
        // From 6.12 on Debian builds its driver in, so that it does DMA before /init.
        virtio("virtio-console", "virtio_console", .port),
    ]

    private static func virtio(
        _ name: String, _ driver: String, _ traffic: Traffic, needs: [String] = []
    ) -> DeviceModel {
        DeviceModel(
            name: name, drivers: [virtioPCI, driver], needs: needs, traffic: traffic,
            masks: Masks(streaming: 64, coherent: 64, cite: "drivers/virtio/virtio_pci_modern_dev.c:vp_modern_probe"))
    }

    private static func network(_ name: String, _ driver: String, _ bits: Int, _ cite: String) -> DeviceModel {
        DeviceModel(
            name: name, drivers: [driver], needs: [], traffic: .network,
            masks: Masks(streaming: bits, coherent: bits, cite: cite))
    }
}
