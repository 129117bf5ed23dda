import RouteModel

/// What QEMU is told to make a model of device.
struct DeviceFunction: Hashable, Sendable {
    /// A second device of QEMU's, on the bus that the first one makes.
    struct Attached: Hashable, Sendable {
        let device: String
        /// What the first device calls its bus; nil where it leaves that to QEMU.
        var bus: String?
    }

    /// QEMU's name of its PCI function.
    let name: String
    var attached: Attached?
    /// What QEMU must be told of the function besides.
    var properties: [String: String] = [:]
    /// QEMU's trace events that have an address in them.
    var traceEvents: [String] = []

    /// - Returns: nil for a model that no driver of the kernel's drives.
    static func of(_ model: DeviceModel) -> DeviceFunction? { all[model.name] }

    private static let all: [String: DeviceFunction] = [
        "virtio-blk": DeviceFunction(name: "virtio-blk-pci"),
        "virtio-scsi": DeviceFunction(name: "virtio-scsi-pci", attached: Attached(device: "scsi-hd")),
        "nvme": DeviceFunction(name: "nvme", properties: ["serial": "dmaroute"], traceEvents: nvmeEvents),
        "ahci": DeviceFunction(name: "ich9-ahci", attached: Attached(device: "ide-hd")),
        "usb-storage": DeviceFunction(name: "qemu-xhci", attached: Attached(device: "usb-storage")),
        "megasas": DeviceFunction(name: "megasas", attached: Attached(device: "scsi-hd")),
        "lsi": DeviceFunction(name: "lsi53c895a", attached: Attached(device: "scsi-hd")),
        "sdhci": DeviceFunction(name: "sdhci-pci", attached: Attached(device: "sd-card", bus: "sd-bus")),
        "virtio-net": DeviceFunction(name: "virtio-net-pci", properties: noBootCode),
        "e1000": DeviceFunction(name: "e1000", properties: noBootCode),
        "e1000e": DeviceFunction(name: "e1000e", properties: noBootCode),
        "rtl8139": DeviceFunction(name: "rtl8139", properties: noBootCode),
        "virtio-rng": DeviceFunction(name: "virtio-rng-pci"),
        "virtio-console": DeviceFunction(name: "virtio-serial-pci", attached: Attached(device: "virtserialport")),
    ]

    /// A network's own boot code would only cost time.
    private static let noBootCode = ["romfile": ""]

    /// hw/nvme/trace-events
    private static let nvmeEvents = [
        "pci_nvme_mmio_asqaddr", "pci_nvme_mmio_asqaddr_hi", "pci_nvme_mmio_acqaddr", "pci_nvme_mmio_acqaddr_hi",
        "pci_nvme_create_sq", "pci_nvme_create_cq", "pci_nvme_map_addr", "pci_nvme_map_prp",
    ]
}
