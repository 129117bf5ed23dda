import Foundation
import RouteModel
import Testing

@testable import Lab

@Suite struct ConsoleTests {
    @Test func aPanicSplitOverTwoLooksIsSeenOnce() throws {
        let path = NSTemporaryDirectory() + "/console-\(UUID().uuidString)"
        defer { unlink(path) }
        try SmallFile.write("[ 1.0] Kernel panic - not ", to: path)
        var console = SerialConsole(path: path)
        #expect(console.look() == (false, false))
        try SmallFile.write("[ 1.0] Kernel panic - not syncing: VFS\n---[ end Kernel panic", to: path)
        #expect(console.look() == (true, true))
        #expect(console.look() == (false, false))
    }

    @Test func theTailIsShortAndCannotDriveATerminal() throws {
        let path = NSTemporaryDirectory() + "/console-\(UUID().uuidString)"
        defer { unlink(path) }
        let noise = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        try SmallFile.write(noise + Array("\u{1b}[2J\u{7}evil\r\nlast".utf8), to: path)
        let tail = SerialConsole(path: path).tail(lines: 5)
        #expect(tail.hasSuffix("last"))
        #expect(tail.split(separator: "\n").count <= 5)
        #expect(!tail.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" })
        #expect(SerialConsole(path: "/nonexistent").tail().isEmpty)
    }
}

@Suite struct EduTests {
    @Test func registersAreReadFromWhatTheMonitorPrints() {
        let text = "00000000feb00080: 0x1111222233334444 0x0000000000040000\r\n00000000feb00090: 0x1000 0x03\r\n"
        let registers = EduRegisters(printed: text)
        #expect(registers?.source == 0x1111_2222_3333_4444)
        #expect(registers?.destination == 0x40000)
        #expect(registers?.count == 4096)
        #expect(registers?.command == 3)
        #expect(EduRegisters(printed: "Cannot access memory") == nil)
        #expect(EduRegisters(printed: "0: 0x1 0x2\n10: 0x3") == nil)
        #expect(EduRegisters(printed: "0: 0x1 0x2 0x3 0x11111111111111111") == nil)
    }

    @Test func aDevicesRegistersAreFoundBySlot() {
        func answer(_ address: String) -> String {
            #"{"return":[{"bus":0,"devices":[{"bus":0,"slot":16,"function":0,"regions":[{"bar":0,"type":"memory","address":"#
                + address + #","size":1048576}]}]}],"id":"libvirt-17"}"#
        }
        #expect(PCIDevices.registers(of: EduSpec(slot: 16), in: answer("4272947200")) == 4_272_947_200)
        #expect(PCIDevices.registers(of: EduSpec(slot: 17), in: answer("4272947200")) == nil)
        #expect(PCIDevices.registers(of: EduSpec(slot: 16), in: answer("-1")) == nil)
        #expect(PCIDevices.registers(of: EduSpec(slot: 16), in: #"{"error":{"class":"GenericError"}}"#) == nil)
    }

    @Test func whatIsBelowAPortIsFoundThere() {
        func bridge(_ slot: Int, _ inside: String) -> String {
            #"{"slot":\#(slot),"function":0,"regions":[{"bar":0,"address":4096}],"pci_bridge":{"devices":[\#(inside)]}}"#
        }
        func edu(at address: Int) -> String {
            #"{"slot":0,"function":0,"regions":[{"bar":0,"address":\#(address)}]}"#
        }
        let answer =
            #"{"return":[{"bus":0,"devices":[\#(bridge(17, edu(at: 65536))),\#(bridge(18, ""))]},"#
            + #"{"bus":64,"devices":[\#(bridge(17, edu(at: 131072)))]}]}"#
        let seat = EduSpec.Seat.port(facesOutside: true, isEmptyAtFirst: true)
        #expect(PCIDevices.registers(of: EduSpec(slot: 17, seat: seat), in: answer) == 65536)
        #expect(PCIDevices.registers(of: EduSpec(slot: 18, seat: seat), in: answer) == nil)
        #expect(PCIDevices.registers(of: EduSpec(slot: 17, seat: .bypass), in: answer) == 131072)
    }

    /// As firmware numbers buses: the ports of a root bus in the order of their slots.
    @Test func addressesAreThoseThatTheGuestSees() {
        let port = EduSpec.Seat.port(facesOutside: false, isEmptyAtFirst: false)
        let spec = GuestSpec(
            name: "x", kernel: "/k", initrd: nil, cmdline: "", ram: 1 << 30, viommu: .none,
            edu: [
                EduSpec(slot: 0x12, seat: port), EduSpec(slot: 0x10), EduSpec(slot: 0x11, seat: port),
                EduSpec(slot: 0x13, seat: .bypass),
            ], folder: "/f")
        #expect(spec.eduAddresses == ["0000:02:00.0", "0000:00:10.0", "0000:01:00.0", "0000:41:00.0"])
    }

    @Test func theTableOfExternalPortsIsWhole() {
        let table = ExternalPorts.table(slots: [0x10, 0x1d])
        #expect(table.reduce(0, &+) == 0 && table.prefix(4).elementsEqual("SSDT".utf8))
        #expect(Int(table[4]) | Int(table[5]) << 8 == table.count)
        // Scope of 72 bytes, with the two that say so.
        #expect(table[36..<39].elementsEqual([0x10, 0x48, 0x04]) && table.count == 36 + 2 * 73)
        #expect(table[39..<54].elementsEqual([0x5c, 0x2f, 3] + Array("_SB_PCI0S80_".utf8)))
        #expect(table.suffix(20).elementsEqual(Array("ExternalFacingPort\0".utf8) + [1]))
        #expect(String(decoding: table, as: UTF8.self).contains("_SB_PCI0SE8_"))
    }
}

@Suite struct AcceleratorTests {
    @Test func kvmThatOpensAndDoesNotRunAGuestEndsInTCG() {
        let broken = TrialGuest { _, _ in .failed("a trial guest did not end within 2.0 s") }
        let choice = AcceleratorChoice.tried(broken, device: "/dev/null", limit: Deadline(after: .seconds(1)))
        #expect(choice.accelerator == .tcg)
        #expect(choice.reason.contains("did not end"))
        let working = TrialGuest { accelerator, _ in accelerator == .kvm ? .ran(.seconds(1)) : .failed("wrong one") }
        #expect(
            AcceleratorChoice.tried(working, device: "/dev/null", limit: Deadline(after: .seconds(1))).accelerator
                == .kvm)
        #expect(
            AcceleratorChoice.tried(working, device: "/nonexistent", limit: Deadline(after: .seconds(1))).accelerator
                == .tcg)
    }

    @Test func anEmulatorThatHangsOrDiesIsAFailedTrial() throws {
        let folder = NSTemporaryDirectory() + "/trial-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for script in ["sleep 60 & sleep 60", "echo no KVM here; exit 1", "kill -9 $$"] {
            let fake = folder + "/fake"
            try "#!/bin/sh\n\(script)\n".write(toFile: fake, atomically: true, encoding: .utf8)
            #expect(chmod(fake, 0o755) == 0)
            let trial = TrialGuest.qemu(emulator: fake, machine: .q35, folder: folder, cancellation: Cancellation())
            let begin = SuspendingClock.now
            guard case .failed(let reason) = trial.run(.kvm, Deadline(after: .milliseconds(500))) else {
                Issue.record("a fake emulator passed the trial: \(script)")
                continue
            }
            #expect(SuspendingClock.now - begin < .seconds(6))
            #expect(!reason.isEmpty)
        }
    }
}

@Suite struct RootTests {
    @Test func heldRootsAreLeftAloneAndDeadOnesAreHandedOver() throws {
        let base = "/tmp/dmt-\(UInt32.random(in: 0...9999))"
        defer { try? FileManager.default.removeItem(atPath: base) }
        func make(_ dead: inout [String]) throws -> SessionRoot {
            var seen: [String] = []
            let root = try SessionRoot.make(
                base: base, deadline: Deadline(after: .seconds(10)), cancellation: Cancellation()
            ) { seen.append($0.id) }
            dead = seen
            return root
        }
        var dead: [String] = []
        let first = try make(&dead)
        #expect(dead.isEmpty)
        let second = try make(&dead)
        #expect(dead.isEmpty, "a live session's root was taken for a dead one")
        #expect(mkdir("\(base)/0badcafe", 0o700) == 0)
        _ = try make(&dead)
        #expect(dead == ["0badcafe"])
        first.remove()
        second.remove()
    }

    @Test func aBaseThatOthersCanEnterIsRefused() throws {
        let base = "/tmp/dmt-open-\(UInt32.random(in: 0...9999))"
        defer { rmdir(base) }
        #expect(mkdir(base, 0o700) == 0)
        #expect(chmod(base, 0o755) == 0)
        #expect(throws: LabError.self) {
            _ = try SessionRoot.make(base: base, deadline: Deadline(after: .seconds(1)), cancellation: Cancellation()) {
                _ in
            }
        }
        #expect(throws: LabError.self) {
            _ = try SessionRoot.make(
                base: "/tmp/" + String(repeating: "x", count: 60), deadline: Deadline(after: .seconds(1)),
                cancellation: Cancellation()
            ) { _ in }
        }
    }
}

@Suite struct LabelTests {
    @Test func aDaemonsSecurityModelsAreReadFromItsCapabilities() {
        let text = """
            <host><secmodel>\n<model>apparmor</model><doi>0</doi></secmodel>
            <secmodel><model>dac</model><doi>0</doi></secmodel><secmodel><model>new</model></secmodel><secmodel></host>
            """
        #expect(
            SecurityLabel.all(capabilities: text, user: 7, group: 8) == [
                SecurityLabel(model: "apparmor", label: nil), SecurityLabel(model: "dac", label: "+7:+8"),
            ])
        #expect(SecurityLabel.all(capabilities: "", user: 7, group: 8).isEmpty)
    }
}
