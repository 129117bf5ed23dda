import ArgumentParser
import Testing

@testable import DMARouteCommand

struct VerbsTests {
    @Test func everyVerbSaysWhatItIsFor() {
        for verb in DMARoute.configuration.subcommands {
            #expect(!verb.configuration.abstract.isEmpty, "\(verb)")
        }
        #expect(DMARoute.configuration.subcommands.count > 20)
    }
}
