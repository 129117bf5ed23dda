import Faults
import Images
import Report

/// What a kernel's source tree says of the place of a fault.
struct FaultTree {
    private let tree: KernelTree

    init(_ path: String) throws { tree = try KernelTree(path) }

    /// Nil where the fault has no place.
    func facts(_ fault: KernelFault) async throws -> FaultMail.Tree? {
        guard let place = fault.place else { return nil }
        let people = try tree.maintainers().recipients(of: place.file)
        var commits: [KernelTree.Commit]?
        if let arrival = fault.arrival {
            commits = try await tree.commits(
                touching: place.function, in: place.file, after: arrival.after, until: arrival.until)
        }
        return FaultMail.Tree(to: people.to, cc: people.cc, commits: commits?.map { ($0.hash, $0.title) })
    }
}
