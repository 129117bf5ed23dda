import Foundation

/// Builds the probe module for one kernel.
struct ProbeBuild {
    let headers: ProbeHeaders
    /// The kernel's, as `uname -r` says it.
    let release: String
    /// An empty folder for sources and results.
    let scratch: String

    /// Flags that a kernel may be built with and an older compiler does not know. They change no interface between the
    /// kernel and a module, so a module does without.
    private static let dispensable = ["-fmin-function-alignment=16"]

    /// - Parameter source: the module's sources, by name.
    /// - Returns: the path of the module, in the scratch folder.
    /// - Throws: ``ImageError`` with the last lines that make said.
    func build(_ source: ProbeSource) async throws -> String {
        let folder = "\(scratch)/module"
        try CacheFiles.makeFolder(folder)
        for (name, content) in source.files { try CacheFiles.write(Data(content), to: "\(folder)/\(name)") }
        let compiler = try await writeCompiler()
        let make = Tool(
            name: "make", arguments: ["-C", headers.folder, "M=\(folder)", "CC=\(compiler)", "modules"],
            timeLimit: .seconds(600))
        let output = try await make.runWhateverItReturns()
        let module = "\(folder)/\(source.moduleName).ko"
        guard output.isSuccess, CacheFiles.isRegular(module) else {
            throw ImageError(
                .probe, "the probe module could not be built for \(release) (make: \(output.status))",
                hint: "make's last words are above; its sources are in images/probe", log: output.log.suffix(25))
        }
        try check(module)
        return module
    }

    /// A module for another kernel would be refused by the guest, late and hard to see.
    private func check(_ module: String) throws {
        let bytes = [UInt8](try CacheFiles.read(module, limit: 64 << 20))
        let magic = ELFFile(bytes: bytes)?.moduleField("vermagic")
        guard let magic, magic.split(separator: " ").first.map(String.init) == release else {
            throw ImageError(.probe, "the probe module was built for \"\(magic ?? "no kernel")\" instead of \(release)")
        }
    }

    /// A script that starts the compiler without the flags that it refuses.
    private func writeCompiler() async throws -> String {
        let (name, dropped) = try await compiler()
        let cases = dropped.map { flag in "\(flag.prefix { $0 != "=" })=*) ;; " }.joined()
        let script = """
            #!/bin/sh
            for argument do
                shift
                case $argument in \(cases)*) set -- "$@" "$argument" ;; esac
            done
            exec \(name) "$@"

            """
        let path = "\(scratch)/cc"
        try CacheFiles.write(script, to: path)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return path
    }

    private func compiler() async throws -> (name: String, dropped: [String]) {
        var names = ["gcc-12", "gcc"]
        if let own = headers.compiler { names.insert(own, at: 0) }
        for name in names {
            do {
                _ = try await compile(name, [])
            } catch let error as ImageError where error.kind == .missingTool {
                continue
            }
            var dropped: [String] = []
            for flag in Self.dispensable where try await !compile(name, [flag]) { dropped.append(flag) }
            return (name, dropped)
        }
        throw ImageError(
            .missingTool, "no C compiler is installed (looked for \(names.joined(separator: ", ")))",
            hint: "install the Debian package gcc-12")
    }

    private func compile(_ name: String, _ flags: [String]) async throws -> Bool {
        let arguments = flags + ["-x", "c", "-fsyntax-only", "/dev/null"]
        return try await Tool(name: name, arguments: arguments, timeLimit: .seconds(60))
            .runWhateverItReturns().isSuccess
    }
}
