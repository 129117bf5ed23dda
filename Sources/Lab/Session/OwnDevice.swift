import CNamespace
import Glibc

/// `/dev/kvm` as this process and its guests see it, where root runs them and the user whom QEMU is to run as may not open it.
///
/// libvirt would then probe QEMU anew for each guest, see ``GuestUser/mayProbe(_:)``. In a mount namespace of the process the
/// device is that user's; for everybody else it stays what it is, and the namespace ends with the process.
public enum OwnDevice {
    private static let device = "/dev/kvm"
    /// Where the device lies for the moment between its making and its place; the namespace has it back then.
    private static let scratch = "/tmp"

    /// Does nothing where nothing need be done, and where it cannot be: guests then run as root, and `doctor` says so.
    ///
    /// To be called before there is a second thread, which would keep the view of before.
    public static func give() {
        guard getuid() == 0, let user = GuestUser(GuestUser.usualName), !user.mayProbe(device), isOneThread else {
            return
        }
        var status = stat()
        guard stat(device, &status) == 0, status.st_mode & S_IFMT == S_IFCHR, keepsMounts, namespace_own_mounts() == 0,
            mount("none", scratch, "tmpfs", UInt(MS_NOSUID | MS_NOEXEC), "mode=0700,size=4k") == 0
        else { return }
        defer { umount2(scratch, Int32(MNT_DETACH)) }
        let own = "\(scratch)/kvm"
        guard mknod(own, S_IFCHR | 0o600, status.st_rdev) == 0, chown(own, user.user, user.group) == 0,
            chmod(own, 0o600) == 0
        else { return }
        // A container may let nobody open what it did not make.
        let file = open(own, O_RDWR | O_CLOEXEC)
        guard file >= 0 else { return }
        close(file)
        _ = mount(own, device, nil, UInt(MS_BIND), nil)
    }

    /// Keeps the mounts of before for the life of the process, which may be the only one to have them, as in a container:
    /// the mount that its executable was started from would go with them, and `/proc/self/exe` lead nowhere.
    private static var keepsMounts: Bool { open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC) >= 0 }

    private static var isOneThread: Bool {
        guard let folder = opendir("/proc/self/task") else { return false }
        defer { closedir(folder) }
        var threads = 0
        while let entry = readdir(folder) { threads += entry.pointee.d_name.0 == CChar(UInt8(ascii: ".")) ? 0 : 1 }
        return threads == 1
    }
}
