import Foundation
import Plan
import Printing
import RouteModel
import TestSupport
import Testing

@testable import Lab
@testable import Runner

@Suite struct NodeTests {
    /// A real shell hands back each word as it was.
    @Test(arguments: [
        "", "a b", "it's", "'", "''\\", "$(id)", "`id`", "a\nb", "*", "~", "-n", "\"$HOME\"", "é;|&<>", "!!",
    ])
    func aWordStaysOneWordOfTheShell(word: String) throws {
        let shell = Process()
        shell.executableURL = URL(fileURLWithPath: "/bin/sh")
        shell.arguments = ["-c", "printf '[%s]' \(ShellWord.quoted(word)) \(ShellWord.quoted(word))"]
        let pipe = Pipe()
        shell.standardOutput = pipe
        try shell.run()
        let said = try pipe.fileHandleForReading.readToEnd() ?? Data()
        shell.waitUntilExit()
        #expect(String(decoding: said, as: UTF8.self) == "[\(word)][\(word)]")
    }

    @Test func aBootGoesWhereItsLabelsAre() {
        let node = NodeLabels(
            accelerator: "tcg", emulator: "7.2", libvirt: "9", iommus: ["intel-iommu"], cores: 2, memoryMiB: 4096,
            slowdown: 1, emulates: ["sme", "sev"], encrypts: ["sev-snp"])
        func lack(_ boot: Boot, ram: UInt64? = nil) -> String? { node.lack(of: boot, ram: ram)?.label }
        let boot = Boot(kernel: "linux-7.3", ram: 1 << 30)
        #expect(lack(boot) == nil)
        #expect(lack(boot, ram: 1 << 29) == "1024 MiB of RAM")
        #expect(lack(Boot(kernel: "linux-7.3", ram: 5 << 30)) == "5120 MiB of RAM")
        #expect(lack(Boot(kernel: "linux-7.3", ram: 5 << 30), ram: 8 << 30) == "5120 MiB of RAM", "it has no more")
        #expect(lack(Boot(kernel: "linux-7.3", viommu: .intel, ram: 1 << 30)) == nil)
        #expect(lack(Boot(kernel: "linux-7.3", viommu: .amd, ram: 1 << 30)) == "amd-iommu")
        #expect(lack(Boot(kernel: "linux-7.3", encryption: .sev, ram: 1 << 30)) == nil)
        #expect(lack(Boot(kernel: "linux-7.3", encryption: .sevSNP, ram: 1 << 30)) == "sev-snp (emulated)")
    }

    /// Means are never exchanged: what is emulated on a node is no hardware, and what is hardware is not emulated.
    @Test func aBootGoesWhereItsMeansAre() {
        func node(emulates: [String] = [], encrypts: [String] = [], addressBit: Int? = nil) -> NodeLabels {
            NodeLabels(
                accelerator: "kvm", emulator: "10.0", libvirt: "11.3", iommus: [], cores: 2, memoryMiB: 4096,
                slowdown: 1,
                emulates: emulates, encrypts: encrypts, addressBit: addressBit)
        }
        func boot(_ encryption: Encryption, _ means: Means? = nil, cBit: Int = 47) -> Boot {
            Boot(kernel: "linux-7.3", encryption: encryption, ram: 1 << 30, cBit: cBit, askedMeans: means)
        }
        let (shim, milan) = (node(emulates: ["sme", "sev"]), node(encrypts: ["sev", "sev-es"], addressBit: 51))
        #expect(shim.lack(of: boot(.sev), ram: nil)?.label == nil)
        #expect(shim.lack(of: boot(.sev, .hardware), ram: nil)?.label == "sev (hardware)")
        #expect(milan.lack(of: boot(.sev), ram: nil)?.label == "sev (emulated)")
        #expect(milan.lack(of: boot(.sevES, .hardware, cBit: 51), ram: nil)?.label == nil)
        #expect(milan.lack(of: boot(.sev, .hardware), ram: nil)?.label == "a C-bit at 47")
        #expect(milan.lack(of: boot(.sevSNP, .hardware, cBit: 51), ram: nil)?.label == "sev-snp (hardware)")
        #expect(node(encrypts: ["tdx"]).lack(of: boot(.tdx, .hardware), ram: nil)?.label == nil)
        #expect(milan.lack(of: boot(.none), ram: nil)?.label == nil)
    }

    /// No terminal, no password, no question, nothing forwarded, and an end to waiting.
    @Test func sshAsksNothingAndForwardsNothing() throws {
        let scratch = try Scratch(inMemory: true)
        let spec = try #require(Nodes.parse(text: "nodes: [{name: one, ssh: me@host}]", file: "n.yaml").nodes.first)
        func words(_ config: String?) throws -> [String] {
            var ssh = SSH(spec, config: config, cancellation: Cancellation())
            ssh.program = "/bin/echo"
            let code = try ssh.run(
                "true; false", output: "\(scratch.path)/said", errors: "\(scratch.path)/errors", limit: .seconds(60))
            #expect(code == 0)
            return try scratch.text("said").split(separator: " ").map(String.init)
        }
        let options = [
            "-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=5", "-o",
            "ServerAliveCountMax=3", "-o", "ForwardAgent=no", "-o", "ForwardX11=no", "-o", "ClearAllForwardings=yes",
            "--", "me@host", "true;", "false\n",
        ]
        #expect(try words(nil) == options)
        #expect(try words("/c") == ["-F", "/c"] + options)
    }

    @Test func anAnswerHasItsLimit() throws {
        let scratch = try Scratch(inMemory: true)
        let spec = try #require(Nodes.parse(text: "nodes: [{name: one, ssh: host}]", file: "n.yaml").nodes.first)
        var ssh = SSH(spec, config: nil, cancellation: Cancellation())
        ssh.program = "/bin/echo"
        func answer(_ bytes: Int, most: Int? = nil, room: OutputRoom? = nil) throws -> Int32 {
            let word = String(repeating: "x", count: bytes)
            let (output, errors) = ("\(scratch.path)/said", "\(scratch.path)/errors")
            guard let most else {
                return try ssh.run(word, output: output, errors: errors, room: room, limit: .seconds(60))
            }
            return try ssh.run(word, output: output, errors: errors, most: most, room: room, limit: .seconds(60))
        }
        // A mebibyte where nobody says otherwise; a word of a command line is no longer than 128 KiB.
        #expect(try answer(120_000) == 0)
        let error = #expect(throws: RunnerError.self) { try answer(120_000, most: 60_000) }
        #expect(error?.message == "node one answers with more than the 0 MiB that it may")
        let full = #expect(throws: RunnerError.self) {
            try answer(120_000, room: OutputRoom(spare: 1) { _ in 0 })
        }
        #expect(full?.message == "the disk of \(scratch.path)/said has no room for what node one sends")
        #expect(full?.hint == "make room there, or set TMPDIR to a folder on another disk")
    }
}
