/// Where one guest's files lie.
struct GuestFiles: Hashable, Sendable {
    let folder: String
    /// The channel's memory; its name goes as soon as QEMU and the harness both have it open.
    let channel: String
    /// Where libvirt has QEMU print.
    let emulatorLog: String

    var domain: String { folder + "/domain.xml" }
    var console: String { folder + "/console.log" }
    var deviceTrace: String { folder + "/device-trace.log" }
}
