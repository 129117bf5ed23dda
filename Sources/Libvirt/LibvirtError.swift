/// What libvirt said when a call failed.
public struct LibvirtError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was being done, such as `start domain dmaroute-1f00-1`.
    public var operation: String
    /// A `virErrorNumber` (libvirt/virterror.h); 0 when libvirt gave none.
    public var code: Int32
    /// libvirt's own words.
    public var message: String
    /// What libvirt reported earlier in the same call, which the last message often hides.
    public var cause: String?

    public init(operation: String, code: Int32, message: String, cause: String? = nil) {
        self.operation = operation
        self.code = code
        self.message = message
        self.cause = cause
    }

    public var description: String {
        var text = "libvirt could not \(operation): \(message) (error \(code))"
        if let cause { text += "; before that: \(cause)" }
        return text
    }
}
