import Plan
import TestSupport
import Testing

@Suite struct NodesTests {
    @Test func theExampleIsRead() throws {
        let nodes = try Nodes.parse(text: packageFile("harness-configs/nodes.yaml"), file: "nodes.yaml")
        #expect(nodes.nodes.map(\.ssh) == ["localhost"] && nodes.sshConfig == nil)
        #expect(nodes.nodes.first?.ram == 5 << 30)
    }

    /// Nothing that ssh would take for an option, or that would be two words to it.
    @Test(
        arguments: [
            ("ssh: -oProxyCommand=x", "ssh is"), ("ssh: \"a b\"", "ssh is"), ("ssh: \"a\\nb\"", "ssh is"),
            ("ssh: a, jobs: 0", "jobs must be"), ("ssh: a, ram: 1MiB", "ram must be"),
            ("ssh: a, colour: red", "is not a key"),
            ("ssh: a, folder: -x", "folder is"), ("ssh: \"-\u{301}oProxyCommand=x\"", "ssh is"),
            ("jobs: 1", "has no ssh"),
        ])
    func whatIsNoNodeIsRefused(text: String, says: String) {
        #expect {
            try Nodes.parse(text: "nodes:\n  - {name: one, \(text)}\n", file: "n.yaml")
        } throws: { "\($0)".contains("n.yaml:2:") && "\($0)".contains(says) }
    }

    @Test func twoOfOneNameAreRefused() {
        #expect {
            try Nodes.parse(text: "nodes: [{name: a, ssh: b}, {name: a, ssh: c}]", file: "n.yaml")
        } throws: { "\($0)".contains("two nodes have the name a") }
    }
}
