import Evidence
import Images
import Synchronization

/// What is known of each kernel's types, read once a run.
final class KernelLayouts: Sendable {
    private let known = Mutex<[String: PoolLayout?]>([:])

    /// nil where the kernel's file does not describe the pool's state: then nobody looks at it, and what rests on it is
    /// told as not observable.
    func layout(of image: KernelImage) -> PoolLayout? {
        known.withLock { known in
            if let layout = known[image.name] { return layout }
            let layout = try? PoolLayout(image.types())
            known[image.name] = .some(layout)
            return layout
        }
    }
}
