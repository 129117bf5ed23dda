import Testing

@testable import GuestAgent

struct ObserverTests {
    @Test func optionsStandInAnyOrder() throws {
        let options = try ObserverOptions(words: ["--max-size=1MiB", "/tmp/x", "--seconds", "3"])
        #expect(options == ObserverOptions(folder: "/tmp/x", seconds: 3, maxSize: 1 << 20))
    }

    @Test(
        arguments: [
            [], [""], ["a", "b"], ["a", "--seconds"], ["a", "--seconds", "-1"],
            ["a", "--seconds=99999999999999999999"],
            ["a", "--max-size", "1GiB"], ["a", "--max-size=9223372036854775807MiB"], ["a", "--force"],
        ] as [[String]]) func nonsenseIsAnError(words: [String])
    {
        #expect(throws: Problem.self) { try ObserverOptions(words: words) }
    }

    @Test func whoSaysNothingElseTracesTenSeconds() throws {
        let options = try ObserverOptions(words: ["x"])
        #expect(options.folder == "x" && options.seconds == 10 && options.maxSize == 64 << 20)
        #expect(options == ObserverOptions(folder: "x"))
    }

    @Test func aProbesGroupIsFound() {
        #expect(TracingInstance.group(of: "r16:dmaroute_12/map_page_ret f x=$retval") == "dmaroute_12")
        #expect(TracingInstance.group(of: "p:name f") == nil)
        #expect(TracingInstance.group(of: "") == nil)
    }
}
