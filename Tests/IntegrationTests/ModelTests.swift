import Foundation
import Testing

/// What `dmaroute check --negate --format json` says of a rule.
private struct Finding: Decodable {
    var policy: String
    var rule: String
    var reached: Int
    var turned: Int
    var explained: Int
    var reason: String?
}

/// A wrong model is caught.
extension Integration.QuickMatrixTests {
    @Test func everyRuleThatIsReachedIsCaughtWhenNegated() async throws {
        let (run, _, scratch) = try QuickRunTrait.take()
        let ended = try await Tool.run(["check", run.path, "--negate", "--format", "json"], in: scratch)
        let findings = try JSONDecoder().decode([Finding].self, from: Data(ended.output.utf8))
        #expect(Set(findings.map(\.policy)) == Set(Integration.kernels.keys))
        let reached = findings.filter { $0.reached > 0 }
        #expect(reached.count > findings.count / 2)
        for finding in reached {
            #expect(finding.turned > 0, "survived: \(finding.policy) \(finding.rule)")
            #expect(finding.explained == finding.turned, "\(finding.policy) \(finding.rule): \(finding.reason ?? "")")
        }
        for finding in reached where finding.turned > 0 {
            let reason = try #require(finding.reason)
            #expect(reason.contains("rule \(finding.rule)") && reason.contains(" side: "), "\(reason)")
        }
        #expect(ended.exit == .code(0))
    }

    /// Where two policies predict the same, the wrong one is right too; where they differ, what was seen decides.
    @Test(arguments: Integration.kernels.keys.sorted()) func theOtherKernelsPolicyFailsWhereItDiffers(
        name: String
    ) async throws {
        let (run, _, scratch) = try QuickRunTrait.take()
        let output = "\(scratch.path)/\(name)"
        let ended = try await Tool.run(["check", run.path, "--policy", name, "--output", output], in: scratch)
        let folder = try #require(try FileManager.default.contentsOfDirectory(atPath: output).first)
        let own = try run.verdicts()
        let other = try Run(path: "\(output)/\(folder)").verdicts()
        var failed = 0
        for boot in try run.plan().boots {
            for cell in boot.cells {
                let before = try #require(own[cell.id])
                let after = try #require(other[cell.id])
                if after.verdict == "forbidden" {
                    failed += 1
                    #expect(boot.boot.kernel != name, "a policy fails its own kernel")
                    #expect(
                        routes(before) != routes(after) || after.reason?.text.contains("predicted is") == true,
                        "fails where both policies predict the same: \(after.reason?.text ?? "")")
                } else {
                    #expect(after.verdict == "agree")
                }
            }
        }
        #expect(failed > 0)
        #expect(ended.exit == .code(1))
    }

    private func routes(_ line: Run.Line) -> [[[String: String?]]?] { (line.predicted ?? []).map(\.allowed) }
}
