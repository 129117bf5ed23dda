import Foundation
import Testing

extension Integration {
    @Suite(.timeLimit(.minutes(5))) struct EncryptionOffTests {
        /// A machine that could encrypt, and a kernel that was told not to: no address has a C-bit, and nothing else of it
        /// is as under SME.
        @Test func aHostThatIsToldNotToEncryptHasNoCBit() async throws {
            try await Scratch.with { scratch in
                let output = "\(scratch.path)/runs"
                let ended = try await Tool.run(
                    [
                        "run", "--kernel", "linux-7.3", "--platform", "host", "--encryption", "sme", "--cmdline",
                        "mem_encrypt=off", "--ram", "512MiB", "--device", "edu,dma-mask=64", "--device",
                        "edu,dma-mask=32", "--request", "map-single", "--output", output,
                    ], in: scratch, limit: .seconds(300))
                #expect(ended.exit == .code(0), "\(ended.output.suffix(4000))")
                let name = try #require(try FileManager.default.contentsOfDirectory(atPath: output).first)
                let run = Run(path: "\(output)/\(name)")
                let verdicts = try run.verdicts()
                #expect(verdicts.count == 2 && verdicts.agreeOnTwoSides == 2)
                for line in verdicts.values {
                    #expect(line.route?["path"] ?? nil == "direct" && line.route?["cBit"] ?? nil == "none")
                    #expect(line.route?["memory"] ?? nil == "ordinary")
                }
            }
        }
    }
}
