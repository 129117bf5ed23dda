import Testing

@testable import GuestAgent

struct KernelLogRecordTests {
    private func record(_ text: String) -> KernelLogRecord {
        KernelLogRecord(Array(text.utf8)[...])
    }

    @Test func theMessageLosesItsHeadAndItsProperties() {
        let found = record(
            "4,561,3318536,-,caller=T1;edu 0000:00:10.0: DMA addr; overflow\n SUBSYSTEM=pci\n DEVICE=+pci:x\n")
        #expect(found.message == "edu 0000:00:10.0: DMA addr; overflow")
        #expect(found.microseconds == 3_318_536)
    }

    @Test(arguments: ["", ";", "\n", "4,5", "4,5,99999999999999999999999,-;x", ",,,;", ";;"])
    func aRecordOfAnotherFormIsNoTrap(text: String) {
        #expect(record(text).microseconds == 0)
    }

    @Test func bytesThatAreNotTextAreRepaired() {
        #expect(KernelLogRecord([0x34, 0x3b, 0xff, 0x41]).message == "\u{fffd}A")
    }
}
