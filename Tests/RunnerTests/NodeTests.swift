import Foundation
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
        func lack(_ boot: Boot, ram: UInt64? = nil) -> String? { node.lacks(boot, ram: ram) }
        let boot = Boot(kernel: "linux-7.3", ram: 1 << 30)
        #expect(lack(boot) == nil)
        #expect(lack(boot, ram: 1 << 29) == "1024 MiB of RAM")
        #expect(lack(Boot(kernel: "linux-7.3", ram: 5 << 30)) == "5120 MiB of RAM")
        #expect(lack(Boot(kernel: "linux-7.3", viommu: .intel, ram: 1 << 30)) == nil)
        #expect(lack(Boot(kernel: "linux-7.3", viommu: .amd, ram: 1 << 30)) == "amd-iommu")
        #expect(lack(Boot(kernel: "linux-7.3", encryption: .sev, ram: 1 << 30)) == nil)
        #expect(lack(Boot(kernel: "linux-7.3", encryption: .sevSNP, ram: 1 << 30)) == nil)
        #expect(lack(Boot(kernel: "linux-7.3", encryption: .tdx, ram: 1 << 30)) == "tdx")
    }
}
