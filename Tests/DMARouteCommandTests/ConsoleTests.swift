import Foundation
import Plan
import Runner
import Testing
import TestSupport
import Verdict

@testable import DMARouteCommand
@testable import Lab

/// What is said while a run goes on, and what doctor says of a machine.
struct ConsoleTests {
    private func said(quiet: Bool = false, _ body: (ProgressConsole, PlannedBoot) -> Void) async throws -> String {
        let plan = try SamplePlan.of { $0.axes["ram"] = ["1GiB", "2GiB"] }
        let boot = try #require(plan.boots.first)
        let ran = await Ran.listening {
            let console = ProgressConsole(plan: plan, quiet: quiet)
            body(console, boot)
            console.finish()
            return 0
        }
        #expect(ran.output.isEmpty, "progress is no answer")
        return ran.errors
    }

    private func judgements(_ verdicts: Verdict...) -> [Judgement] { verdicts.map { SampleRun.judgement($0) } }

    @Test func aBootThatIsDoneIsALine() async throws {
        let said = try await said { console, boot in
            console.take(.started(boot, attempt: 1))
            console.take(.finished(boot, milliseconds: 8950, judgements: self.judgements(.agree, .agree)))
        }
        #expect(
            said == "PASS  [1/2]  linux-7.3  guest  vIOMMU none  no options  RAM 1024 MiB  2/2 as predicted  8.9 s\n")
    }

    @Test func theGravestVerdictIsNamed() async throws {
        for (verdicts, word) in [
            ([Verdict.agree, .forbidden, .error], "FAIL"), ([.agree, .error, .vacuous], "ERROR"),
            ([.agree, .vacuous], "MISS"),
            ([.agree, .known], "XFAIL"), ([.unavailable], "SKIP"),
        ] {
            let said = try await said { console, boot in
                console.take(.finished(boot, milliseconds: 100, judgements: verdicts.map { SampleRun.judgement($0) }))
            }
            #expect(said.hasPrefix("\(word)  [1/2]"), "\(verdicts): \(said)")
            let good = verdicts.count { $0 == .agree }
            #expect(said.contains("  \(good)/\(verdicts.count) as predicted  "))
            #expect(said.contains("  1 known  ") == verdicts.contains(.known))
        }
    }

    @Test func failuresAndSkipsSayWhyAndBootsAreCounted() async throws {
        let said = try await said { console, boot in
            console.take(.failed(boot, attempt: 2, reason: "QEMU\u{1b}[2J is gone"))
            console.take(.skipped(boot, reason: "no shim"))
            console.take(.finished(boot, milliseconds: 1000, judgements: self.judgements(.agree)))
            console.say("a word")
        }
        let lines = said.split(separator: "\n").map(String.init)
        #expect(lines.count == 4)
        #expect(
            lines[0] == "ERROR  attempt 2  linux-7.3  guest  vIOMMU none  no options  RAM 1024 MiB: QEMU·[2J is gone")
        #expect(lines[1].hasPrefix("SKIP  linux-7.3") && lines[1].hasSuffix(": no shim"))
        #expect(lines[2].hasPrefix("PASS  [2/2]"))
        #expect(lines[3] == "a word")
    }

    @Test func quietIsQuiet() async throws {
        let said = try await said(quiet: true) { console, boot in
            console.take(.started(boot, attempt: 1))
            console.take(.failed(boot, attempt: 1, reason: "x"))
            console.take(.finished(boot, milliseconds: 1, judgements: []))
            console.say("x")
        }
        #expect(said.isEmpty)
    }

    // MARK: doctor

    private func machine(_ change: (inout LabCapabilities) -> Void = { _ in }) -> LabCapabilities {
        var machine = LabCapabilities(
            libvirt: "9.0.0", emulator: "/usr/bin/qemu-system-x86_64", emulatorVersion: "7.2.22",
            iommus: ["intel-iommu", "virtio-iommu-pci"], hasEdu: true, hasChannelDevice: true,
            accelerator: AcceleratorChoice(accelerator: .tcg, reason: "there is no /dev/kvm"), missingIOMMUs: [:],
            encryption: .none,
            memory: 8 << 30, memoryAvailable: 4 << 30, cores: 2, stateRoom: 1 << 30,
            slowdown: Slowdown(measured: .milliseconds(12), cores: 2, guestsAtOnce: 1))
        change(&machine)
        return machine
    }

    private func diagnosis(_ machine: LabCapabilities) -> Diagnosis {
        var diagnosis = Diagnosis()
        diagnosis.add(machine)
        return diagnosis
    }

    @Test func aMachineThatHasAllIsGood() throws {
        let diagnosis = diagnosis(machine())
        #expect(diagnosis.findings.allSatisfy(\.good) && diagnosis.findings.allSatisfy { $0.advice == nil })
        let lines = diagnosis.findings.map(\.text)
        #expect(lines[0] == "ok       libvirt: 9.0.0")
        #expect(lines[1] == "ok       QEMU: 7.2.22 (/usr/bin/qemu-system-x86_64)")
        #expect(lines[2] == "ok       accelerator: tcg: there is no /dev/kvm")
        #expect(lines.contains("ok       IOMMU models: intel-iommu, virtio-iommu-pci"))
        #expect(lines.contains("ok       memory: 4096 of 8192 MiB free"))
        #expect(lines.contains("ok       speed: 2 cores; time limits stretched by 2.0"))
        let labels = try #require(diagnosis.labels)
        #expect(labels.accelerator == "tcg" && labels.cores == 2 && labels.memoryMiB == 8192 && labels.slowdown == 2)
        #expect(
            labels.emulator == "7.2.22" && labels.libvirt == "9.0.0" && labels.encrypts == []
                && labels.addressBit == nil)
    }

    @Test func whatIsMissingSaysWhatToDo() throws {
        let lines = diagnosis(
            machine {
                $0.hasEdu = false
                $0.hasChannelDevice = false
                $0.iommus = []
                $0.memoryAvailable = 1 << 30
            }
        ).findings.filter { !$0.good }.map(\.text)
        #expect(
            lines == [
                "missing  device edu: not in this QEMU\n           to do: install qemu-system-x86",
                "missing  device ivshmem-plain: not in this QEMU\n           to do: install qemu-system-x86",
                "missing  IOMMU models: ",
                "missing  memory: 1024 of 8192 MiB free\n           to do: free 1280 MiB, or run fewer guests at a time with --jobs",
            ])
    }
}
