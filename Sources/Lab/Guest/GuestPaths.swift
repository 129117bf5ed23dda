import Files
import Glibc

/// Where one guest's files lie.
struct GuestPaths: Hashable, Sendable {
    let folder: String
    /// The channel's memory; its name goes as soon as QEMU and the harness both have it open.
    let channel: String
    /// Where libvirt has QEMU print.
    let emulatorLog: String
    /// The file that is both of a guest's stores; nil where they are two. Its name goes like the channel's.
    var sharedStores: String?
    /// Where what QEMU itself opens by name lies while the guest lives; nil: in ``folder``.
    var live: String?

    /// In memory, so that a guest's RAM is never written to a disk.
    static let sharedFolder = "/dev/shm"

    var domain: String { folder + "/domain.xml" }
    var console: String { folder + "/console.log" }
    /// The ACPI table that marks root ports as facing outside.
    var externalPorts: String { "\(live ?? folder)/\(Self.ports)" }
    var deviceTrace: String { "\(live ?? folder)/\(Self.trace)" }

    private static let ports = "external-ports.aml"
    private static let trace = "device-trace.log"

    /// Brings what QEMU wrote or read elsewhere into the guest's folder.
    /// - Parameter limit: bytes of a file that are kept.
    func bringBack(limit: Int) {
        guard let live else { return }
        for name in [Self.ports, Self.trace] {
            // It is another user's, who may have put anything in its place: a link is not followed.
            if let from = try? Folder(live), let to = try? Folder(folder) {
                try? from.copy(name, to: to, limit: limit)
            }
            unlink("\(live)/\(name)")
        }
        rmdir(live)
    }

    /// Whether QEMU takes such a path for its log for a pattern (util/log.c, valid_filename_template).
    static func isExpanded(_ path: String) -> Bool { path.utf8.contains(UInt8(ascii: "%")) }
}
