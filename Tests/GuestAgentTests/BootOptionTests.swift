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
}
