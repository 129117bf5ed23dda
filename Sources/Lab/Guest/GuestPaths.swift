/// Where one guest's files lie.
struct GuestPaths: Hashable, Sendable {
    let folder: String
    /// The channel's memory; its name goes as soon as QEMU and the harness both have it open.
    let channel: String
    /// Where libvirt has QEMU print.
    let emulatorLog: String
    /// The file that is both of a guest's stores; nil where they are two. Its name goes like the channel's.
    var sharedStores: String?

    /// In memory, so that a guest's RAM is never written to a disk.
    static let sharedFolder = "/dev/shm"

    var domain: String { folder + "/domain.xml" }
    var console: String { folder + "/console.log" }
    /// The ACPI table that marks root ports as facing outside.
    var externalPorts: String { folder + "/external-ports.aml" }
    var deviceTrace: String { folder + "/device-trace.log" }
}
