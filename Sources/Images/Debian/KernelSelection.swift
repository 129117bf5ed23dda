/// The packages of one kernel: the newest of its series that can be booted and built for.
struct KernelSelection: Hashable {
    /// What `uname -r` says in it.
    let release: String
    /// Holds the bzImage.
    let image: PackageIndex.Package
    /// Holds the kernel's modules: ``image`` itself, or the part of its own that they are from 6.19 on.
    let modules: PackageIndex.Package
    /// Headers for modules, their common part and kbuild's tools.
    let headers: [PackageIndex.Package]

    /// Each once: what boots, its modules, what the probe is built with.
    var packages: [PackageIndex.Package] { [image] + (modules == image ? [] : [modules]) + headers }

    /// Names that may hold a bzImage of the series. From 6.19 on Debian splits linux-image-* into linux-binary-* and
    /// linux-modules-*, and what is still called linux-image-* is empty.
    static func imagePrefixes(series: String) -> [String] { ["linux-binary-\(series).", "linux-image-\(series)."] }

    /// What must be asked of the index to know everything about a kernel's image package.
    static func headerNames(ofImage name: String) -> String? {
        release(ofImage: name).map { "linux-headers-\($0)" }
    }

    /// The package of its own that a split kernel's modules are in; nil for a kernel that is not split.
    static func modulesName(ofImage name: String) -> String? {
        name.hasPrefix("linux-binary-") ? release(ofImage: name).map { "linux-modules-\($0)" } : nil
    }

    /// `6.1.0-56-amd64` of `linux-image-6.1.0-56-amd64`; nil for flavours that are not wanted (rt, cloud), for debug
    /// symbols, unsigned images and other architectures.
    static func release(ofImage name: String) -> String? {
        for prefix in ["linux-binary-", "linux-image-"] where name.hasPrefix(prefix) {
            let release = name.dropFirst(prefix.count)
            guard DebianArchitecture.usual.names(release: release), release.first?.isNumber == true else { return nil }
            let words = release.split(separator: "-")
            return words.contains("rt") || words.contains("cloud") ? nil : String(release)
        }
        return nil
    }

    /// Chooses among the packages of an index.
    ///
    /// - Parameter series: for example `6.1`.
    /// - Returns: the selection, or the reason why there is none.
    static func choose(series: String, from index: PackageIndex) -> Result<KernelSelection, Reason> {
        let prefixes = imagePrefixes(series: series)
        let images = index.packages.filter { package in
            release(ofImage: package.name) != nil && prefixes.contains { package.name.hasPrefix($0) }
        }
        // Splits and their empty namesakes have one version: of the two the one with the kernel counts.
        let ordered = images.sorted { left, right in
            left.version == right.version ? left.name.hasPrefix("linux-binary-") : right.version < left.version
        }
        guard let newest = ordered.first else { return .failure(Reason(text: "has no kernel \(series)")) }
        for image in ordered {
            guard let release = release(ofImage: image.name) else { continue }
            let modules = modulesName(ofImage: image.name).map { index.package($0, version: image.version) } ?? image
            if let modules, let headers = headers(release, image.version, index) {
                return .success(KernelSelection(release: release, image: image, modules: modules, headers: headers))
            }
        }
        return .failure(
            Reason(
                text:
                    "has \(newest.name) \(newest.version.text) but not its modules, or not the headers that the probe "
                    + "is built with"))
    }

    /// Takes what is pinned: the image of the series and, of the same version, what the probe is built with.
    static func choose(series: String, pinned: [PinnedPackage]) -> Result<KernelSelection, Reason> {
        let prefixes = imagePrefixes(series: series)
        let images = pinned.filter { pin in
            release(ofImage: pin.name) != nil && prefixes.contains { pin.name.hasPrefix($0) }
        }
        guard let image = images.first, images.count == 1, let release = release(ofImage: image.name) else {
            return .failure(Reason(text: "pins \(images.count) images of a kernel \(series) instead of one"))
        }
        let modulesName = modulesName(ofImage: image.name)
        let modules = modulesName.map { name in pinned.first { $0.name == name } } ?? image
        let headers = pinned.filter { ![image.name, modulesName].contains($0.name) && $0.version == image.version }
        guard let modules, headers.contains(where: { $0.name == "linux-headers-\(release)" }), headers.count >= 3,
            headers.count == pinned.count - (modulesName == nil ? 1 : 2)
        else {
            return .failure(
                Reason(text: "pins \(image.name) but not its modules, or not all of the headers of its version"))
        }
        return .success(
            KernelSelection(
                release: release, image: image.package, modules: modules.package, headers: headers.map(\.package)))
    }

    /// Why there is no kernel: words that follow the name of a suite.
    struct Reason: Error, Hashable { let text: String }

    private static func headers(
        _ release: String, _ version: PackageVersion, _ index: PackageIndex
    ) -> [PackageIndex.Package]? {
        guard let own = index.package("linux-headers-\(release)", version: version) else { return nil }
        var found = [own]
        for name in own.depends where name.hasPrefix("linux-headers-") || name.hasPrefix("linux-kbuild-") {
            // Kbuild's package carries the series' name in bookworm: there only its own version ties it to the kernel.
            guard let part = index.package(name, version: version) else { return nil }
            found.append(part)
        }
        return found.count >= 3 ? found : nil
    }
}
