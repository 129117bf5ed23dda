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
    /// Whether only the release of a distribution tells it.
    var isInferred = false
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
            var weight = text.weight(ofVersionAt: at, end: end)
            // A log's lines name releases of many parts; the kernel's own stands in forms of its own.
            if line.stamped, weight < 4 { weight = min(weight, 0) }
            if (1...3).contains(weight), !ReportText.isSeries(version) { weight = 0 }
            if weight < 0 {
                if note("kernel with which it works", name, line) { workingKernels.append(name) }
                continue
            }
            guard weight > 0 else {
                if KernelGovernor.isOthers(text, at, end) { otherReleases.insert(name) }
                continue
            }
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
    /// Where the next number begins that no letter or digit stands before, but for `v` and `r`.
    fileprivate func nextNumber(from start: Int) -> Int? {
        var index = start
        while index < count {
            if Self.isDigit(bytes[index]) {
                let before = index == 0 ? nil : self[index - 1]
                let isV = before.map { "vr".utf8.contains($0) } == true && (index < 2 || !Self.isName(bytes[index - 2]))
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
            let (minor, behind) = decimal(at: dot + 1), minor < 100,
            // `v2.00` is the release of something else.
            behind == dot + 2 || self[dot + 1] != UInt8(ascii: "0")
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

    /// What a number is of that has one of these behind it.
    private static let units: [StaticString] = [
        "s", "ms", "us", "gb", "mb", "gib", "mib", "ghz", "mhz", "gbps", "gb/s", "gt/s", "v", "w", "seconds", "minutes",
        "hours", "%", "x", "slots", "million", "tb", "kb", "inch",
    ]
    /// What may stand before a kernel that has not got the fault.
    private static let well: [StaticString] = [
        "worked", "works on", "works with", "works in", "works fine", "fine on", "fine with", "fine in", "good on",
        "ok on", "ok with", "good:",
    ]
    /// What may stand before one of which nothing more is said.
    private static let earlier: [StaticString] = [
        "up to", "upgraded from", "upgrade from", "upgrading from", "update from",
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
        // A hypervisor's lines tell of its own release and compiler.
        if starts("(xen) ") || starts("xen ") && !has("kernel") { return 0 }
        if has("tainted"), let taint = find("tainted"), taint < at, self[skipSpaces(end)] == UInt8(ascii: "#") {
            return 5
        }
        if starts("linux "), find(" #", from: end) != nil, has("smp") || has("gnu/linux") || has(Self.machine) {
            return 5
        }
        if head.has("vmlinuz-") || head.has(Self.imageHead) { return 4 }
        let clause = ReportText(Array(head.bytes[(head.lastMark ?? 0)...]))
        if Self.well.contains(where: { clause.hasWord($0) }) {
            return Self.isSeries(version(at: at)?.0) && KernelGovernor.isLed(self, at) ? -1 : 0
        }
        if clause.hasAny(Self.earlier) { return 0 }
        let isThree =
            ReportText(Array(bytes[at..<end])).bytes.prefix { $0 != UInt8(ascii: "-") }.count {
                $0 == UInt8(ascii: ".")
            } >= 2
        let governor = KernelGovernor.of(self, versionAt: at, end: end)
        if governor == .other || governor == .distribution && !KernelGovernor.isPackaged(self, at, end) { return 0 }
        if KernelGovernor.hasTooManyNumbers(self, at, end) || self[at - 1] == UInt8(ascii: "r") { return 0 }
        let unit = skipSpaces(end)
        if !isThree,
            Self.units.contains(where: {
                starts($0, at: unit) && self[unit + $0.utf8CodeUnitCount].map(Self.isName) != true
            })
        {
            return 0
        }
        if governor == .kernel { return 3 }
        if Self.bases.contains(where: { head.has($0) }), isOfKernels(at, end) { return 3 }
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
        if exact, isSeries, !has("0x"), KernelGovernor.isLed(self, at) { return 1 }
        if self[at - 1] == UInt8(ascii: "v"), isSeries,
            hasAny(["kernel", "linux", "on v", "since v", "in v", "with v"])
        {
            return 2
        }
        // "Works with 5.4, fails with 5.10": what else has a release that decides.
        let fails = near.hasAny(["fails with ", "fails on ", "fails in ", "broken in ", "broken on ", "broken with "])
        return isSeries && (leads && hasAny(context) || fails) && !isMarked(at, end) ? 1 : 0
    }

    /// Whether a number has the form of a kernel's release, or something else on the line speaks of kernels.
    private func isOfKernels(_ at: Int, _ end: Int) -> Bool {
        KernelGovernor.isPackaged(self, at, end) || KernelGovernor.isPlain(self, at, end)
            || hasAny(["kernel", "linux", "mainline", "stable"])
            // "Since the update to 6.12": a bare release series.
            || hasAny(["after ", "since "]) && Self.isSeries(version(at: at)?.0)
                && bytes[at..<end].allSatisfy { Self.isDigit($0) || $0 == UInt8(ascii: ".") }
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
    fileprivate static func isSeries(_ version: KernelVersion?) -> Bool {
        guard let version else { return false }
        // No other one of the second series had SWIOTLB.
        if version.major == 2 { return version.minor == 6 }
        let last = [3: 19, 4: 20, 5: 19, 6: 19]
        return version.minor <= last[version.major, default: version.major == 7 ? 9 : -1]
    }
}
