import Foundation
import Plan
import Report
import RouteModel
import Runner

/// What a plan leaves of one policy's rules, as JSON and in words.
struct CoverageRecord: Encodable {
    struct Gap: Encodable {
        var rule: String
        var says: String
        var cite: String
        /// Arguments of `dmaroute run` for the smallest configuration that this machine can run and that comes to the
        /// rule; nil where there is none.
        var flags: String?
        /// Why there is none.
        var lack: String?
    }

    var policy: String
    var rules: Int
    var reached: Int
    var gaps: [Gap]

    /// One a kernel of the plan, or the one policy for all of them.
    static func all(_ plan: Plan, _ policy: Policy?, _ emulation: Emulation) throws -> [CoverageRecord] {
        let capabilities = Capabilities(emulation)
        let points = points(of: plan, on: capabilities)
        return points.sorted { $0.key.compare($1.key, options: .numeric) == .orderedAscending }.compactMap {
            kernel, points in
            (policy ?? Policy.named(kernel)).map { CoverageRecord($0, of: points, kernel, capabilities) }
        }
    }

    /// By kernel, the configurations of a plan that a machine can run; none of a kernel where it can run nothing of it.
    static func points(of plan: Plan, on machine: Capabilities) -> [String: [Point]] {
        plan.boots.reduce(into: [:]) { points, boot in
            let parsed = ParsedBoot(boot.boot)
            points[boot.boot.kernel, default: []] += boot.cells.map {
                Point(parsed, device: $0.device, request: $0.request)
            }.filter { machine.lack(of: $0) == nil }
        }
    }

    private init(_ policy: Policy, of points: [Point], _ kernel: String, _ capabilities: Capabilities) {
        let coverage = Coverage(policy, of: points) { capabilities.lack(of: $0)?.text }
        self.policy = policy.name
        rules = coverage.rules
        reached = coverage.reached
        gaps = coverage.gaps.map { gap in
            Gap(
                rule: gap.rule.id, says: gap.rule.says, cite: gap.rule.cite,
                flags: gap.smallest.map { ConfigurationFlags.text($0, kernel: kernel) },
                lack: gap.smallest == nil ? gap.lack ?? "no configuration of the space comes to it" : nil)
        }
    }

    var text: String {
        let lines = gaps.map { gap in
            "  \(gap.rule)  \(gap.says)  (\(gap.cite))\n"
                + (gap.flags.map { "    left out; would be reached by: dmaroute run \($0)" } ?? "    \(gap.lack ?? "")")
        }
        return (["\(policy): \(reached) of \(counted(rules, "rule")) reached"] + lines).joined(separator: "\n")
    }
}
