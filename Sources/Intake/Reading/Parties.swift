import RouteModel

/// Whose a line is in a report on guests.
enum Party: String, Sendable { case host, guest }

/// The lines that a heading, or their own words, give to a host or to a guest.
enum Parties {
    /// Lines that are looked at, and bytes of a heading.
    private static let most = 8192
    private static let longest = 90

    private static let ofHost: [StaticString] = [
        "on the host", "of the host", "host kernel", "kernel of the host", "host's kernel", "host os", "host:",
        "host machine", "the host runs", "host runs", "host system", "host environment",
    ]
    private static let ofGuest: [StaticString] = [
        "in the guest", "of the guest", "inside the guest", "guest kernel", "kernel of the guest", "guest's kernel",
        "guest os", "guest:", "the guest runs", "guest runs", "in the vm", "of the vm", "inside the vm", "vm kernel",
        "guest environment", "guest system",
    ]
    /// What is called so and is no machine that runs guests.
    private static let otherHosts: [StaticString] = [
        "host bridge", "host address", "localhost", "usb host", "host controller", "vfio", "host=", "-snp-host",
        "xhci", "ehci", "sdhci", "host-passthrough", "-cpu host", "hostname", "host memory buffer",
    ]

    private static let definitions: [StaticString] = [
        "-append", "-device ", "-machine ", "-object ", "-m ", "-kernel ", "-cpu ", "-smp", "qemu-system", "<iommu",
        "<memory", "<driver", "<domain", "-initrd",
    ]

    static func of(_ lines: [Pasted.Line]) -> [Int: Party] {
        var parties: [Int: Party] = [:]
        var current: Party?
        for index in lines.indices.prefix(most) {
            let line = lines[index]
            if isHead(line) { current = party(line.text) ?? (isStrong(line) ? nil : current) }
            let own = line.isMachineText ? nil : worded(line.text)
            // What a host starts its guest with is the guest's.
            guard !definitions.contains(where: { line.text.has($0) }) else { continue }
            if let party = own ?? current { parties[index] = party }
        }
        return parties
    }

    private static func isHead(_ line: Pasted.Line) -> Bool {
        guard !line.isMachineText, line.text.count < longest, !line.text.hasAny(["]# ", "]$ ", "@", "~$", "~#", "|"])
        else { return false }
        // "It works on the host." is no heading.
        let isSentence = line.text.bytes.last.map { ".?!,".utf8.contains($0) } ?? true
        return isStrong(line) || line.text.bytes.last == UInt8(ascii: ":")
            || line.text.words.count < 7 && !isSentence && !line.text.has(": ")
    }

    private static func isStrong(_ line: Pasted.Line) -> Bool {
        line.text[0] == UInt8(ascii: "#") || line.text.starts("**")
    }

    /// The one that a heading names, and not both.
    private static func party(_ text: ReportText) -> Party? {
        guard !otherHosts.contains(where: { text.has($0) }) else { return nil }
        let isHost = text.hasWord("host")
        let isGuest = ["guest", "vm", "cvm", "td"].contains { text.hasWord($0) }
        return isHost == isGuest ? nil : isHost ? .host : .guest
    }

    private static func worded(_ text: ReportText) -> Party? {
        guard text.count < 400, !otherHosts.contains(where: { text.has($0) }) else { return nil }
        let isHost =
            ofHost.contains { text.has($0) } && !text.hasAny(["guest is", "guest has", "snp guest", "sev guest"])
        return isHost == ofGuest.contains(where: { text.has($0) }) ? nil : isHost ? .host : .guest
    }
}

extension Reading {
    /// Of a host and its guest keeps what is said of the one that fails, and says whose the rest is.
    mutating func setAsideOtherParty(_ lines: [Pasted.Line]) {
        let parties = Parties.of(lines)
        guard let failing = failingParty(parties, lines) else { return }
        let others = parties.filter { $0.value != failing }.map { index, _ in
            lines[index].place
        }
        let places = Set(others)
        guard !places.isEmpty else { return }
        let other: Party = failing == .host ? .guest : .host
        keepParty { !places.contains($0) }
        for index in facts.indices where places.contains(facts[index].place) {
            guard !facts[index].fact.hasPrefix("of "), Self.isOfMachine(facts[index].fact) else { continue }
            facts[index].fact = "of the \(other.rawValue): " + facts[index].fact
        }
    }

    /// What differs from a host to its guest.
    private mutating func keepParty(_ isKept: (Place) -> Bool) {
        func filter<Value>(_ values: inout [Noted<Value>]) {
            values.removeAll { !isKept($0.place) }
        }
        filter(&kernels)
        filter(&commandLines)
        filter(&wordedOptions)
        filter(&platforms)
        filter(&memory)
        filter(&highMemory)
        filter(&iommus)
        filter(&wordedIOMMUs)
        filter(&domains)
        filter(&unknownOptions)
    }

    private static func isOfMachine(_ fact: String) -> Bool {
        ["kernel:", "command line:", "IOMMU:", "RAM:", "platform:", "default domain", "group type", "option:"].contains
        {
            fact.hasPrefix($0)
        }
    }

    /// Whose the line is that tells of the fault; a guest with encrypted memory is what its report is about.
    private func failingParty(_ parties: [Int: Party], _ lines: [Pasted.Line]) -> Party? {
        guard !parties.isEmpty else { return nil }
        // A host gives away what faults, whatever its guest is called.
        guard !worlds.contains(where: { $0.value == .vfio }), !faults.contains(where: \.value.isGiven) else {
            return nil
        }
        let telling = Set(symptomPlaces)
        let ofSymptoms = Set(
            parties.compactMap { index, party in
                telling.contains(lines[index].place) ? party : nil
            })
        if let party = ofSymptoms.first { return ofSymptoms.count == 1 ? party : nil }
        guard !isHostOfGuests, !worlds.contains(where: { $0.value == .launch }) else { return nil }
        return isOfEncryptedGuest ? .guest : nil
    }

    /// Whether the report is about a guest whose memory is encrypted.
    var isOfEncryptedGuest: Bool {
        !confidentials.isEmpty || encryptions.contains { $0.value.encryption != .sme }
    }
}
