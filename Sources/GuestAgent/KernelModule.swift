import Glibc

/// A kernel module in the initramfs.
enum KernelModule {
    /// Whether it is a name and no path.
    static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7a).contains($0) || $0 == 0x5f }
    }

    /// Loads a driver of the kernel's own; one that is loaded already is no error.
    static func load(driver name: String, _ system: any SystemCalls) throws(Problem) {
        try load("/modules/\(name).ko", parameters: "", system)
    }

    static func load(_ path: String, parameters: String, _ system: any SystemCalls) throws(Problem) {
        let file = try system.open(path, O_RDONLY)
        defer { system.closeFile(file) }
        let result = system.loadModule(file, parameters)
        guard result == 0 || result == -EEXIST else { throw Problem("load \(path)", errno: result) }
    }
}
