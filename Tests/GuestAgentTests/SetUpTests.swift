import CProbe
import Glibc
import GuestProtocol
import Testing

@testable import GuestAgent

/// What a session does before the first request, and after the last.
struct SetUpTests {
    private func ready(
        _ kernel: FakeKernel, _ words: String = "", _ devices: [DeviceSetup] = [.edu]
    ) throws -> [DeviceReport] {
        let said = try FakeHarness(kernel).talk(words, [.setUp(magic: 3, devices: devices)])
        for case .ready(let reports) in said { return reports }
        throw Problem("not ready: \(said)")
    }

    @Test func tracingIsArmedBeforeAnyDriverAndDriversBeforeTheProbe() throws {
        let kernel = FakeKernel.guest()
        _ = try ready(kernel, "dmaroute.modules=virtio_iommu,nvme")
        let marks = kernel.calls("write \(FakeKernel.tracing)/trace_marker", "module", "setup")
        #expect(
            marks == [
                "write \(FakeKernel.tracing)/trace_marker dmaroute: agent", "module /modules/virtio_iommu.ko",
                "module /modules/nvme.ko", "module /probe.ko no_dma=0",
                "write \(FakeKernel.tracing)/trace_marker dmaroute: begin control device=0000:00:05.0",
                "setup 0 0000:00:05.0 32/31", "write \(FakeKernel.tracing)/trace_marker dmaroute: end",
            ])
    }

    @Test(arguments: [
        ("", "no_dma=0"), ("dmaroute.dma=off", "no_dma=1"), ("dmaroute.dma=off-all", "no_dma=2"),
        ("dmaroute.dma=cut-copies", "no_dma=0 cut_copies=1"),
    ])
    func theProbeIsToldWhatToLose(words: String, parameters: String) throws {
        let kernel = FakeKernel.guest()
        _ = try ready(kernel, words)
        #expect(kernel.calls("module") == ["module /probe.ko \(parameters)"])
    }

    @Test func aReportSaysWhatTheProbeFound() throws {
        let kernel = FakeKernel.guest()
        kernel.probe.onSetUp = {
            $0.dma_mask = -5
            $0.coherent_mask = -6
            $0.max_mapping = 262_144
        }
        #expect(
            try ready(kernel) == [
                DeviceReport(
                    device: 0, bind: 0, dmaMask: -5, coherentMask: -6, control: 0, controlAddress: 0x10_0000,
                    ioTLB: 0x5000, maxMapping: 262_144)
            ])
    }

    @Test func aDeviceThatIsNotBoundSaysNothingElse() throws {
        let kernel = FakeKernel.guest()
        kernel.probe.onSetUp = { if $0.index == 0 { $0.bind = -ENODEV } }
        let reports = try ready(kernel, "", [.edu, .other])
        #expect(reports.map(\.bind) == [-ENODEV, 0])
        #expect(reports.map(\.control) == [-ENODEV, 0])
        #expect(reports.map(\.ioTLB) == [nil, 0x5000])
        #expect(reports.map(\.maxMapping) == [nil, .max])
        // Nothing is moved on it.
        #expect(kernel.calls("load") == ["load 1 role 5 nonce 1"])
    }

    @Test func noPoolIsNoAddress() throws {
        let kernel = FakeKernel.guest()
        kernel.probe.onSetUp = { $0.io_tlb = 0 }
        #expect(try ready(kernel).map(\.ioTLB) == [nil])
    }

    @Test func theControlTransferGoesInAndOutAndIsLookedAt() throws {
        let kernel = FakeKernel.guest()
        _ = try ready(kernel, "", [.edu, .other])
        #expect(
            kernel.calls("load", "store", "check") == [
                "load 0 role 5 nonce 0", "load 1 role 5 nonce 1", "store 0 slot 1 4032", "store 1 slot 1 4032",
                "check 0 slot 1 role 5 nonce 0", "check 1 slot 1 role 5 nonce 1",
            ])
    }

    /// 100 ms each, side by side: in and out.
    @Test func devicesMoveSideBySide() throws {
        let kernel = FakeKernel.guest()
        let began = kernel.now
        _ = try ready(kernel, "dmaroute.idle=1", [.edu, .other])
        #expect((200...220).contains(kernel.now - began - 1000))
    }

    @Test func linesThatAreWrongFailTheControl() throws {
        let kernel = FakeKernel.guest()
        kernel.probe.wrong = 1
        #expect(try ready(kernel).map(\.control) == [-EIO])
    }

    @Test(arguments: ["load", "store", "check"]) func aCallThatFailsIsTheControlsResult(name: String) throws {
        let kernel = FakeKernel.guest()
        kernel.probe.errors[name] = [-EBUSY]
        #expect(try ready(kernel, "", [.edu, .other]).map(\.control) == [-EBUSY, 0])
    }

    @Test func aTransferThatNeverEndsIsLeftAfterTenSeconds() throws {
        let kernel = FakeKernel.guest()
        kernel.probe.stuck = [1]
        let began = kernel.now
        #expect(try ready(kernel, "dmaroute.idle=1", [.edu, .other]).map(\.control) == [0, -ETIMEDOUT])
        #expect((11_000..<11_400).contains(kernel.now - began))
    }

    @Test func withoutTracingNothingIsArmed() throws {
        let kernel = FakeKernel.guest()
        let said = try FakeHarness(kernel).talk("dmaroute.trace=off", [.setUp(magic: 3, devices: [.edu]), .finish])
        #expect(kernel.calls("write").isEmpty)
        #expect(said.file("ftrace.txt") == nil)
        #expect(said.file("facts.txt")?.contains("\ntrace=off\n") == true)
    }

    @Test func aGuestWithoutDevicesNeedsNoProbe() throws {
        let kernel = FakeKernel.guest()
        kernel.files["/probe.ko"] = nil
        let said = try FakeHarness(kernel).talk([.setUp(magic: 3, devices: []), .map([.sample()]), .finish])
        #expect(said.contains(.ready([])))
        #expect(said.problems == ["there is no probe"])
        #expect(said.file("facts.txt")?.hasSuffix("control.finish=no probe\n") == true)
        #expect(kernel.calls("module").isEmpty)
    }

    @Test func aGuestWithDevicesNeedsOne() throws {
        let kernel = FakeKernel.guest()
        kernel.files["/probe.ko"] = nil
        let said = try FakeHarness(kernel).talk([.setUp(magic: 3, devices: [.edu]), .finish])
        #expect(said.problems == ["open /probe.ko: No such file or directory"])
    }

    @Test(arguments: [-EEXIST, -ENOEXEC]) func onlyAModuleThatIsThereAlreadyIsNoError(result: Int32) throws {
        let kernel = FakeKernel.guest()
        kernel.onLoad = { $0 == "/modules/nvme.ko" ? result : 0 }
        let said = try FakeHarness(kernel).talk("dmaroute.modules=nvme", [.setUp(magic: 3, devices: [.edu]), .finish])
        #expect(said.problems == (result == -EEXIST ? [] : ["load /modules/nvme.ko: Exec format error"]))
    }

    @Test func theProbeIsSetUpOnce() throws {
        let kernel = FakeKernel.guest()
        let again = Command.setUp(magic: 3, devices: [.edu])
        #expect(try FakeHarness(kernel).talk([again, again, .finish]).problems == ["setUp came twice"])
        #expect(kernel.calls("module").count == 1)
    }

    @Test(arguments: [32, 33]) func thereIsAMostOfDevices(count: Int) throws {
        let devices = (0..<count).map { DeviceSetup(slot: "\($0)", dmaMaskBits: 32, coherentMaskBits: 32) }
        let said = try FakeHarness().talk([.setUp(magic: 3, devices: devices), .finish])
        #expect(said.problems == (count == 32 ? [] : ["setUp of 33 devices"]))
    }

    @Test func aSetUpThatTheProbeRefusesIsAProblem() throws {
        let kernel = FakeKernel.guest()
        kernel.probe.errors["setup"] = [-EINVAL]
        let said = try FakeHarness(kernel).talk([.setUp(magic: 3, devices: [.edu]), .finish])
        #expect(said.problems == ["/dev/dmaroute: setup: Invalid argument"])
    }

    @Test func aSlotTooLongIsCutAndNeverOverruns() throws {
        let kernel = FakeKernel.guest()
        let long = DeviceSetup(slot: String(repeating: "x", count: 99), dmaMaskBits: 1, coherentMaskBits: 1)
        _ = try ready(kernel, "", [long])
        #expect(kernel.calls("setup") == ["setup 0 \(String(repeating: "x", count: 31)) 1/1"])
    }

    @Test(arguments: [true, false]) func aDeviceThatComesLaterIsWaitedFor(isThere: Bool) throws {
        let kernel = FakeKernel.guest()
        var late = DeviceSetup.edu
        late.comesLater = true
        if isThere { kernel.links["\(PCI.folder)/\(late.slot)/driver"] = "../drivers/dmaroute" }
        let began = kernel.now
        _ = try ready(kernel, "dmaroute.idle=1", [late])
        #expect((isThere ? 1200..<1230 : 21_200..<21_230).contains(kernel.now - began))
    }

    @Test func everyDeviceThatComesLaterIsWaitedFor() throws {
        let kernel = FakeKernel.guest()
        var late = [DeviceSetup.edu, .other]
        for index in late.indices { late[index].comesLater = true }
        kernel.links["\(PCI.folder)/\(late[0].slot)/driver"] = "../drivers/dmaroute"
        let began = kernel.now
        _ = try ready(kernel, "dmaroute.idle=1", late)
        #expect((21_200..<21_230).contains(kernel.now - began))
    }

    @Test func theEndHasAControlTransferOfItsOwnWithANewBuffer() throws {
        let kernel = FakeKernel.guest()
        let said = try FakeHarness(kernel).talk([.setUp(magic: 3, devices: [.edu, .other]), .finish])
        #expect(kernel.calls("setup").count == 4)
        #expect(
            kernel.calls("load").suffix(2) == ["load 0 role 6 nonce 0", "load 1 role 6 nonce 1"])
        let facts = said.file("facts.txt") ?? ""
        #expect(facts.contains("control.finish.0000:00:05.0=0\ncontrol.finish.0000:00:06.0=0\n"))
        // Tracing ends behind it.
        #expect(kernel.calls("write \(FakeKernel.tracing)/tracing_on").last?.hasSuffix(" 0") == true)
        let last = kernel.calls.lastIndex { $0.hasPrefix("check") } ?? .max
        #expect(kernel.calls.lastIndex { $0 == "write \(FakeKernel.tracing)/tracing_on 0" } ?? 0 > last)
    }

    @Test func whatTheEndsControlCameToStandsInTheFacts() throws {
        let kernel = FakeKernel.guest()
        kernel.probe.errors["check"] = [0, -EIO]
        let said = try FakeHarness(kernel).talk([.setUp(magic: 3, devices: [.edu]), .finish])
        #expect(said.file("facts.txt")?.hasSuffix("control.finish.0000:00:05.0=-5\n") == true)
    }

    @Test func everyDeviceIsToldTheRunsMagic() throws {
        let kernel = FakeKernel.guest()
        _ = try ready(kernel, "", [.edu, .other])
        #expect(kernel.probe.magics == [3, 3])
    }

    @Test func aSetUpThatFailsEndsItsMarkAllTheSame() throws {
        let kernel = FakeKernel.guest()
        kernel.probe.errors["setup"] = [-EINVAL]
        _ = try FakeHarness(kernel).talk([.setUp(magic: 3, devices: [.edu])])
        let marker = "write \(FakeKernel.tracing)/trace_marker dmaroute: "
        #expect(
            kernel.calls(marker) == [marker + "agent", marker + "begin control device=0000:00:05.0", marker + "end"])
    }

    @Test func aTransferWhoseStateCannotBeAskedForIsOverWithThat() throws {
        let kernel = FakeKernel.guest()
        kernel.probe.errors["poll"] = [-EIO]
        #expect(try ready(kernel, "", [.edu, .other]).map(\.control) == [-EIO, 0])
    }

    @Test func factsOfTheProbeAreLeftOutWhereItDoesNotTell() throws {
        let kernel = FakeKernel.guest()
        kernel.probe.errors["info"] = [-EFAULT]
        let said = try FakeHarness(kernel).talk([.setUp(magic: 3, devices: [.edu]), .finish])
        #expect(said.file("facts.txt")?.contains("kernel.direct_map") == false)
        #expect(said.file("facts.txt")?.hasSuffix("control.finish.0000:00:05.0=0\n") == true)
    }
}
