import Digests
public import RouteModel

/// What lies at the address that a device was given.
public enum Laid: String, Codable, Sendable {
    /// The bounce buffers, or an atomic pool.
    case pool
    /// A page of a guest that only the guest can read.
    case privatePage = "private-page"
    /// A page of a host, under the host's key.
    case encryptedPage = "encrypted-page"
    /// A page that was decrypted, or is shared with a hypervisor.
    case sharedPage = "shared-page"
    /// A page of a machine without encryption.
    case page
    case registers

    init(_ route: Route, _ point: Point) {
        self =
            if point.request.kind == .mapResource {
                .registers
            } else if route.path.isBounce || route.path == .atomicPool {
                .pool
            } else {
                switch route.memory {
                case .encrypted: point.boot.platform == .guest ? .privatePage : .encryptedPage
                case .decrypted: .sharedPage
                case .ordinary, nil: .page
                }
            }
    }

    var text: String {
        switch self {
        case .pool: "the bounce buffer, which is decrypted"
        case .privatePage: "a private page of the guest"
        case .encryptedPage: "an encrypted page"
        case .sharedPage: "a decrypted page"
        case .page: "a page"
        case .registers: "registers of another device"
        }
    }
}

/// The root of a fault: what makes two harms one.
public struct RootCause: Hashable, Sendable {
    /// The duty that is broken.
    public let duty: Duty
    /// The question of the model whose other answer would have kept the duty; nil where no other answer of the kernel
    /// would.
    public let question: Question?
    /// What lies at the address; nil where none is given.
    public let laid: Laid?

    init(_ duty: Duty, _ question: Question?, laid: Laid? = nil) {
        self.duty = duty
        self.question = question
        self.laid = laid
    }

    /// A word for the question.
    public var asks: String { question?.rawValue ?? "unknown" }

    /// Twelve hexadecimal digits that no cell, no kernel and no day has a part in.
    public var id: String {
        let parts = [duty.rawValue, asks, laid?.rawValue ?? "", question?.function ?? ""]
        return Digest(of: parts.joined(separator: "\n")).short
    }
}
