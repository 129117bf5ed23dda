import Foundation

/// An open folder. What lies in it is reached by name alone and never through a link, whatever others do to the paths
/// meanwhile.
public final class Folder: Sendable {
    private let file: Descriptor
    /// Its path, for messages.
    public var path: String { file.path }

    private init(_ file: Descriptor) { self.file = file }

    /// The folder that a user named, which a link may lead to.
    public init(_ path: String) throws(FileProblem) {
        guard let file = Descriptor.open(path, O_RDONLY | O_DIRECTORY) else { throw FileProblem("open", path, errno) }
        self.file = file
    }

    /// Makes a folder that a user named, and those above it, where they are not there.
    public static func make(_ path: String) throws(FileProblem) {
        guard mkdir(path, 0o777) != 0 else { return }
        var number = errno
        let parent = OutputPlace.parted(path).folder
        if number == ENOENT, parent != path, !path.isEmpty {
            try make(parent)
            guard mkdir(path, 0o777) != 0 else { return }
            number = errno
        }
        // As a path that ends in a slash does, or one that stands there since.
        var status = stat()
        if stat(path, &status) == 0 {
            guard status.st_mode & S_IFMT != S_IFDIR else { return }
            number = ENOTDIR
        }
        throw FileProblem("make the folder", path, number)
    }

    /// A folder in it; nil where there is nothing under this name.
    /// - Throws: ``FileProblem`` where something else stands there, as a link.
    public func folder(_ name: String) throws(FileProblem) -> Folder? {
        if let found = open(name, O_RDONLY | O_DIRECTORY) { return Folder(found) }
        guard errno != ENOENT else { return nil }
        guard [ELOOP, ENOTDIR].contains(errno) else { throw FileProblem("open", "\(path)/\(name)", errno) }
        throw refusal(name, "folder")
    }

    /// A folder in it, made if it is not there.
    public func making(_ name: String) throws(FileProblem) -> Folder {
        try check(name)
        if mkdirat(file.number, name, 0o755) != 0, errno != EEXIST {
            throw FileProblem("make", "\(path)/\(name)", errno)
        }
        guard let made = try folder(name) else { throw FileProblem("make", "\(path)/\(name)", ENOENT) }
        return made
    }

    /// A folder in it that was not there before; nil where anything but an empty folder has the name.
    public func makingNew(_ name: String) throws(FileProblem) -> Folder? {
        try check(name)
        // An empty folder may be anybody's; what is no folder, as a link, is not removed so.
        unlinkat(file.number, name, AT_REMOVEDIR)
        guard mkdirat(file.number, name, 0o755) == 0 else {
            guard errno == EEXIST else { throw FileProblem("make", "\(path)/\(name)", errno) }
            return nil
        }
        return try folder(name)
    }

    /// Names of all that lies in it, sorted.
    public func names() throws(FileProblem) -> [String] {
        guard let again = open(".", O_RDONLY | O_DIRECTORY), let stream = fdopendir(dup(again.number)) else {
            throw file.problem("read")
        }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Bytes of a regular file in it; nil where there is nothing under this name.
    /// - Throws: ``FileProblem`` where something else stands there, as a link, a pipe or a device.
    public func size(_ name: String) throws(FileProblem) -> Int? {
        try check(name)
        var status = stat()
        guard fstatat(file.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            guard errno == ENOENT else { throw FileProblem("read", "\(path)/\(name)", errno) }
            return nil
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw refusal(name, "regular file") }
        return Int(status.st_size)
    }

    /// Copies a file of this folder into another, in whose place the copy then stands whole.
    /// - Parameter limit: bytes that it may have.
    public func copy(_ name: String, to other: Folder, limit: Int) throws(FileProblem) {
        try check(name)
        let source = try RegularFile.open(name, in: file)
        try other.put(name, limit: limit) { buffer throws(FileProblem) in try source.read(into: buffer) }
    }

    /// Makes a file of what comes piece by piece; whole or not at all.
    /// - Parameter next: fills the buffer and returns how far; 0 at the end.
    public func put(
        _ name: String, limit: Int, _ next: (UnsafeMutableRawBufferPointer) throws(FileProblem) -> Int
    ) throws(FileProblem) {
        let scratch = WholeFile.scratchName(of: name)
        guard let target = open(scratch, O_WRONLY | O_CREAT | O_EXCL, mode: 0o644) else {
            throw FileProblem("write", "\(path)/\(name)", errno)
        }
        // Under its own name: nobody knows the one that it has meanwhile.
        func whole(_ write: () throws(FileProblem) -> Void) throws(FileProblem) {
            do throws(FileProblem) { try write() } catch { throw FileProblem("write", "\(path)/\(name)", error.number) }
        }
        do throws(FileProblem) {
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
            defer { buffer.deallocate() }
            var count = 0
            while case let got = try next(buffer), got > 0 {
                count += got
                guard count <= limit else {
                    throw FileProblem("\(path)/\(name) would have more than the \(limit) bytes that it may have")
                }
                try whole { () throws(FileProblem) in
                    try target.write(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<got]))
                }
            }
            guard renameat(file.number, scratch, file.number, name) == 0 else {
                throw FileProblem("write", "\(path)/\(name)", errno)
            }
        } catch {
            unlinkat(file.number, scratch, 0)
            throw error
        }
    }

    private func open(_ name: String, _ flags: Int32, mode: mode_t = 0) -> Descriptor? {
        guard Self.isName(name) else {
            errno = EINVAL
            return nil
        }
        return Descriptor.open(name, in: file, flags | O_NOFOLLOW, mode: mode)
    }

    /// A name with a slash would lead through other folders.
    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && !name.utf8.contains(UInt8(ascii: "/")) && name != ".."
    }

    private func check(_ name: String) throws(FileProblem) {
        guard Self.isName(name) else { throw FileProblem("open", "\(path)/\(name)", EINVAL) }
    }

    private func refusal(_ name: String, _ wanted: String) -> FileProblem {
        FileProblem(
            "\(path)/\(name) is no \(wanted)", hint: "links and devices are not followed: copy what it stands for")
    }
}
