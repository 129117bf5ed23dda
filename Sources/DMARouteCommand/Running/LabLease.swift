import Dispatch
import Lab

/// What runs are done on, one after the other: a way to end them early, and the lab, opened by the first. libvirt lets a
/// process open its embedded driver some twenty times only.
final class LabLease {
    let cancellation = Cancellation()
    private let signals: [any DispatchSourceSignal]
    private let options: LabOptions
    private var opened: LabSession?

    init(_ guests: GuestOptions) {
        signals = Interruption.cancel(cancellation)
        options = guests.lab(cancellation)
    }

    func session() throws -> LabSession {
        if let opened { return opened }
        let session = try LabSession(options)
        opened = session
        return session
    }

    func close() {
        opened?.close()
        opened = nil
        signals.forEach { $0.cancel() }
    }
}
