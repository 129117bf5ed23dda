import Digests
import Foundation

/// One kernel's way through the cache: what is there is used, what is missing is made. The cache's lock is held.
struct KernelPreparation {
    let entry: KernelCatalog.Entry
    let layout: CacheLayout
    let inputs: ImageInputs
    let options: ImageStore.Options
    let tell: @Sendable (String) -> Void

    func prepare() async throws -> Availability {
        let scratch = "\(layout.scratch)/\(entry.name)"
        try CacheFiles.makeFolder(scratch)
        defer { CacheFiles.remove(scratch) }
        let present = wholeBase()
        let base: KernelBase
        if let present, !options.refresh {
            base = present
        } else {
            let fetch = KernelFetch(entry: entry, layout: layout, scratch: scratch, tell: tell)
            switch try await fetch.fetch(present: present) {
            case .success(let found): base = found
            case .failure(let reason): return try unavailable(reason.text, present)
            }
        }
        let stored = wholeImage(of: base)
        if let stored, stored.isMade(of: inputs) { return .ready(stored.image) }
        let probe = stored.flatMap { $0.image.probeSource == inputs.probe.digest ? $0.image.probe?.path : nil }
        let assembly = ImageAssembly(
            name: entry.name, layout: layout, base: base,
            headers: probe == nil
                ? try ProbeHeaders(of: KbuildTree(root: "\(layout.folder(entry.name, base))/tree")) : nil,
            inputs: inputs, scratch: scratch, tell: tell)
        let made = try await assembly.assemble(probe: probe)
        tell("ready: \(made.image.release) (\(made.image.version))")
        return .ready(made.image)
    }

    /// A kernel that the mirror dropped after it was fetched can still be booted.
    private func unavailable(_ reason: String, _ present: KernelBase?) throws -> Availability {
        guard present != nil, let stored: StoredImage = layout.read(layout.image(entry.name)), stored.isWhole,
            stored.isMade(of: inputs)
        else { return .unavailable(reason) }
        tell("\(reason); the cache still has \(stored.image.version)")
        return .ready(stored.image)
    }

    func wholeBase() -> KernelBase? {
        guard let base: KernelBase = layout.read(layout.base(entry.name)), base.isCurrent,
            base.series == entry.series, entry.isMade(of: base.packages)
        else { return nil }
        let folder = layout.folder(entry.name, base)
        let files =
            [(PackedKernel.name, base.packed), ("vmlinux", base.vmlinux)] + base.modules.map { ($0.file, $0.sha256) }
        for (name, digest) in files {
            guard let stamp = base.stamps[name], stamp == FileStamp(of: "\(folder)/\(name)") else { return nil }
            if options.verify, !isRight("\(folder)/\(name)", digest) { return nil }
        }
        return base
    }

    func wholeImage(of base: KernelBase) -> StoredImage? {
        guard let stored: StoredImage = layout.read(layout.image(entry.name)), stored.isWhole,
            stored.image.vmlinux.path == "\(layout.folder(entry.name, base))/vmlinux"
        else { return nil }
        if options.verify {
            for file in [stored.image.initrd, stored.image.probe].compactMap({ $0 })
            where !isRight(file.path, file.sha256) { return nil }
        }
        return stored
    }

    private func isRight(_ path: String, _ digest: Digest) -> Bool {
        if (try? Digest(ofFile: path)) == digest { return true }
        tell("\(path) is not what it was when it was made: making it again")
        return false
    }
}
