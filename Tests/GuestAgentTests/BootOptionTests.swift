import Testing

@testable import GuestAgent

struct BootOptionTests {
    @Test func withoutWordsOfItsOwnTheAgentDoesEverything() {
        let options = BootOptions(commandLine: "console=ttyS0 nokaslr iommu=pt")
        #expect(options.traces)
        #expect(options.deafDevice == 0)
        #expect(options.idleSeconds == 120)
        #expect(options.fault == nil)
    }

    @Test func eachWordIsTaken() {
        let options = BootOptions(commandLine: "dmaroute.trace=off dmaroute.dma=off dmaroute.idle=7")
        #expect(!options.traces)
        #expect(options.deafDevice == 1)
        #expect(options.idleSeconds == 7)
        #expect(BootOptions(commandLine: "dmaroute.dma=off-all").deafDevice == 2)
        #expect(BootOptions(commandLine: "dmaroute.fault=flood").fault == .flood)
    }

    @Test(arguments: ["dmaroute.idle", "dmaroute.idle=", "dmaroute.idle=x", "dmaroute.idle=99999999999999999999", "="])
    func nonsenseIsPassedOver(word: String) {
        #expect(BootOptions(commandLine: word).idleSeconds == 120)
    }

    @Test(arguments: ["dmaroute.fault", "dmaroute.fault=", "dmaroute.fault=reboot"])
    func unknownFaultsDoNotHappen(word: String) {
        #expect(BootOptions(commandLine: word).fault == nil)
    }

    @Test func thereIsAlwaysTimeForOneCommand() {
        #expect(BootOptions(commandLine: "dmaroute.idle=-5").idleSeconds == 1)
    }

    @Test(arguments: [("hang", Fault.hang), ("panic", .panic), ("flood", .flood)])
    func eachFaultIsKnownByItsName(name: String, fault: Fault) {
        #expect(BootOptions(commandLine: "quiet dmaroute.fault=\(name) x").fault == fault)
    }

    @Test(arguments: [("0", 1), ("1", 1), ("3600", 3600), ("3601", 3600)]) func anObserverHasItsRange(
        text: String, seconds: Int
    ) {
        #expect(BootOptions(commandLine: "dmaroute.observe=\(text)").observeSeconds == seconds)
        #expect(BootOptions(commandLine: "").observeSeconds == nil)
    }

    @Test func modulesNeedAValueAndCutsAreAskedFor() {
        #expect(BootOptions(commandLine: "dmaroute.modules").modules == [])
        #expect(!BootOptions(commandLine: "dmaroute.dma=off").cutsCopies)
        #expect(BootOptions(commandLine: "dmaroute.dma=cut-copies").cutsCopies)
    }
}
