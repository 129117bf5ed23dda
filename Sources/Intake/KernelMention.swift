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
        "python", "openssl", "xorg", "api",
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
        if has("tainted"), let taint = find("tainted"), taint < at, self[skipSpaces(end)] == UInt8(ascii: "#") {
            return 5
        }
        if starts("linux "), find(" #", from: end) != nil, has("smp") || has("gnu/linux") || has(Self.machine) {
            return 5
        }
        if head.has("vmlinuz-") || head.has(Self.imageHead) { return 4 }
        if Self.earlier.contains(where: { head.has($0) }) { return 0 }
        if Self.others.contains(where: { near.hasWord($0) }) { return 0 }
        if Self.bases.contains(where: { head.has($0) }) { return 3 }
        if at == 0, end == count { return 3 }
        if head.hasWord("kernel") || head.hasWord("linux") || head.hasWord("kernels") || head.has("uname") { return 3 }
        let name = ReportText(Array(bytes[at..<end]))
        let exact =
            name.has("-rc") || name.bytes.prefix { $0 != UInt8(ascii: "-") }.count { $0 == UInt8(ascii: ".") } == 2
        let context: [StaticString] = [
            "kernel", "linux", "arch", "debian", "ubuntu", "fedora", "opensuse", "suse", "rhel", "gentoo", "nixos",
            "on top of", "running", "mainline", "stable", "bare metal", "guest", "host",
        ]
        if exact, hasAny(context) { return 2 }
        let packaged = exact && name.has("-")
        return packaged || name.has("-rc") || name.has("-generic") || name.has(Self.packageSuffix) || name.has("-arch")
            ? 2 : 0
    }
}
