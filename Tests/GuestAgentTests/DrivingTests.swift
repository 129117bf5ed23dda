import Glibc
import GuestProtocol
import Testing

@testable import GuestAgent

/// How a device of the kernel's own drivers is bound, and what is not.
struct DrivingTests: DrivesADevice {
    let kernel = FakeKernel.withDevice()

    @Test func aDeviceIsBoundByHandBetweenMarks() throws {
        install()
        addDisk(lines(.fromDevice))
        kernel.put("64\n", at: "\(folder)/dma_mask_bits")
        kernel.put("32\n", at: "\(folder)/consistent_dma_mask_bits")
        let report = try driven(order())
        #expect(report.outcome == .read && report.request == 5)
        #expect(report.masks == .init(streaming: 64, coherent: 32))
        let marker = "write \(FakeKernel.tracing)/trace_marker dmaroute: "
        let calls = kernel.calls(marker, "write /sys/bus", "module", "within")
        #expect(
            calls == [
                marker + "agent", "module /probe.ko no_dma=0",
                marker + "begin request=5 device=0000:00:04.0 kind=driver-io", "within 20 s",
                "write /sys/bus/pci/drivers_autoprobe 0", "write /sys/bus/virtio/drivers_autoprobe 0",
                "module /modules/nvme.ko", "write /sys/bus/pci/drivers/nvme/bind 0000:00:04.0", marker + "end",
            ])
    }

    @Test func messagesOfTheDriveAreItsOwn() throws {
        install()
        addDisk(lines(.fromDevice))
        kernel.say("before")
        let before = kernel.onWrite
        kernel.onWrite = { kernel, path, text in
            before(kernel, path, text)
            if path.hasSuffix("/bind") { kernel.say("nvme nvme0: 2/0/0 queues") }
        }
        #expect(try driven(order()).log == ["nvme nvme0: 2/0/0 queues"])
    }

    @Test func aKernelWithoutTheDriverLacksIt() throws {
        #expect(try driven(order()).outcome == .lacking)
        #expect(kernel.calls("write /sys/bus/pci/drivers/").isEmpty)
    }

    @Test func aModuleThatIsNotThereFails() throws {
        let report = try driven(order(modules: ["absent"]))
        #expect(report.outcome == .failed && report.errno == -ENOEXEC)
    }

    @Test func aDriverThatDoesNotTakeItIsNone() throws {
        install(binds: false)
        #expect(try driven(order()).outcome == .noDriver)
    }

    @Test func oneThatHangsIsLeftAndSaysSo() throws {
        install()
        kernel.hangs = true
        let report = try driven(order())
        #expect(report == DriveReport(request: 5, outcome: .hangs))
    }

    @Test func aDeviceOfVirtioIsBoundTwice() throws {
        install("virtio_pci")
        install("virtio_blk", bus: "virtio")
        kernel.put("", at: "\(folder)/virtio1/uevent")
        addDisk(lines(.fromDevice))
        let report = try driven(order(drivers: ["virtio_pci", "virtio_blk"], modules: []))
        #expect(report.outcome == .read)
        #expect(
            kernel.calls("write /sys/bus/") == [
                "write /sys/bus/pci/drivers/virtio_pci/bind 0000:00:04.0",
                "write /sys/bus/virtio/drivers/virtio_blk/bind virtio1",
            ])
    }

    @Test func theSecondDriverMustTakeItToo() throws {
        install("virtio_pci")
        install("virtio_blk", bus: "virtio", binds: false)
        kernel.put("", at: "\(folder)/virtio1/uevent")
        #expect(try driven(order(drivers: ["virtio_pci", "virtio_blk"], modules: [])).outcome == .noDriver)
    }

    /// Of a driver that is built in there is no link below its module.
    @Test func aDriverThatIsBuiltInIsFoundOnItsBus() throws {
        install("virtio_pci")
        kernel.put("", at: "/sys/bus/virtio/drivers/virtio_blk/bind")
        kernel.put("", at: "\(folder)/virtio1/driver/uevent")
        addDisk(lines(.fromDevice))
        #expect(try driven(order(drivers: ["virtio_pci", "virtio_blk"], modules: [])).outcome == .read)
        #expect(kernel.calls("write /sys/bus/virtio/drivers/virtio_blk/bind") != [])
    }

    @Test(arguments: ["../evil", "", "a-b", "A", "a.b"]) func namesThatArePathsAreRefused(name: String) throws {
        #expect(try drive(order(modules: [name])) == .problem("\(name) is no module's name"))
        #expect(try drive(order(drivers: [name])) == .problem("\(name) is no module's name"))
        #expect(kernel.calls("module /modules").isEmpty)
    }

    @Test func anUnknownDeviceIsAProblem() throws {
        var unknown = order()
        unknown.slot = "0000:00:1f.7"
        #expect(try drive(unknown) == .problem("no PCI device 0000:00:1f.7"))
    }

    @Test(arguments: [0, 63, 65, (1 << 20) + 64, .max] as [UInt32]) func bytesThatCannotBeAreRefused(bytes: UInt32)
        throws
    {
        #expect(try drive(order(bytes: bytes)) == .problem("a driver cannot be asked to move \(bytes) bytes"))
    }

    @Test(arguments: [64, 1 << 20] as [UInt32]) func theLeastAndTheMostAreMoved(bytes: UInt32) throws {
        install()
        addDisk(lines(.fromDevice, bytes: Int(bytes)))
        let report = try driven(order(bytes: bytes))
        #expect(report.outcome == .read && report.right == bytes / 64 && report.returned == bytes / 64)
    }

    /// Where the API has no events, addresses of allocations are seen when they are given back.
    @Test(arguments: [true, false]) func driversLeaveAtTheEndWhereOnlyProbesSee(hasEvents: Bool) throws {
        install()
        addDisk(lines(.fromDevice))
        kernel.put("", at: "\(folder)/driver/unbind")
        if !hasEvents {
            for path in kernel.files.keys where path.hasPrefix("\(FakeKernel.tracing)/events/dma/") {
                kernel.files[path] = nil
            }
        }
        _ = try driven(order())
        let unbound = kernel.calls("write \(folder)/driver/unbind")
        #expect(unbound == (hasEvents ? [] : ["write \(folder)/driver/unbind 0000:00:04.0"]))
        #expect(kernel.calls("within 5 s").count == (hasEvents ? 0 : 1))
    }

    @Test func aDriverThatHangsIsNotAskedToLeave() throws {
        install()
        kernel.hangs = true
        kernel.put("", at: "\(folder)/driver/unbind")
        for path in kernel.files.keys where path.hasPrefix("\(FakeKernel.tracing)/events/dma/") {
            kernel.files[path] = nil
        }
        _ = try driven(order())
        #expect(kernel.calls("within 5 s").isEmpty)
    }

    @Test func oneOfTwoDriversThatIsNotThereIsLacking() throws {
        install("virtio_pci")
        #expect(try driven(order(drivers: ["virtio_pci", "virtio_blk"], modules: [])).outcome == .lacking)
        #expect(kernel.calls("write /sys/bus/pci/drivers/").isEmpty, "none is bound without the other")
    }

    @Test(arguments: [true, false]) func bothMasksAreToldOrNone(hangs: Bool) throws {
        install()
        addDisk(lines(.fromDevice))
        kernel.hangs = hangs
        kernel.put("64\n", at: "\(folder)/dma_mask_bits")
        #expect(try driven(order()).masks == nil)
        kernel.put("48\n", at: "\(folder)/consistent_dma_mask_bits")
        // What a driver said before it hung is what its device was told.
        #expect(try driven(order()).masks == .init(streaming: 64, coherent: 48))
    }

    @Test func aBusThatIsNotThereIsNotWrittenTo() throws {
        install()
        addDisk(lines(.fromDevice))
        kernel.files["/sys/bus/virtio/drivers_autoprobe"] = nil
        #expect(try driven(order()).outcome == .read)
        #expect(kernel.calls("write /sys/bus/virtio").isEmpty)
    }

    @Test func aBusThatCannotBeStoppedIsAFailure() throws {
        install()
        kernel.writeErrors["/sys/bus/pci/drivers_autoprobe"] = EACCES
        let report = try driven(order())
        #expect(report.outcome == .failed && report.errno == -ENOEXEC)
        #expect(kernel.calls("module /modules").isEmpty)
    }

    @Test func oneDriverThatDoesNotLeaveKeepsNoOther() {
        kernel.put("", at: "\(PCI.folder)/b/driver/unbind")
        kernel.put("", at: "\(PCI.folder)/c/driver/unbind")
        kernel.writeErrors["\(PCI.folder)/b/driver/unbind"] = EBUSY
        Unbinding.all(["a", "b", "c"], kernel)
        #expect(
            kernel.calls("write") == [
                "write \(PCI.folder)/b/driver/unbind b", "write \(PCI.folder)/c/driver/unbind c",
            ])
        #expect(kernel.calls("within") == ["within 5 s"])
        Unbinding.all([], kernel)
        #expect(kernel.calls("within").count == 1)
    }

    @Test func aKindOfDeviceIsFoundByItsFourDigits() throws {
        kernel.add("0000:00:09.0", vendor: "0x0086", device: "0x000a")
        kernel.add("0000:00:0a.0", vendor: "0x0086", device: "0x000a")
        #expect(try PCI(kernel).find(vendor: 0x86, device: 0xa) == "\(PCI.folder)/0000:00:09.0")
        let error = #expect(throws: Problem.self) { try PCI(kernel).find(vendor: 0x8, device: 0xab) }
        #expect(error?.text == "no PCI device 0008:00ab in \(PCI.folder)")
    }
}
