import Foundation

/// Debian's headers and kbuild tools, unpacked somewhere in a cache instead of at /, made to work from there: on any
/// machine with a compiler, without root or chroot.
struct KbuildTree {
    /// The packages were unpacked into this folder. It may be moved afterwards.
    let root: String
    var architecture = DebianArchitecture.usual

    /// Lets every path and tool in it start from where it lies.
    func makeRelocatable() throws {
        try rewriteMakefile()
        let tools = CacheFiles.below(root).filter { $0.hasPrefix("usr/lib/linux-kbuild-") }
        for tool in tools where isProgram("\(root)/\(tool)") { try wrap(tool) }
    }

    /// The folder of the headers that a module is built against.
    func headers() throws -> String {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/usr/src")) ?? []
        guard let own = folders.first(where: { $0.hasPrefix("linux-headers-") && !$0.hasSuffix("-common") }) else {
            throw ImageError(
                .content, "the kernel's headers are not at \(root)/usr/src", hint: "remove \(root) and prepare again")
        }
        return "\(root)/usr/src/\(own)"
    }

    /// The compiler that Debian built the kernel with, as the headers name it: for example `gcc-12`.
    func compiler() throws -> String? {
        let variables = String(
            decoding: try CacheFiles.read("\(headers())/.kernelvariables", limit: 1 << 16), as: UTF8.self)
        guard let start = variables.range(of: "gcc-") else { return nil }
        let number = variables[start.upperBound...].prefix { ("0"..."9").contains($0) }
        return number.isEmpty ? nil : "gcc-\(number)"
    }

    /// The package's Makefile names /usr/src.
    private func rewriteMakefile() throws {
        let folder = try headers()
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/usr/src")) ?? []
        guard let common = folders.first(where: { $0.hasPrefix("linux-headers-") && $0.hasSuffix("-common") }) else {
            throw ImageError(.content, "the kernel's common headers are not at \(root)/usr/src")
        }
        let text = "KBUILD_OUTPUT := $(CURDIR)\ninclude $(CURDIR)/../\(common)/Makefile\n"
        try CacheFiles.write(text, to: "\(folder)/Makefile")
    }

    private func isProgram(_ path: String) -> Bool {
        guard CacheFiles.isRegular(path), FileManager.default.isExecutableFile(atPath: path),
            let file = FileHandle(forReadingAtPath: path)
        else { return false }
        defer { try? file.close() }
        return (try? file.read(upToCount: 4)) == Data([0x7f, 0x45, 0x4c, 0x46])
    }

    /// The tools are linked against the libraries of the suite that the kernel comes from, which may be newer than this
    /// machine's: they are started by that suite's own dynamic loader. Some find others by their own name, so each
    /// keeps it (--argv0).
    private func wrap(_ tool: String) throws {
        let path = "\(root)/\(tool)"
        try CacheFiles.move(path, to: "\(path).elf")
        let up = tool.split(separator: "/").dropLast().map { _ in ".." }.joined(separator: "/")
        let script = """
            #!/bin/sh
            root=${0%/*}/\(up)
            for folder in lib usr/lib; do
                loader=$root/$folder/\(architecture.triple)/\(architecture.loader)
                [ -e "$loader" ] && exec "$loader" --argv0 "$0" \\
                    --library-path "$root/lib/\(architecture.triple):$root/usr/lib/\(architecture.triple)" "$0.elf" "$@"
            done
            echo "$0: no dynamic loader below $root" >&2
            exit 127

            """
        try CacheFiles.write(script, to: path)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
}
