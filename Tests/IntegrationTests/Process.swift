import Foundation

/// A process of this machine, told from a later one with the same number by when it started.
struct Process: Hashable, Sendable {
    let pid: Int32
    private let started: String

    let isEmulator: Bool
    /// Folder of the session that a guest belongs to, by its libvirt name `dmaroute-SESSION-NUMBER`.
    let session: String?

    init?(pid: Int32) {
        guard let started = Self.started(pid) else { return nil }
        self.pid = pid
        self.started = started
        let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
        let arguments = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        isEmulator = arguments.first?.hasSuffix("/qemu-system-x86_64") == true
        let name = arguments.first { $0.hasPrefix("guest=dmaroute-") }?.split(separator: "-") ?? []
        // Root's sessions lie elsewhere where their guests run as another user.
        session = ["/tmp/dmaroute-\(getuid())-libvirt-qemu", "/tmp/dmaroute-\(getuid())"]
            .compactMap { base in name.count > 1 ? "\(base)/\(name[1])" : nil }
            .first { FileManager.default.fileExists(atPath: $0) }
    }

    var isAlive: Bool { Self.started(pid) == started }

    /// Processes that have a file below `folder` open; this one is not among them.
    static func using(_ folder: String) -> [Process] {
        let files = FileManager.default
        let names = (try? files.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { Int32($0) }.filter { $0 != getpid() }.compactMap { pid in
            let open = (try? files.contentsOfDirectory(atPath: "/proc/\(pid)/fd")) ?? []
            let isUsing = open.contains { descriptor in
                let target = try? files.destinationOfSymbolicLink(atPath: "/proc/\(pid)/fd/\(descriptor)")
                return target?.hasPrefix(folder + "/") == true
            }
            return isUsing ? Process(pid: pid) : nil
        }
    }

    /// nil for a zombie too: it runs nothing.
    private static func started(_ pid: Int32) -> String? {
        guard let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/stat"),
            let name = bytes.lastIndex(of: UInt8(ascii: ")"))
        else { return nil }
        let fields = bytes[(name + 1)...].split(separator: UInt8(ascii: " ")).map {
            String(decoding: $0, as: UTF8.self)
        }
        return fields.count > 19 && fields[0] != "Z" ? fields[19] : nil
    }
}
