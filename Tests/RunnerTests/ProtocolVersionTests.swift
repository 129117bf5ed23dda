import GuestProtocol
import Testing

@testable import Runner

@Suite struct ProtocolVersionTests {
    @Test func anAgentOfThisVersionIsTaken() throws { try Codec.expect(Codec.version) }

    @Test(arguments: [0, Codec.version - 1, Codec.version + 1, .max])
    func anAgentOfAnotherVersionIsRefused(version: UInt16) throws {
        let error = #expect(throws: RunnerError.self) { try Codec.expect(version) }
        #expect(
            error?.message.contains("version \(version)") == true && error?.hint?.contains("make both anew") == true)
    }
}
