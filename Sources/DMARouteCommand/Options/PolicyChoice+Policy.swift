import Printing
import ArgumentParser
import RouteModel
import Runner

extension PolicyChoice {
    /// The policy that somebody asks for; nil where each kernel has its own.
    /// - Throws: `ValidationError` where this dmaroute does not have it.
    func asked() throws -> Policy? {
        guard let name else { return nil }
        guard let policy = Policy.named(name) else {
            let known = [PolicyChoice.own.text] + Policy.all.map(\.name)
            throw ValidationError("no policy is called \(name); there are \(known.joined(separator: ", "))")
        }
        return policy
    }

    /// The policy that a run was judged by; nil where each kernel has its own.
    /// - Throws: `RunnerError` where this dmaroute does not have it.
    func policy(of run: String) throws -> Policy? {
        guard let name else { return nil }
        if let policy = Policy.named(name) { return policy }
        throw RunnerError("\(run) was judged by a policy this dmaroute does not have: \(Printable.line(name))")
    }
}
