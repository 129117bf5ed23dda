/// Why the lab could not do what it was asked to.
public struct LabError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Kinds of failure that a caller can tell apart.
    public enum Kind: String, Hashable, Sendable {
        /// The node lacks something: a program, a device, room, a right.
        case node
        /// The disk is full, broken or read-only: no guest could leave its evidence.
        case disk
        /// What was asked for cannot be built.
        case specification
        /// libvirt or QEMU refused.
        case hypervisor
        /// The guest's kernel panicked.
        case panic
        /// The guest wrote more than its limit.
        case flood
        /// A time limit passed.
        case limit
        /// QEMU is gone though nobody ended it.
        case gone
        /// The guest broke the protocol.
        case `protocol`
        /// The user wanted out.
        case cancelled
    }

    /// What kind of thing failed.
    public var kind: Kind
    /// What failed, where, and why, in a sentence.
    public var message: String
    /// What to do about it.
    public var hint: String?
    /// The last lines of the guest's console, made printable; empty where there was none.
    public var console: String

    public init(_ kind: Kind, _ message: String, hint: String? = nil, console: String = "") {
        self.kind = kind
        self.message = message
        self.hint = hint
        self.console = console
    }

    /// Message, hint and the console's last words, as the command prints them.
    public var description: String {
        var text = message
        if let hint { text += "\n  hint: \(hint)" }
        if !console.isEmpty {
            text += "\n  last words of the console:"
            for line in console.split(separator: "\n") { text += "\n    \(line)" }
        }
        return text
    }

    static func cancelled(while doing: String) -> LabError { LabError(.cancelled, "interrupted while \(doing)") }
}
