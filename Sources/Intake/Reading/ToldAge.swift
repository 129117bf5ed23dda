/// The newest kernel that a release of a distribution was given, where that is older than 5.0.
enum ToldAge {
    private static let releases: [(words: [StaticString], name: String, kernel: KernelVersion)] = [
        (["leap 42.1"], "openSUSE Leap 42.1", KernelVersion(major: 4, minor: 1)),
        (["leap 42.2", "leap 42.3"], "openSUSE Leap 42", KernelVersion(major: 4, minor: 4)),
        (["leap 15.0", "leap 15.1"], "openSUSE Leap 15.0 or 15.1", KernelVersion(major: 4, minor: 12)),
        (["centos 6", "centos6", "rhel 6", "rhel6"], "release 6 of RHEL", KernelVersion(major: 2, minor: 6)),
        (["centos 7", "centos7", "rhel 7", "rhel7"], "release 7 of RHEL", KernelVersion(major: 3, minor: 10)),
        (["debian 7", "wheezy"], "Debian 7", KernelVersion(major: 3, minor: 2)),
        (["debian 8", "jessie"], "Debian 8", KernelVersion(major: 3, minor: 16)),
        (["debian 9", "stretch"], "Debian 9", KernelVersion(major: 4, minor: 9)),
        (["ubuntu 12.04"], "Ubuntu 12.04", KernelVersion(major: 3, minor: 13)),
        (["ubuntu 14.04", "trusty"], "Ubuntu 14.04", KernelVersion(major: 4, minor: 4)),
        (["ubuntu 16.04", "xenial"], "Ubuntu 16.04", KernelVersion(major: 4, minor: 15)),
    ]
    /// Lines that are looked at.
    private static let most = 1024

    static func of(_ lines: [Pasted.Line]) -> (line: Pasted.Line, name: String, kernel: KernelVersion)? {
        for line in lines.prefix(most) where !line.stamped && line.text.count < 600 {
            guard !line.text.hasAny(["docker", "container", "guest", " vm "]) else { continue }
            for release in releases where release.words.contains(where: { Self.names(line.text, $0) }) {
                return (line, release.name, release.kernel)
            }
        }
        return nil
    }

    /// `centos 7` and `centos 7.3`, and not `centos 70`.
    private static func names(_ text: ReportText, _ words: StaticString) -> Bool {
        guard let at = text.find(words) else { return false }
        return text[at + words.utf8CodeUnitCount].map { !ReportText.isName($0) } ?? true
    }
}

extension Reading {
    /// Where no line names the kernel and the pool's message has no numbers, what the distribution's release says of its age.
    mutating func tellAge(_ lines: [Pasted.Line]) {
        guard kernels.isEmpty, !full.isEmpty, full.allSatisfy({ $0.value.total == nil }),
            let (line, name, version) = ToldAge.of(lines)
        else { return }
        let text = "\(version.text) or older (by its distribution, \(name))"
        guard note("kernel", text, line) else { return }
        kernels.append(line.noted(KernelMention(version: version, text: text, weight: 1, isInferred: true)))
    }
}
