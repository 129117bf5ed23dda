import Libvirt

extension Guest {
    /// The virtqueues that are set up at the virtio device in `slot`, by QEMU's own account; empty where none is.
    ///
    /// The firmware sets one up too, in clear memory, until the kernel's driver resets the device. Throws
    /// ``LabError/Kind-swift.enum/hypervisor`` where this QEMU tells nothing of virtqueues (before 7.2), or has no
    /// such device there.
    public func queues(slot: Int) throws(LabError) -> [Virtqueue] {
        // What a device does first it does by its first queue.
        let number = 0
        let order = JSONText.object([
            "execute": .text("x-query-virtio-queue-status"),
            "arguments": .object([
                "path": .text("/machine/peripheral/\(DomainXML.drivenName(slot))/virtio-backend"),
                "queue": .number(UInt64(number)),
            ]),
        ])
        let limit = session.deadline(.seconds(10))
        let answer = try ask("asking for a device's queues", limit) { () throws(LibvirtError) in
            try domain.monitor(order)
        }
        guard let status = QueueStatus.read(answer), status.error == nil else {
            throw LabError(
                .hypervisor,
                "guest \(name): QEMU does not tell the queues of the device in slot 0x\(String(slot, radix: 16)): "
                    + "\(answer.prefix(200))",
                hint: "QEMU 7.2 and newer tell them; is there a virtio device in that slot?")
        }
        return status.queue(number).map { [$0] } ?? []
    }
}
