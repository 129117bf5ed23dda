import Foundation
import Plan
import Printing
import RouteModel
import Runner
import Testing

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
}
