/// Whose release a number is, by the name that stands nearest before it.
enum KernelGovernor: Equatable {
    case kernel
    /// Another program's, or firmware's.
    case other
    /// A distribution's, whose packages of kernels have its name before them too.
    case distribution

    private static let kernels: Set<String> = [
        "kernel", "kernels", "linux", "vmlinuz", "uname", "mainline", "lts", "uek", "hwe", "xuname", "linux-image",
        // Families of kernels for boards.
        "rockchip64", "sunxi64", "meson64", "mvebu64", "bcm2711",
    ]
    private static let programs: Set<String> = [
        "qemu", "gcc", "clang", "llvm", "ld", "bios", "uefi", "firmware", "fw", "driver", "drivers", "nvidia", "mesa",
        "glibc", "systemd", "libvirt", "edk2", "ovmf", "seabios", "binutils", "usb", "pcie", "gen", "mail", "git",
        "speed", "python", "openssl", "xorg", "api", "xen", "esxi", "hat", "xenserver", "kubernetes", "docker", "cuda",
        "rocm", "ofed", "mlnx", "dpdk", "spdk", "spec", "revision", "rev", "virtualbox", "vmware", "agesa", "macos",
        "kde", "plasma", "gnome", "node", "golang", "samba", "zfs", "coreboot", "dasharo", "heads", "tianocore",
        "microcode", "ucode", "bmc", "ipmi", "grub", "limine", "hypervisor", "vbios", "nvm", "opensbi", "u-boot",
        "uboot", "tf-a", "firecracker", "crosvm", "kata", "containerd", "podman", "blender", "toolkit", "sdk",
        "compiler", "cmake", "rust", "ath10k", "ath9k", "mt76", "mwlwifi", "chromium", "firefox", "wine", "proton",
        "dxvk", "opencl", "vulkan", "opengl", "pipewire", "wayland", "bluez", "iommu", "pci", "tpm", "acpi", "smbios",
        "ucx", "mpi", "chipset", "bootloader",
    ]
    /// Programs whose name stands behind a release of theirs as well.
    private static let followers: Set<String> = [
        "bios", "uefi", "firmware", "fw", "qemu", "libvirt", "gcc", "xen", "coreboot", "microcode", "ucode", "sdk",
    ]
    private static let distributions: Set<String> = [
        "unraid", "proxmox", "pve", "rhel", "centos", "debian", "ubuntu", "fedora", "mint", "alma", "almalinux",
        "rocky", "sles", "leap", "truenas", "freenas", "xcp-ng", "android", "steamos", "raspbian", "tumbleweed",
        "qubes", "openwrt", "lede", "armbian", "libreelec", "coreelec", "bazzite", "flatcar", "coreos", "endless",
        "eos", "mendel", "alpine", "buildroot", "yocto", "photon", "os", "nixos", "opnsense", "pfsense", "manjaro",
        "garuda", "vyos", "batocera", "talos", "elementary", "zorin", "kubuntu", "xubuntu",
    ]
    /// Names that end in a word of the kernel's.
    private static let named: Set<String> = [
        "oracle", "enterprise", "alma", "rocky", "scientific", "kali", "suse", "amazon", "arm", "hat", "red", "void",
        "arch", "alpine", "scale",
    ]
    /// Words that may stand between a name and its release.
    private static let joints: Set<String> = [
        "version", "versions", "release", "ver", "v", "is", "was", "at", "the", "a", "number", "emulator", "system",
        "os", "edition", "build", "r", "of", "revision", "from", "to", "stable", "commit", "running", "image",
    ]
    /// Endings of the releases of kernels that are built for users.
    private static let packages: [StaticString] = [
        "-generic", "-arch", "-pve", "-lts", "-zen", "-default", "-azure", "-aws", "-gcp", "-oem", "-lowlatency",
        "-rt", "-hardened", "-xanmod", "-tkg", "-cachyos", "-desktop", "-server", "-rpi", "-raspi", "-microsoft",
        "-gentoo", "-liquorix", "-snp", "-rc", ".fc", ".el", "-cloud", "-linuxkit", "-unraid", "-qubes", "-gnu",
        "-v8", "-v7", "-200.", "-300.", "-amzn", ".amzn",
    ]

    /// - Parameters:
    ///   - text: a line.
    ///   - at: where the number begins.
    ///   - end: behind it.
    static func of(_ text: ReportText, versionAt at: Int, end: Int) -> KernelGovernor? {
        if let behind = word(text, from: text.skipSpaces(end)), followers.contains(behind), text[end] == 32 {
            return .other
        }
        var index = at
        var isOfArticle = false
        var isRelease = false
        for _ in 0..<4 {
            guard let (name, start, marks) = before(text, index), !marks else { return nil }
            if name.first?.isNumber == true { return nil }
            if programs.contains(name) { return .other }
            if kernels.contains(name) {
                guard name == "linux", let (owner, _, _) = before(text, start) else { return .kernel }
                return named.contains(owner) ? .distribution : .kernel
            }
            if distributions.contains(name), !joints.contains(name) || isOfArticle { return .distribution }
            guard joints.contains(name) else {
                if name == "os" { return .distribution }
                // "Foo version 3.2.2": whatever has a version by its name is what stands before that word.
                return isRelease && !leads.contains(name) && !adjectives.contains(name) ? .other : nil
            }
            isOfArticle = true
            isRelease = isRelease || ["version", "versions", "release", "ver", "revision"].contains(name)
            index = start
        }
        return nil
    }

    /// Whether a number is certainly no kernel's.
    static func isOthers(_ text: ReportText, _ at: Int, _ end: Int) -> Bool {
        let governor = of(text, versionAt: at, end: end)
        return governor == .other || governor == .distribution || text.starts("(xen) ")
            || hasTooManyNumbers(text, at, end) || text[at - 1] == UInt8(ascii: "r")
    }

    /// Words that say which release it is, and not of what.
    private static let adjectives: Set<String> = [
        "current", "latest", "newest", "newer", "older", "new", "old", "same", "different", "recent", "any", "other",
        "previous", "last", "exact", "affected", "tested", "working", "first", "following", "which", "what", "specific",
        "this", "that", "my", "our", "your", "its", "are", "have", "had", "has", "up", "against", "every", "each",
        "later", "earlier", "full", "server", "host", "guest", "vm", "machine", "distro", "distribution", "stock",
        "upstream", "vanilla", "default", "installed", "booted", "good", "bad", "problem", "problematic", "failing",
        "broken", "lts", "longterm", "minor", "major", "patch", "point", "beta", "rc",
    ]

    private static let leads: Set<String> = [
        "on", "with", "in", "running", "under", "using", "since", "as", "and", "or", "to", "after", "regression",
        "tested", "both", "also", "seen", "from", "vs", "versus", "is", "at", "a", "i", "by", "for", "till", "until",
        "through", "between", "of", "run", "use", "ran", "here", "currently", "still", "like", "bisect", "including",
    ]

    /// Whether nothing that may have a release of its own stands right before.
    static func isLed(_ text: ReportText, _ at: Int) -> Bool {
        if text[at - 1].map({ "([v\"`'>~".utf8.contains($0) }) == true { return true }
        guard text[at - 1].map({ $0 == 32 }) != false, let (name, _, isParted) = before(text, at) else {
            return at == 0
        }
        return isParted || leads.contains(name) || name.first?.isNumber == true
    }

    /// Whether the release is one of those that distributions build.
    static func isPackaged(_ text: ReportText, _ at: Int, _ end: Int) -> Bool {
        let release = ReportText(Array(text.bytes[at..<end]))
        return packages.contains { release.has($0) } || release.has(ReportText.packageSuffix)
    }

    /// `6.12.5`, `v5.15` or `6.13-rc2`: what hardly anything else has.
    static func isPlain(_ text: ReportText, _ at: Int, _ end: Int) -> Bool {
        let numbers = text.bytes[at..<end].prefix { ReportText.isDigit($0) || $0 == UInt8(ascii: ".") }
        let isWhole = at + numbers.count == end
        return isWhole && numbers.count { $0 == UInt8(ascii: ".") } == 2 || text[at - 1] == UInt8(ascii: "v")
    }

    /// Releases of kernels have three numbers; four before 3.0 (`2.6.32.9`), and where something stands behind them.
    static func hasTooManyNumbers(_ text: ReportText, _ at: Int, _ end: Int) -> Bool {
        let release = text.bytes[at..<end]
        let isBare = release.allSatisfy { ReportText.isDigit($0) || $0 == UInt8(ascii: ".") }
        return isBare && release.count { $0 == UInt8(ascii: ".") } > 2 && !text.starts("2.6.", at: at)
    }

    /// The word before a place, with where it begins, and whether a mark that parts clauses lies between.
    private static func before(_ text: ReportText, _ index: Int) -> (String, Int, Bool)? {
        var end = index
        var isParted = false
        while end > 0, !isLetterOfName(text.bytes[end - 1]) || text.bytes[end - 1] == UInt8(ascii: "-") {
            if ",;.?!|[]".utf8.contains(text.bytes[end - 1]) { isParted = true }
            end -= 1
        }
        var start = end
        while start > 0, isLetterOfName(text.bytes[start - 1]) { start -= 1 }
        guard start < end else { return nil }
        return (String(decoding: text.bytes[start..<end], as: UTF8.self), start, isParted)
    }

    private static func word(_ text: ReportText, from start: Int) -> String? {
        var end = start
        while let byte = text[end], isLetterOfName(byte) { end += 1 }
        return end > start ? String(decoding: text.bytes[start..<end], as: UTF8.self) : nil
    }

    private static func isLetterOfName(_ byte: UInt8) -> Bool {
        ReportText.isName(byte) || byte == UInt8(ascii: "-")
    }
}
