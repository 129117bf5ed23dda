import Foundation

/// Kernels made ready for guests, in a cache that several processes may use at once.
public struct ImageStore: Sendable {
    /// The cache's folder.
    public let root: String
    /// The folder with kernels.yaml and the probe's sources.
    public let images: String

    let layout: CacheLayout

    /// - Parameters:
    ///   - root: the cache's folder, absolute; made when something is first prepared.
    ///   - images: the folder with kernels.yaml and probe/.
    public init(root: String = ImageStore.defaultRoot, images: String) {
        self.root = root
        self.images = images
        layout = CacheLayout(root: root)
    }

    /// `$XDG_CACHE_HOME/dmaroute`, else `~/.cache/dmaroute`.
    public static var defaultRoot: String {
        CacheLayout.defaultRoot(environment: ProcessInfo.processInfo.environment)
    }

    /// The kernels that can be asked for.
    ///
    /// - Throws: ``ImageError`` if there is no kernels.yaml, ``CatalogError`` for a mistake in it.
    public func catalog() throws -> KernelCatalog {
        let path = "\(images)/kernels.yaml"
        return try KernelCatalog(
            yaml: String(decoding: try CacheFiles.read(path, limit: 1 << 20), as: UTF8.self), file: path)
    }

    /// What the cache has of a kernel, whole as far as can be told without reading it all. Looks at no network, waits
    /// for nobody and changes nothing.
    public func cached(_ name: String) -> KernelImage? {
        guard let stored: StoredImage = layout.read(layout.image(name)), stored.isWhole else { return nil }
        return stored.image
    }
}
