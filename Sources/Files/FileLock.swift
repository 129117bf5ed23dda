import Foundation
import Printing

/// Keeps others that ask for it from changing what lies in a folder, for as long as this lives or the process does.
public final class FileLock: Sendable {
    private let folder: Descriptor

    /// Waits until nobody else holds it.
    /// - Parameters:
    ///   - path: a file in the folder.
    ///   - patience: how long.
    public init(besideFile path: String, patience: Duration = .seconds(60)) throws(FileProblem) {
        // Under whatever names the file is reached, one folder is held.
        let parent =
            if case .file(let end, _) = try OutputPlace(path) { OutputPlace.parted(end).folder } else { "/dev" }
        guard let folder = Descriptor.open(parent, O_RDONLY | O_DIRECTORY) else {
            throw FileProblem("open", parent, errno)
        }
        self.folder = folder
        let end = ContinuousClock.now + patience
        while flock(folder.number, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw FileProblem("lock", parent, errno) }
            guard ContinuousClock.now < end else {
                throw FileProblem(
                    "\(path) is being changed by another process", hint: "see fuser \(ShellWord.argument(parent))")
            }
            usleep(5000)
        }
    }
}
