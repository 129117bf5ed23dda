import Images
import Lab
import Plan
import RouteModel

extension GuestSpec {
    /// The machine of a planned boot.
    ///
    /// - Parameters:
    ///   - devices: those that the probe drives, in their order.
    ///   - tracing: whether the guest traces DMA.
    ///   - folder: absolute.
    init(
        _ planned: PlannedBoot, image: KernelImage, initrd: String, devices: [Device], drives: Drives, tracing: Bool,
        emulation: Emulation, hardware: HardwareEncryption, folder: String
    ) {
        let boot = planned.boot
        let options = tracing ? [boot.cmdline] : [boot.cmdline, AskedMachine.blind]
        self.init(
            name: planned.shortKey, kernel: image.vmlinux.path, initrd: initrd,
            cmdline: options.filter { !$0.isEmpty }.joined(separator: " "), ram: boot.ram, viommu: boot.viommu,
            edu: devices.enumerated().map { EduSpec(slot: Self.firstSlot + $0, seat: $1.seat) }, folder: folder)
        tracesBoot = tracing && !drives.devices.isEmpty
        platform = boot.platform
        passThrough = boot.hasPassThrough
        microcode = boot.microcode
        maxmem = boot.maxmem
        emulator = boot.emulator.flatMap { emulation.emulators[$0]?.path }
        encryption = boot.encryption
        processors = boot.processors
        machine = LabMachine.of(boot)
        self.hardware = boot.means == .hardware ? hardware : nil
        addressBit = boot.cBit
        packedKernel = image.packed.path
        modules = image.modules(for: boot)
        driven = drives.devices
        shim = emulation.shim
        aliasStores = emulation.aliasesStores && boot.means == .emulated
    }

    /// Devices stand from 00:10.0 on, so that none moves when another joins.
    private static let firstSlot = 0x10
}
