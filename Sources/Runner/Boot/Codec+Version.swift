import GuestProtocol

extension Codec {
    /// - Parameter version: that the guest's agent says it speaks.
    /// - Throws: `RunnerError` where that is another one: its messages could mean something else.
    static func expect(_ version: UInt16) throws(RunnerError) {
        guard version != Self.version else { return }
        throw RunnerError(
            "the guest's agent speaks version \(version) of the protocol, and this dmaroute speaks \(Self.version)",
            hint: "dmaroute-agent beside dmaroute is of another build: make both anew")
    }
}
