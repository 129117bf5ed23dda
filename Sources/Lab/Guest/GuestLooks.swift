import GuestProtocol
import Libvirt
public import RouteModel
import Synchronization

/// What can be seen of a guest from outside.
extension Guest {
    /// Finds the lines of `magic` in the guest's RAM, without the guest's help and without touching it.
    public func scan(magic: UInt64, deadline: Deadline? = nil) throws(LabError) -> RAMScan {
        try ram.scan(
            magic: magic, deadline: deadline ?? session.deadline(.seconds(30)), cancellation: session.cancellation)
    }

    /// What lies in one of the guest's stores at a guest-physical address, without the address bit; nil where it has no such
    /// memory, and for more than 1 MiB. Without encryption there is only the plain store.
    public func read(store: Store, physical: UInt64, count: Int) -> [UInt8]? {
        ram.read(store: store, physical: physical, count: count)
    }

    /// What an edu device holds now.
    ///
    /// QEMU itself reads the device's registers (`xp` of the human monitor ends in edu's own read function), where the
    /// guest's last BAR assignment put them.
    public func registers(of edu: EduSpec) throws(LabError) -> EduRegisters {
        let limit = session.deadline(.seconds(10))
        let base = try base(of: edu, limit)
        let (address, overflow) = base.addingReportingOverflow(EduRegisters.firstRegister)
        let text = try ask("reading a device's registers", limit) { () throws(LibvirtError) in
            try domain.humanMonitor("xp /4gx 0x\(String(overflow ? 0 : address, radix: 16))")
        }
        guard let registers = EduRegisters(printed: text) else {
            throw LabError(.hypervisor, "guest \(name): QEMU printed no registers but: \(text.prefix(200))")
        }
        return registers
    }

    /// Finds the lines of `magic` in the pieces of the channel's BAR that stand in for registers.
    ///
    /// - Parameter devices: Numbers of those whose pieces are looked at.
    public func scanRegisters(magic: UInt64, devices: [Int]) throws(LabError) -> [Hit] {
        let limit = session.deadline(.seconds(10))
        let listed = try ask("listing PCI devices", limit) { () throws(LibvirtError) in
            try domain.monitor(#"{"execute":"query-pci"}"#)
        }
        guard let base = PCIDevices.registers(slot: spec.machine.slots.channel, bar: GuestChannel.bar, in: listed)
        else {
            throw LabError(.hypervisor, "guest \(name): the channel has no memory", console: consoleTail)
        }
        var scan = LineScan(magic: magic)
        // Registers are reached as memory that is not encrypted; there is nothing behind the other view of them.
        scan.store = spec.encryption == .none ? nil : .plain
        for device in devices.sorted() {
            guard let piece = GuestChannel.registers(device: device) else { continue }
            let bytes = channel.copy(piece)
            _ = bytes.withUnsafeBytes { scan.feed($0, physical: base &+ UInt64(piece.lowerBound)) }
        }
        return scan.hits
    }

    /// Where the guest's BAR assignment put the device's registers; it makes that once, when it finds the device.
    private func base(of edu: EduSpec, _ limit: Deadline) throws(LabError) -> UInt64 {
        if let known = bases.withLock({ $0[edu.slot] }) { return known }
        let devices = try ask("listing PCI devices", limit) { () throws(LibvirtError) in
            try domain.monitor(#"{"execute":"query-pci"}"#)
        }
        guard let base = PCIDevices.registers(of: edu, in: devices) else {
            throw LabError(
                .hypervisor,
                "guest \(name): the device in slot 0x\(String(edu.slot, radix: 16)) has no registers in memory",
                hint: "there is no such device, or the guest has not set it up", console: consoleTail)
        }
        let identity = try ask("reading a device's identity", limit) { () throws(LibvirtError) in
            try domain.humanMonitor("xp /1wx 0x\(String(base, radix: 16))")
        }
        // What is not decoded reads as zeroes, and so do registers that nobody wrote.
        guard identity.contains(EduRegisters.identity) else {
            throw LabError(
                .hypervisor, "guest \(name): at 0x\(String(base, radix: 16)) is no edu device: \(identity.prefix(100))",
                hint: "the guest has switched the device's memory off", console: consoleTail)
        }
        bases.withLock { $0[edu.slot] = base }
        return base
    }

    /// Switches QEMU trace events (such as `vtd_*`) on or off; what they say goes to `device-trace.log` of a guest with a
    /// vIOMMU.
    public func trace(_ event: String, enabled: Bool) throws(LabError) {
        let order = JSONText.object([
            "execute": .text("trace-event-set-state"),
            "arguments": .object(["name": .text(event), "enable": .flag(enabled)]),
        ])
        let answer = try ask("switching a trace event", session.deadline(.seconds(10))) { () throws(LibvirtError) in
            try domain.monitor(order)
        }
        guard !answer.contains("\"error\"") else {
            throw LabError(
                .hypervisor, "guest \(name): QEMU does not switch trace event \(event): \(answer.prefix(300))")
        }
    }

    /// Plugs in the edu devices whose ports are empty at first. The guest finds them in its own time.
    public func plug() throws(LabError) {
        for edu in spec.edu where edu.isEmptyAtFirst {
            let order = JSONText.object(["execute": .text("device_add"), "arguments": .object(edu.device)])
            let answer = try ask("plugging in a device", session.deadline(.seconds(10))) { () throws(LibvirtError) in
                try domain.monitor(order)
            }
            guard !answer.contains("\"error\"") else {
                throw LabError(
                    .hypervisor, "guest \(name): QEMU plugs in no edu below \(edu.busName): \(answer.prefix(300))")
            }
        }
    }

    func ask(
        _ what: String, _ limit: Deadline, _ question: () throws(LibvirtError) -> String
    ) throws(LabError) -> String {
        try watch.guarding(what, limit) { () throws(LabError) in
            do throws(LibvirtError) {
                return try question()
            } catch {
                throw LabError(.hypervisor, "guest \(name): \(error)", console: consoleTail)
            }
        }
    }
}
