/// A release that a report names.
struct KernelVersion: Hashable, Comparable, Sendable {
    var major: Int
    var minor: Int

    static func < (left: KernelVersion, right: KernelVersion) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }

    /// Of a name in the catalogue, such as `linux-6.12`.
    init?(kernel: String) {
        let parts = kernel.split(separator: "-").last?.split(separator: ".") ?? []
        guard parts.count == 2, let major = Int(parts[0]), let minor = Int(parts[1]) else { return nil }
        self.init(major: major, minor: minor)
    }

    init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    var text: String { "\(major).\(minor)" }
}

struct KernelMention: Equatable, Sendable {
    var version: KernelVersion
    /// As it stands in the report: digits, letters and `.-+~` only.
    var text: String
    /// How certain it is that this is the kernel reported about; 5 is the kernel's own word.
    var weight: Int
}

extension Reading {
    mutating func readKernel(_ line: Pasted.Line) {
        let text = line.text
        // The compiler's and the linker's versions stand behind the kernel's own.
        let own = text.after("linux version ")
        var index = own ?? 0
        var found = own == nil ? 0 : 3
        while let at = text.nextNumber(from: index), found < 4 {
            guard let (version, name, end) = text.version(at: at) else {
                index = at + 1
                while text[index].map({ ReportText.isDigit($0) || $0 == UInt8(ascii: ".") }) == true { index += 1 }
                continue
            }
            index = end
            let weight = text.weight(ofVersionAt: at, end: end)
            guard weight > 0 else { continue }
            found += 1
            guard
                note("kernel", name, line)
                    || kernels.contains(where: { $0.value.text == name && $0.value.weight < weight })
            else { continue }
            kernels.append(line.noted(KernelMention(version: version, text: name, weight: weight)))
        }
    }
}

extension ReportText {
    /// Where the next number begins that no letter or digit stands before, but for `v`.
    fileprivate func nextNumber(from start: Int) -> Int? {
        var index = start
        while index < count {
            if Self.isDigit(bytes[index]) {
                let before = index == 0 ? nil : self[index - 1]
                let isV = before == UInt8(ascii: "v") && (index < 2 || !Self.isName(bytes[index - 2]))
                if before.map({ !Self.isName($0) && !".:".utf8.contains($0) }) ?? true || isV { return index }
                while self[index].map(Self.isDigit) == true { index += 1 }
            } else {
                index += 1
            }
        }
        return nil
    }

    /// `6.8.0-40-generic`, `7.2-rc5`, `5.3`.
    fileprivate func version(at start: Int) -> (KernelVersion, name: String, end: Int)? {
        guard let (major, dot) = decimal(at: start), (2...9).contains(major), self[dot] == UInt8(ascii: "."),
            let (minor, behind) = decimal(at: dot + 1), minor < 100
        else { return nil }
        var end = behind
        var dots = 1
        while let byte = self[end], Self.isName(byte) || "-.+~".utf8.contains(byte), end - start < 48 {
            if byte == UInt8(ascii: ".") {
                guard self[end + 1].map(Self.isName) == true else { break }
                dots += 1
            }
            end += 1
        }
        guard dots < 9, self[behind].map({ !Self.isLetter($0) || starts("rc", at: behind) }) ?? true else { return nil }
        return (KernelVersion(major: Int(major), minor: Int(minor)), Self.name(bytes[start..<end]), end)
    }

    /// What may stand before a version that is not the kernel's.
    private static let others: [StaticString] = [
        "qemu", "gcc", "clang", "ld", "bios", "firmware", "fw", "driver", "nvidia", "mesa", "glibc", "systemd",
        "libvirt", "edk2", "ovmf", "seabios", "binutils", "usb", "pcie", "gen", "mail", "git", "speed",
        "python", "openssl", "xorg", "api", "xen", "unraid", "proxmox", "pve", "rhel", "centos", "debian", "ubuntu",
        "fedora", "mint", "alma", "almalinux", "rocky", "sles", "leap", "esxi", "truenas", "freenas", "hat",
        "xenserver",
        "xcp-ng", "kubernetes", "docker", "cuda", "rocm", "ofed", "mlnx", "dpdk", "spdk", "spec", "revision", "rev",
        "virtualbox", "vmware", "agesa", "macos", "android", "kde", "plasma", "gnome", "node", "golang", "samba", "zfs",
        "steamos", "raspbian", "tumbleweed",
    ]
    /// Names of distributions that end in a word of the kernel's.
    private static let distributions: [StaticString] = [
        "oracle linux", "enterprise linux", "alma linux", "rocky linux", "scientific linux", "kali linux", "suse linux",
        "amazon linux", "arch linux arm", "red hat linux",
    ]
    /// What a number is of that has one of these behind it.
    private static let units: [StaticString] = [
        "s", "ms", "us", "gb", "mb", "gib", "mib", "ghz", "mhz", "gbps", "gb/s", "gt/s", "v", "w", "seconds", "minutes",
        "hours", "%", "x", "slots", "million", "tb", "kb", "inch",
    ]
    /// What may stand before a kernel that has not got the fault.
    private static let earlier: [StaticString] = [
        "worked", "works on", "works with", "works in", "works fine", "fine on", "fine with", "fine in", "good on",
        "ok on", "ok with", "good:", "up to", "upgraded from", "upgrade from", "upgrading from", "update from",
        "before", "came from", "until", "not on", "not with",
    ]

    /// What may stand right before the version that has the fault, or that it was built on.
    private static let bases: [StaticString] = [
        "on top of", "based on", "applied to", "update to", "updated to", "updating to", "upgrade to", "upgraded to",
        "upgrading to", "since ", "regression in",
    ]

    fileprivate func weight(ofVersionAt at: Int, end: Int) -> Int {
        let head = ReportText(Array(bytes[max(0, at - 32)..<at]))
        let near = ReportText(Array(bytes[max(0, at - 14)..<at]))
        if let start = after("linux version ") { return start == at ? 5 : 0 }
        // A kernel's time in the midst of a line.
        if self[skipSpaces(end)] == UInt8(ascii: "]"), head.bytes.last(where: { $0 != 32 }) == UInt8(ascii: "[") {
            return 0
        }
        if has("tainted"), let taint = find("tainted"), taint < at, self[skipSpaces(end)] == UInt8(ascii: "#") {
            return 5
        }
        if starts("linux "), find(" #", from: end) != nil, has("smp") || has("gnu/linux") || has(Self.machine) {
            return 5
        }
        if head.has("vmlinuz-") || head.has(Self.imageHead) { return 4 }
        let clause = ReportText(Array(head.bytes[(head.lastMark ?? 0)...]))
        if Self.earlier.contains(where: { clause.has($0) }) { return 0 }
        let isThree =
            ReportText(Array(bytes[at..<end])).bytes.prefix { $0 != UInt8(ascii: "-") }.count {
                $0 == UInt8(ascii: ".")
            } >= 2
        if Self.distributions.contains(where: { ends(with: $0, at: at) }) { return 0 }
        if Self.others.contains(where: { isNamed($0, before: at) }) { return 0 }
        let unit = skipSpaces(end)
        if !isThree,
            Self.units.contains(where: {
                starts($0, at: unit) && self[unit + $0.utf8CodeUnitCount].map(Self.isName) != true
            })
        {
            return 0
        }
        if Self.bases.contains(where: { head.has($0) }) { return 3 }
        if at == 0, end == count { return 3 }
        if head.hasWord("kernel") || head.hasWord("linux") || head.hasWord("kernels") || head.has("uname") { return 3 }
        return wordedWeight(at, end, head, near)
    }

    /// What a version is worth that nothing calls a kernel's.
    private func wordedWeight(_ at: Int, _ end: Int, _ head: ReportText, _ near: ReportText) -> Int {
        let name = ReportText(Array(bytes[at..<end]))
        let exact =
            name.has("-rc") || name.bytes.prefix { $0 != UInt8(ascii: "-") }.count { $0 == UInt8(ascii: ".") } == 2
        let context: [StaticString] = [
            "kernel", "linux", "arch", "debian", "ubuntu", "fedora", "opensuse", "suse", "rhel", "gentoo", "nixos",
            "on top of", "running", "mainline", "stable", "bare metal", "guest", "host",
        ]
        if exact, hasAny(context) { return 2 }
        let packaged = exact && name.has("-")
        if packaged || name.has("-rc") || name.has("-generic") || name.has(Self.packageSuffix) || name.has("-arch") {
            return 2
        }
        let isSeries = Self.isSeries(version(at: at)?.0)
        let leads =
            near.hasAny([" on ", "with ", " in ", "running ", "under ", "using "]) || head.bytes.isEmpty
            || head.bytes.allSatisfy { $0 == 32 }
        if exact, isSeries, !has("0x"), self[at - 1] != UInt8(ascii: "=") { return 1 }
        if self[at - 1] == UInt8(ascii: "v"), isSeries,
            hasAny(["kernel", "linux", "on v", "since v", "in v", "with v"])
        {
            return 2
        }
        return isSeries && leads && hasAny(context) && !isMarked(at, end) ? 1 : 0
    }

    /// Whether words stand right before a place.
    private func ends(with words: StaticString, at index: Int) -> Bool {
        var end = index
        while end > 0, bytes[end - 1] == 32 { end -= 1 }
        return starts(words, at: end - words.utf8CodeUnitCount)
    }

    /// Whether a program's name stands right before its version.
    private func isNamed(_ name: StaticString, before at: Int) -> Bool {
        var end = at
        for _ in 0..<2 {
            while end > 0, " -:v/".utf8.contains(bytes[end - 1]) { end -= 1 }
            let start = end - name.utf8CodeUnitCount
            if starts(name, at: start), start == 0 || !Self.isName(bytes[start - 1]) { return true }
            guard starts("version", at: end - 7) || starts("release", at: end - 7) || starts("linux", at: end - 5)
            else {
                return false
            }
            while end > 0, Self.isLetter(bytes[end - 1]) { end -= 1 }
        }
        return false
    }

    /// Behind the last mark that parts clauses.
    private var lastMark: Int? {
        bytes.indices.last { index in
            ",;".utf8.contains(bytes[index]) && self[index + 1] == 32
        }
    }

    /// Whether a number is a part of something longer, such as a path.
    private func isMarked(_ at: Int, _ end: Int) -> Bool {
        [self[at - 1], self[end]].contains { $0.map { "/_=-:(".utf8.contains($0) } ?? false }
    }

    /// Whether the kernel has had such a release series.
    private static func isSeries(_ version: KernelVersion?) -> Bool {
        guard let version else { return false }
        let last = [2: 6, 3: 19, 4: 20, 5: 19, 6: 19]
        return version.minor <= last[version.major, default: version.major == 7 ? 9 : -1]
    }
}
