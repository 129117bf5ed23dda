import GuestProtocol
import RouteModel

/// What a virtio device was told by the kernel's own driver, as QEMU and guest RAM show it: where its first queue lies,
/// and whether the device sees there what the driver put in.
struct DriverDeviceSide {
    let drive: DriveEvidence
    let boot: BootEvidence
    let translations: DeviceTrace
    let space: AddressSpace

    var side: Side {
        guard let report = drive.report else { return .lost("the guest reported nothing") }
        guard drive.order.isVirtio else {
            return .unseen("nothing shows from outside where the device was told to look first")
        }
        guard drive.wasAsked, drive.landed != nil else {
            return .notWorking("nobody looked at the device and the guest's RAM")
        }
        guard boot.setUp?.slots.isEmpty == false else { return .notWorking(BootEvidence.noProbe) }
        if let why = boot.deviceNotWorking(0) { return why }
        guard let queue = drive.queue else {
            guard report.outcome == .noDriver else { return .missing("no queue is set up at the device") }
            return .saw(SideView(paths: [.noDriver, .refused], says: "no driver has set up a queue at the device"))
        }
        return translations.knows(slot: drive.order.slot) ? translated(queue) : straight(queue)
    }

    /// An IOMMU translated for this device: its queue's addresses are IOVAs.
    private func translated(_ queue: LookRecord.Queue) -> Side {
        let found = translations.last(of: queue.descriptors, slot: drive.order.slot)
        guard let found else {
            // A host bus adapter's first queue is for its administration.
            guard queue.taken > 0 else {
                return .unseen("the device has its first queue at \(hex(queue.descriptors)), and has not used it")
            }
            return .saw(
                SideView(
                    paths: [],
                    says: "the queue lies at \(hex(queue.descriptors)), which QEMU's own trace never translated")
            )
        }
        guard !found.isItself else { return straight(queue) }
        return .saw(
            SideView(
                paths: [.translated], addressBit: space.bare, entryBit: space.state(found.physical),
                store: space.isPlain ? nil : space.store(found.physical),
                top: queue.descriptors,
                says: "\(told(queue)), which the IOMMU translated to \(hex(found.physical))", lines: [found.line]))
    }

    private func straight(_ queue: LookRecord.Queue) -> Side {
        let reached = space.store(queue.descriptors)
        let homes = queue.beginnings.filter { $0.offered != nil }
        // Where both memories hold a ring they are one, and neither tells of the page's state.
        let home = homes.count == 1 ? homes[0].store ?? .plain : nil
        return .saw(
            SideView(
                paths: [.physical, .coherent], addressBit: space.state(queue.descriptors),
                memory: home.map(space.memory),
                store: space.isPlain ? nil : reached,
                loss: home.flatMap { $0 == reached ? nil : loss(queue, home: $0, reached) },
                top: queue.descriptors, says: told(queue)))
    }

    private func told(_ queue: LookRecord.Queue) -> String {
        let offered = queue.beginnings.compactMap(\.offered).max()
        let of = offered.map { " of \($0)" } ?? ""
        return "the device has its queue at \(hex(queue.descriptors)) and took \(queue.taken)\(of) requests from it"
    }

    private func loss(_ queue: LookRecord.Queue, home: Store, _ reached: Store) -> String {
        "the device looks for requests at \(hex(queue.available)), and so in the \(reached.rawValue) store, while the "
            + "driver puts them into the \(home.rawValue) one"
    }
}
