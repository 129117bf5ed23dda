import RouteModel

/// A fact that is set by hand, as `--set key=value` gives it.
public struct StatedFact: Sendable {
    /// What can be set.
    public enum Key: String, CaseIterable, Sendable {
        case kernel, platform, encryption, iommu, cmdline, ram, mask, size, untrusted, pool, used, world
    }

    public let key: Key
    public let value: String

    /// - Parameter text: such as `mask=32`.
    /// - Throws: ``Wrong``, with what can be set.
    public init(_ text: String) throws(Wrong) {
        guard let equals = text.firstIndex(of: "="), let key = Key(rawValue: String(text[..<equals]).lowercased())
        else {
            throw Wrong(
                text:
                    "\"\(text.prefix(60).filter { $0.isASCII })\" sets nothing: give KEY=VALUE, with one of \(Key.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        self.key = key
        value = String(text[text.index(after: equals)...]).lowercased()
        var reading = Reading()
        guard reading.take(self) else {
            throw Wrong(text: "\(key.rawValue) cannot be \"\(value.prefix(60).filter { $0.isASCII })\": \(key.form)")
        }
    }

    /// What is wrong with it.
    public struct Wrong: Error, CustomStringConvertible {
        let text: String
        public var description: String { text }
    }
}

extension StatedFact.Key {
    var form: String {
        switch self {
        case .kernel: "give a release such as 6.12.5"
        case .platform: "give host or guest"
        case .encryption: "give none, sme, sev, sev-es, sev-snp or tdx"
        case .iommu: "give none, intel, amd or virtio"
        case .cmdline: "give the options, such as \"iommu=pt swiotlb=force\""
        case .ram, .pool: "give a size such as 16G"
        case .mask: "give bits, from 1 to 64"
        case .size: "give bytes"
        case .untrusted: "give on or off"
        case .used: "give slots"
        case .world: "give x86"
        }
    }
}

extension Reading {
    /// Takes a fact that weighs more than any that was read.
    /// - Returns: false where the value says nothing.
    @discardableResult mutating func take(_ fact: StatedFact) -> Bool {
        let line = Pasted.Line(
            file: 0, number: 0, text: ReportText(fact.value.utf8.map { Cleaning.small($0) }), stamped: false)
        let known = set(fact, line)
        if known {
            facts.append(
                ReadFact(fact: "\(fact.key.rawValue) set by hand: \(Self.printable(fact.value))", line: 0, file: 0))
        }
        return known
    }

    private static func printable(_ text: String) -> String {
        String(text.unicodeScalars.filter { (32...126).contains($0.value) }.map(Character.init).prefix(120))
    }

    private mutating func set(_ fact: StatedFact, _ line: Pasted.Line) -> Bool {
        switch fact.key {
        case .kernel:
            guard let version = KernelVersion(release: fact.value) else { return false }
            kernels = [line.noted(KernelMention(version: version, text: ReportText.name(line.text.bytes), weight: 6))]
        case .platform:
            guard let platform = Platform(rawValue: fact.value) else { return false }
            platforms = [line.noted(platform)]
        case .encryption:
            guard let encryption = Encryption(rawValue: fact.value) else { return false }
            encryptions =
                encryption == .none ? [] : [line.noted(EncryptionMention(encryption: encryption, weight: .said))]
            bounces = encryption == .none ? [] : bounces
        case .iommu:
            guard let kind = VIOMMU(rawValue: fact.value) else { return false }
            iommus = [line.noted(kind == .none ? .absent : .active(kind))]
        case .cmdline:
            var options = RoutingOptions()
            for word in CommandLineWords.split(line.text) { options.take(word) }
            guard fact.value.isEmpty || !options.isEmpty || !options.unread.isEmpty else { return false }
            (commandLines, wordedOptions) = ([line.noted(options)], [])
            claims.removeAll { $0.value.polarity == .inForce }
        case .ram:
            guard let (bytes, _) = line.text.size(at: 0, unit: 1), bytes >= 1 << 24 else { return false }
            (memory, highMemory) = ([line.noted(bytes)], [])
        default: return setDevice(fact, line)
        }
        return true
    }

    private mutating func setDevice(_ fact: StatedFact, _ line: Pasted.Line) -> Bool {
        switch fact.key {
        case .mask:
            guard let bits = Int(fact.value), (1...64).contains(bits) else { return false }
            masks = [line.noted(bits)]
            for index in overflows.indices { overflows[index].value.mask = bits == 64 ? .max : 1 << UInt64(bits) - 1 }
        case .size:
            guard let bytes = UInt64(fact.value), bytes > 0 else { return false }
            for index in full.indices { full[index].value.size = bytes }
            for index in overflows.indices { overflows[index].value.size = bytes }
        case .untrusted:
            guard ["on", "off"].contains(fact.value) else { return false }
            untrusted = fact.value == "on" ? [line.noted(true)] : []
        case .pool:
            guard let (bytes, _) = line.text.size(at: 0, unit: 1) else { return false }
            pools = [line.noted(bytes == 0 ? .absent : .mapped(bytes))]
            for index in full.indices { full[index].value.total = bytes >> 11 }
        case .used:
            guard let slots = UInt64(fact.value) else { return false }
            for index in full.indices { full[index].value.used = slots }
        case .world:
            guard ["x86", "x86-64"].contains(fact.value) else { return false }
            (worlds, machines) = ([], [line.noted(World.pc)])
        default: return false
        }
        return true
    }
}
