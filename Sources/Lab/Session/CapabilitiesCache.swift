import Files
import Foundation

/// What libvirt found out about QEMU, kept between sessions: the first start of a guest takes seconds longer without
/// it.
///
/// The files are copied and not shared, because libvirt writes them in place. libvirt itself judges whether one still
/// holds: it names QEMU's and libvirt's build, the kernel and the processor. So every failure here costs time only, and
/// none is reported.
struct CapabilitiesCache: Hashable, Sendable {
    let folder: String

    func load(into root: SessionRoot) { copy(from: folder, to: Self.place(root)) }

    func save(from root: SessionRoot) { copy(from: Self.place(root), to: folder) }

    private static func place(_ root: SessionRoot) -> String { "\(root.path)/cache/qemu/capabilities" }

    private func copy(from source: String, to target: String) {
        let files = FileManager.default
        let names = (try? files.contentsOfDirectory(atPath: source)) ?? []
        guard names.contains(where: { $0.hasSuffix(".xml") }) else { return }
        try? files.createDirectory(
            atPath: target, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for name in names where name.hasSuffix(".xml") {
            // Written whole under another name first, so that a session that loads meanwhile sees the old or the new.
            guard let data = try? RegularFile.read("\(source)/\(name)", limit: 8 << 20) else { continue }
            try? WholeFile.put(data, at: "\(target)/\(name)")
        }
    }
}
