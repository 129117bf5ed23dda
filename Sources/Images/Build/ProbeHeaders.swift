import Foundation

/// What a module is built against: the folder that `make -C` is given, and the compiler that goes with it.
struct ProbeHeaders {
    let folder: String
    /// nil where the headers name none.
    let compiler: String?

    init(of tree: KbuildTree) throws {
        folder = try tree.headers()
        compiler = try tree.compiler()
    }

    /// - Parameter path: a kernel's build tree, installed headers, a folder as /lib/modules/RELEASE with a link `build`,
    ///   or one into which Debian's packages of headers were unpacked.
    /// - Throws: ``ImageError`` of kind `usage` where it is none of them.
    init(given path: String) throws {
        let path = URL(fileURLWithPath: path).standardizedFileURL.path
        if CacheFiles.isThere("\(path)/usr/src"), let tree = try? ProbeHeaders(of: KbuildTree(root: path)) {
            self = tree
            return
        }
        let places = [path, "\(path)/build"].filter { CacheFiles.isThere("\($0)/Makefile") }
        guard let folder = places.first else {
            throw ImageError(
                .usage, "\(path) holds no Makefile, so it is neither a kernel's build tree nor its headers",
                hint: "give the folder in which the kernel was built, or /lib/modules/RELEASE/build")
        }
        self.folder = folder
        compiler = nil
    }
}

extension CacheFiles {
    static func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
