import Foundation
import Testing

@testable import Lab

@Suite struct TrialMemoryTests {
    private static let no = AcceleratorChoice(accelerator: .tcg, reason: "it hangs")

    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "trial-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test func remembersARefusalForTheSameEmulator() throws {
        try withFolder { folder in
            let memory = TrialMemory(folder: folder, emulator: "/bin/sh")
            #expect(memory.refusal == nil)
            memory.remember(Self.no)
            #expect(memory.refusal?.accelerator == .tcg)
            #expect(memory.refusal?.reason.hasPrefix("it hangs") == true)
            #expect(TrialMemory(folder: folder, emulator: "/bin/ls").refusal == nil)
        }
    }

    @Test func neverRemembersThatKVMRuns() throws {
        try withFolder { folder in
            let memory = TrialMemory(folder: folder, emulator: "/bin/sh")
            memory.remember(AcceleratorChoice(accelerator: .kvm, reason: "it runs"))
            #expect(memory.refusal == nil)
        }
    }

    @Test func forgetsAfterAnHourAndWhatIsDamaged() throws {
        try withFolder { folder in
            let memory = TrialMemory(folder: folder, emulator: "/bin/sh")
            memory.remember(Self.no)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -3700)], ofItemAtPath: memory.path)
            #expect(memory.refusal == nil)
            try Data([0xff, 0x0a, 0x00]).write(to: URL(fileURLWithPath: memory.path))
            #expect(memory.refusal == nil)
        }
    }
}
