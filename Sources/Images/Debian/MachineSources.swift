/// Which Debian mirrors this machine itself uses.
struct MachineSources: Equatable {
    /// For example `http://deb.debian.org/debian`.
    var main: String?
    /// For example `http://deb.debian.org/debian-security`.
    var security: String?

    static let fallback = MachineSources(
        main: "http://deb.debian.org/debian", security: "http://deb.debian.org/debian-security")

    /// The mirror for a suite.
    func mirror(ofSuite suite: String) -> String {
        let (own, usual) =
            suite.hasSuffix("-security") ? (security, Self.fallback.security) : (main, Self.fallback.main)
        return own ?? usual ?? ""
    }

    /// Takes the first Debian entries of apt's own files.
    ///
    /// - Parameter files: name and text, in the order in which apt reads them.
    init(files: [(name: String, text: String)]) {
        for (name, text) in files {
            let entries = name.hasSuffix(".sources") ? Self.paragraphs(text) : Self.lines(text)
            for (address, suites) in entries where Self.isUsable(address) {
                if suites.contains(where: { Self.isDebian($0, address) && $0.hasSuffix("-security") }) {
                    security = security ?? address
                } else if suites.contains(where: { Self.isDebian($0, address) }) {
                    main = main ?? address
                }
            }
        }
    }

    init(main: String?, security: String?) {
        self.main = main
        self.security = security
    }

    private static func lines(_ text: String) -> [(String, [String])] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            var words = line.prefix { $0 != "#" }.split(separator: " ").map(String.init)
            guard words.first == "deb" else { return nil }
            words.removeFirst()
            if words.first?.hasPrefix("[") == true {
                guard let end = words.firstIndex(where: { $0.hasSuffix("]") }) else { return nil }
                words.removeSubrange(...end)
            }
            return words.count >= 2 ? (withoutSlash(words[0]), [words[1]]) : nil
        }
    }

    private static func paragraphs(_ text: String) -> [(String, [String])] {
        var found: [(String, [String])] = []
        var fields: [String: [String]] = [:]
        var last: String?
        func close() {
            if fields["types"]?.contains("deb") == true, fields["enabled"]?.first != "no" {
                for address in fields["uris"] ?? [] { found.append((withoutSlash(address), fields["suites"] ?? [])) }
            }
            fields = [:]
        }
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) where line.first != "#" {
            let words = line.split(separator: " ").map(String.init)
            if words.isEmpty {
                close()
            } else if line.first == " ", let last {
                fields[last, default: []] += words
            } else if let key = words.first, key.hasSuffix(":") {
                last = key.dropLast().lowercased()
                fields[last ?? ""] = Array(words.dropFirst())
            }
        }
        close()
        return found
    }

    private static func withoutSlash(_ address: String) -> String {
        address.hasSuffix("/") ? String(address.dropLast()) : address
    }

    /// Other vendors' addresses also have suites called "stable" or "bookworm": a mirror of Debian is one by its path.
    private static func isDebian(_ suite: String, _ address: String) -> Bool {
        let codenames = ["bookworm", "trixie", "forky", "stable", "oldstable", "testing", "sid", "unstable"]
        let last = address.split(separator: "/").last.map(String.init) ?? ""
        return ["debian", "debian-security"].contains(last)
            && codenames.contains { suite == $0 || suite.hasPrefix("\($0)-") || suite.hasPrefix("\($0)/") }
    }

    /// Written into a file of ours, so nothing that would end its line or field.
    private static func isUsable(_ address: String) -> Bool {
        let schemes = ["http://", "https://", "file:", "mirror+file:", "mirror+http"]
        return schemes.contains { address.hasPrefix($0) }
            && address.allSatisfy { $0.isASCII && !$0.isWhitespace && !"[]\"'$(#".contains($0) }
    }
}
