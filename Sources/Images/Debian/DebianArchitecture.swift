/// What Debian and a kernel's formats call one architecture.
struct DebianArchitecture: Hashable, Sendable {
    /// dpkg's name, such as in `linux-image-6.1.0-56-amd64`.
    let name: String
    /// As people write it.
    let title: String
    /// The folder of its libraries below lib and usr/lib.
    let triple: String
    /// File of the dynamic loader in ``triple``.
    let loader: String
    /// QEMU's program for it.
    let emulator: String
    /// Packages of that.
    let emulatorPackages: [String]
    /// `e_machine` in ELF files for it (include/uapi/linux/elf-em.h).
    let elfMachine: UInt16

    static let amd64 = DebianArchitecture(
        name: "amd64", title: "x86-64", triple: "x86_64-linux-gnu", loader: "ld-linux-x86-64.so.2",
        emulator: "qemu-system-x86_64",
        // Without its modules QEMU would load those of the machine's own, and abort.
        emulatorPackages: ["qemu-system-x86", "qemu-system-modules-opengl", "qemu-system-modules-spice"],
        elfMachine: 62)

    /// The architecture of kernels whose catalogue names none.
    static let usual = amd64

    /// Whether a release of a kernel, such as `6.1.0-56-amd64`, is for it.
    func names(release: some StringProtocol) -> Bool { release.hasSuffix("-\(name)") }

    /// Whether a package's file may be installed on it.
    func takes(file: some StringProtocol) -> Bool { file.hasSuffix("_\(name).deb") || file.hasSuffix("_all.deb") }
}
