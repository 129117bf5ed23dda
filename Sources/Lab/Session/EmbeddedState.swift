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
        var folders: [Folder]
    }

    /// A folder that libvirt made, which it may have given to the user whom QEMU runs as.
    private struct Folder {
        var name: String
        var mode: mode_t
        var user: uid_t
        var group: gid_t

        init?(_ name: String, in root: String) {
            var status = stat()
            guard lstat("\(root)/\(name)", &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return nil }
            self.name = name
            (mode, user, group) = (status.st_mode & 0o7777, status.st_uid, status.st_gid)
        }

        func make(in root: String) {
            let path = "\(root)/\(name)"
            mkdir(path, 0o700)
            _ = lchown(path, user, group)
            chmod(path, mode)
        }
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
    /// - Parameter user: who must pass through libvirt's folders, under whatever mask this process runs.
    static func remember(_ root: SessionRoot, base: String, user: GuestUser?) {
        let below = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
        let folders = below.sorted().compactMap { name -> Folder? in
            guard var folder = Folder(name, in: root.path) else { return nil }
            if user != nil, folder.user == 0, name != "etc" {
                folder.mode |= 0o011
                folder.make(in: root.path)
            }
            return folder
        }
        opened.withLock { if $0 == nil { $0 = Opened(base: base, id: root.id, folders: folders) } }
    }

    static func uri(_ root: SessionRoot) -> String { "qemu:///embed?root=\(root.path)" }

    static func log(_ root: SessionRoot, domain: String) -> String { "\(root.path)/log/qemu/\(domain).log" }

    /// Without these lines the driver looks for virtlogd, confines QEMU, moves it into cgroups and namespaces that need
    /// root, gives it files of ours, or lets it run as root where root asks for it.
    /// - Parameter user: whom QEMU runs as; nil: this one.
    static func prepare(_ root: SessionRoot, user: GuestUser?) throws(LabError) {
        let lines = [
            "stdio_handler = \"file\"", "security_driver = \"none\"", "security_default_confined = 0",
            "cgroup_controllers = []", "namespaces = []", "dynamic_ownership = 0", "remember_owner = 0", "max_core = 0",
            "user = \"+\(user?.user ?? getuid())\"", "group = \"+\(user?.group ?? getgid())\"",
            "clear_emulator_capabilities = 1", "seccomp_sandbox = 1",
        ]
        for folder in opened.withLock({ $0?.folders ?? [] }) where folder.name != "etc" { folder.make(in: root.path) }
        let folder = "\(root.path)/etc"
        guard mkdir(folder, 0o700) == 0 else { throw SmallFile.failure("make", folder) }
        try SmallFile.write(lines.joined(separator: "\n") + "\n", to: "\(folder)/qemu.conf")
    }
}
