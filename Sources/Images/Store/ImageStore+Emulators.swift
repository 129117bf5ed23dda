import Foundation

extension ImageStore {
    private static let source = EmulatorSource()
    private static var program: String { source.architecture.emulator }
    /// Packages, and what is kept of them.
    private static let room = 600 << 20

    /// The QEMUs that can be fetched.
    public static var emulators: [String] { EmulatorSource.suites.keys.sorted() }

    /// What the cache has of an emulator; looks at no network and changes nothing.
    public func cachedEmulator(_ name: String) -> EmulatorImage? {
        let image: EmulatorImage? = layout.read("\(layout.emulator(name))/emulator.json")
        return image.flatMap { FileManager.default.isExecutableFile(atPath: $0.path) ? $0 : nil }
    }

    /// Fetches an emulator from Debian, by a private apt that leaves the machine's own alone.
    ///
    /// - Parameter refresh: whether to fetch it although the cache has it.
    /// - Throws: ``ImageError`` when it cannot be had, or does not run here.
    public func prepareEmulator(
        _ name: String, refresh: Bool = false, tell: @escaping @Sendable (String) -> Void
    ) async throws -> EmulatorImage {
        guard let suites = EmulatorSource.suites[name], let suite = suites.first else {
            throw ImageError(
                .usage, "no emulator is called \(name)", hint: "there are \(Self.emulators.joined(separator: ", "))")
        }
        try layout.check()
        try CacheFiles.makeFolder(layout.root)
        let lock = try await CacheLock.take(layout.lock) { tell("waiting for another process to leave the cache") }
        defer { withExtendedLifetime(lock) {} }
        if !refresh, let image = cachedEmulator(name) { return image }
        try DiskSpace.require(Self.room, at: layout.root, for: name)
        tell("\(name): reading the package index of \(suites.joined(separator: ", "))")
        let apt = try await Apt.set(up: layout.apt(name), suites: suites)
        defer { CacheFiles.remove("\(layout.apt(name))/cache/archives") }
        if let reason = try await apt.update() { throw ImageError(.fetch, "\(name): \(reason)") }
        tell("\(name): fetching QEMU and its libraries, about 100 MiB")
        let packages: [String]
        switch try await apt.download(closureOf: Self.source.architecture.emulatorPackages, suite: suite) {
        case .success(let files): packages = files
        case .failure(let reason): throw ImageError(.fetch, "\(name): \(reason.text)")
        }
        tell("\(name): unpacking \(packages.count) packages")
        return try await make(name, of: packages)
    }

    private func make(_ name: String, of packages: [String]) async throws -> EmulatorImage {
        let made = "\(layout.scratch)/\(name)"
        CacheFiles.remove(made)
        defer { CacheFiles.remove(made) }
        try CacheFiles.makeFolder("\(made)/root")
        for package in packages {
            let read = Tool(name: "dpkg-deb", arguments: ["--fsys-tarfile", package], timeLimit: .seconds(300))
            let options = ["--extract", "--file=-", "--directory=\(made)/root", "--no-same-owner"]
            let left = EmulatorSource.left.map { "--exclude=./\($0)" }
            try await read.run(into: Tool(name: "tar", arguments: options + left, timeLimit: .seconds(300)))
        }
        try CacheFiles.write(Self.source.starter, to: "\(made)/\(Self.program)")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: "\(made)/\(Self.program)")
        let version = try await version(of: "\(made)/\(Self.program)")
        let target = layout.emulator(name)
        try CacheFiles.makeFolder("\(layout.root)/emulators")
        CacheFiles.remove(target)
        try CacheFiles.move(made, to: target)
        let image = EmulatorImage(name: name, version: version, path: "\(target)/\(Self.program)")
        try layout.write(image, to: "\(target)/emulator.json")
        return image
    }

    /// Says that it runs, too.
    private func version(of program: String) async throws -> String {
        let said = try await Tool(name: program, arguments: ["--version"], timeLimit: .seconds(60))
            .run(into: .memory(limit: 64 << 10))
        guard let word = said.text.split(separator: " ").dropFirst(3).first, word.first?.isNumber == true else {
            throw ImageError(.content, "\(program) does not say which QEMU it is", log: [said.text])
        }
        return String(word)
    }
}
