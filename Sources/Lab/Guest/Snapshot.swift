import Glibc
import GuestProtocol
import Libvirt

/// A guest's part in a snapshot: all of its state in a file, from which other guests of the same specification go on.
public enum Snapshot: Hashable, Sendable {
    /// The guest is to be saved by ``Guest/save(to:)``.
    case saved
    /// The guest goes on from the file at this path, with the agent's first report not received yet.
    case restored(String)
}

extension GuestSpec {
    /// The file that the guest goes on from; nil where it boots.
    var restored: String? { if case .restored(let path) = snapshot { path } else { nil } }
}

extension Guest {
    /// Waits for the agent's first report without taking it, stops the guest, and writes its state to a new file.
    public func save(to path: String) throws(LabError) {
        let _: Bool = try exchange("to report", bootDeadline) { () throws(ProtocolError) in
            try channel.holdsReport() ? true : nil
        }
        _ = try ask("stopping a guest", session.deadline(.seconds(10))) { () throws(LibvirtError) in
            try domain.monitor(#"{"execute":"stop"}"#)
        }
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SmallFile.failure("make", path) }
        defer { close(file) }
        try StateTransfer(domain: domain, guest: name, deadline: session.deadline(.seconds(60)), watch: watch)
            .run("migrate", file: file, cancellation: session.cancellation)
    }
}

extension GuestStart {
    func restore(_ running: Domain, from path: String, _ watch: GuestWatch) throws(LabError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw SmallFile.failure("open", path) }
        defer { close(file) }
        try StateTransfer(domain: running, guest: spec.name, deadline: session.deadline(.seconds(60)), watch: watch)
            .run("migrate-incoming", file: file, cancellation: session.cancellation)
    }
}

/// QEMU's migration, to or from a file that we open: libvirt lets QEMU start no program that could.
private struct StateTransfer {
    let domain: Domain
    let guest: String
    let deadline: Deadline
    let watch: GuestWatch

    func run(_ command: String, file: Int32, cancellation: Cancellation) throws(LabError) {
        try ask(#"{"execute":"getfd","arguments":{"fdname":"state"}}"#, passing: file)
        try ask(#"{"execute":"\#(command)","arguments":{"uri":"fd:state"}}"#)
        var failure: LabError?
        let end = Wait.until(deadline, cancellation) {
            do throws(LabError) {
                let answer = try ask(#"{"execute":"query-migrate"}"#)
                if answer.contains(#""status":"failed""#) { failure = refusal(command, answer) }
                return failure != nil || answer.contains(#""status":"completed""#)
            } catch {
                failure = error
                return true
            }
        }
        if let failure { throw failure }
        if end == .cancelled { throw .cancelled(while: "\(command) of guest \(guest)") }
        guard end == .met else {
            throw LabError(
                .limit, "\(command) of guest \(guest) took longer than \(deadline.allowed.spoken)",
                hint: "the node is overloaded, or QEMU hangs")
        }
    }

    @discardableResult
    private func ask(_ order: String, passing file: Int32? = nil) throws(LabError) -> String {
        let answer = try watch.guarding("moving a guest's state", deadline) { () throws(LabError) in
            do throws(LibvirtError) {
                guard let file else { return try domain.monitor(order) }
                return try domain.monitor(order, passing: file)
            } catch {
                throw LabError(.hypervisor, "guest \(guest): \(error)")
            }
        }
        guard !answer.contains(#""error""#) else { throw refusal(order, answer) }
        return answer
    }

    private func refusal(_ order: String, _ answer: String) -> LabError {
        LabError(.hypervisor, "guest \(guest): QEMU refuses \(order): \(answer.prefix(300))")
    }
}
