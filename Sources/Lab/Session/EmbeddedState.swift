import Foundation
import Glibc
import Synchronization

/// libvirt's embedded QEMU driver: its configuration and where it keeps things.
///
/// libvirt opens the driver once in a process, for one root, and has no call to close it. So a later session of the
/// same process takes the name of the first one's root, and finds there the folders that libvirt made when it opened.
enum EmbeddedState {
    private struct Opened {
        var base: String
        var id: String
        var folders: [String]
    }

    private static let opened = Mutex<Opened?>(nil)

    /// The root that this process must use; nil while it is free to choose.
    static func id(base: String) throws(LabError) -> String? {
        guard let opened = opened.withLock({ $0 }) else { return nil }
        guard opened.base == base else {
            throw LabError(
                .specification, "this process keeps libvirt's state below \(opened.base), so it cannot below \(base)",
                hint: "libvirt opens its embedded driver once in a process: use the same folder, or another process")
        }
        return opened.id
    }

    /// To be called when libvirt has opened the root.
    static func remember(_ root: SessionRoot, base: String) {
        let below = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
        let folders = below.filter { name in
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: "\(root.path)/\(name)", isDirectory: &isFolder)
                && isFolder.boolValue
        }
        opened.withLock { if $0 == nil { $0 = Opened(base: base, id: root.id, folders: folders.sorted()) } }
    }

    static func uri(_ root: SessionRoot) -> String { "qemu:///embed?root=\(root.path)" }

    static func log(_ root: SessionRoot, domain: String) -> String { "\(root.path)/log/qemu/\(domain).log" }

    /// Without these lines the driver looks for virtlogd, confines QEMU, or moves it into cgroups and namespaces that
    /// need root.
    static func prepare(_ root: SessionRoot) throws(LabError) {
        let lines = [
            "stdio_handler = \"file\"", "security_driver = \"none\"", "security_default_confined = 0",
            "cgroup_controllers = []", "namespaces = []", "dynamic_ownership = 0", "remember_owner = 0", "max_core = 0",
            "user = \"+\(getuid())\"", "group = \"+\(getgid())\"",
        ]
        for folder in opened.withLock({ $0?.folders ?? [] }) where folder != "etc" {
            mkdir("\(root.path)/\(folder)", 0o700)
        }
        let folder = "\(root.path)/etc"
        guard mkdir(folder, 0o700) == 0 else { throw SmallFile.failure("make", folder) }
        try SmallFile.write(lines.joined(separator: "\n") + "\n", to: "\(folder)/qemu.conf")
    }
}
