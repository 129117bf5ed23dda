public import RouteModel

extension Cell {
    /// Why no machine of the lab's can have its device in its boot; nil where one can. Such a cell is never run as
    /// another one.
    public var lack: Lack? { boot.limits.lack(of: device, in: boot) }

    /// Why nothing can ask for the cell in a guest; nil where something can.
    /// - Parameter hasProbe: whether there is a probe module for the kernel.
    public func lack(hasProbe: Bool) -> Lack? {
        if let lack { return lack }
        return hasProbe || request.kind == .driverIO ? nil : .probe(request.kind, model: device.model)
    }
}

extension PlannedBoot {
    /// Those of ``probed`` that the machine has, in their order.
    public var seated: [Device] { probed.filter { boot.limits.lack(of: $0, in: boot) == nil } }

    /// Whether its cells can start from a snapshot: of more RAM that takes longer than a boot, since QEMU touches every
    /// page of it.
    public var canBeRestored: Bool {
        boot.ram <= 1 << 30
            && boot.limits.isSaved(
                boot, hasDrivers: !driven.isEmpty, hasBusBesideIOMMU: probed.contains(where: \.besideIOMMU))
    }
}
