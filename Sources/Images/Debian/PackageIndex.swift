/// Packages as apt's index describes them.
struct PackageIndex {
    struct Package: Hashable {
        let name: String
        let version: PackageVersion
        /// Names alone; of alternatives the first.
        let depends: [String]
        /// Bytes to fetch.
        let size: Int
        /// Bytes on the disk when unpacked.
        let installedSize: Int
        let sha256: String
    }

    let packages: [Package]

    init(_ packages: [Package]) { self.packages = packages }

    /// Reads what `apt-cache show` prints: fields "Name: value", paragraphs parted by empty lines. What is no package
    /// of that form is passed over.
    init(showing text: String) {
        var found: [Package] = []
        var fields: [Substring: Substring] = [:]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.isEmpty {
                if let package = Package(fields) { found.append(package) }
                fields = [:]
            } else if line.first != " ", let colon = line.firstIndex(of: ":") {
                let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
                fields[line[..<colon]] = value
            }
        }
        if let package = Package(fields) { found.append(package) }
        packages = found
    }

    /// The newest version of a package.
    func newest(_ name: String) -> Package? {
        packages.filter { $0.name == name }.max { $0.version < $1.version }
    }

    /// The newest version of a package, or the one that is asked for.
    func package(_ name: String, version: PackageVersion) -> Package? {
        packages.first { $0.name == name && $0.version == version }
    }
}

extension PackageIndex.Package {
    fileprivate init?(_ fields: [Substring: Substring]) {
        guard let name = fields["Package"], let version = fields["Version"] else { return nil }
        // From the index to a command line: nothing that apt could take for an option or a path.
        guard KernelCatalogWords.isPackage(String(name)), version.allSatisfy(Self.isVersionCharacter) else {
            return nil
        }
        self.name = String(name)
        self.version = PackageVersion(String(version))
        size = fields["Size"].flatMap { Int($0) } ?? 0
        installedSize =
            (fields["Installed-Size"].flatMap { Int($0) } ?? 0).multipliedReportingOverflow(by: 1024)
            .partialValue
        sha256 = String(fields["SHA256"] ?? "")
        depends = (fields["Depends"] ?? "").split(separator: ",").map { dependency in
            String(dependency.drop { $0 == " " }.prefix { !" (:|".contains($0) })
        }
    }

    private static func isVersionCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || ".+-~:".contains(character))
    }
}
