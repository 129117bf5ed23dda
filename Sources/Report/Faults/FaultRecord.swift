public import Faults
public import Plan
import RouteModel
import Verdict

/// A fault as `dmaroute faults --format json` writes it.
public struct FaultRecord: Encodable, Sendable {
    struct Kernels: Encodable, Sendable {
        var with: [String]
        var without: [String]
    }

    struct Configuration: Encodable, Sendable {
        var boot: Boot
        var device: Device
        var request: Request
    }

    struct Place: Encodable, Sendable {
        var release: String
        var file: String
        var function: String
        var rule: String
    }

    let id: String
    let duty: Duty
    /// The duty in a sentence, and where it is written.
    let owed: String
    let origin: String
    let `class`: FaultClass
    let says: String
    let consequence: String
    let question: String
    /// What lies at the address; null where none is given.
    let at: Laid?
    let also: [Duty]
    let kernels: Kernels
    let proposals: [String]
    let calls: [RequestKind]
    let platforms: [String]
    let viommus: [String]
    let devices: [String]
    let drivers: [String]
    let cells: [String]
    let observed: Int
    let predicted: Int
    let smallest: Configuration
    /// The flags that show it again.
    let again: String
    let route: Route?
    let place: Place?
    let because: [Judgement.Alternative.Step]
    let statements: [String]
    let emulated: String?
    let onHardware: String?
    /// What known.yaml says of it; null where nothing is declared.
    let declared: FaultDeclaration?

    public init(_ fault: KernelFault, declared: FaultDeclaration? = nil) {
        id = fault.id
        duty = fault.duty
        owed = fault.duty.says
        origin = fault.duty.origin
        self.class = fault.kind
        says = fault.says
        consequence = fault.consequence
        question = fault.cause.asks
        at = fault.cause.laid
        also = fault.also
        kernels = Kernels(with: fault.with, without: fault.without)
        proposals = fault.proposals
        calls = fault.calls
        platforms = fault.platforms
        viommus = fault.viommus
        devices = fault.devices
        drivers = fault.drivers
        cells = fault.cells
        observed = fault.observed
        predicted = fault.predicted
        var boot = fault.smallest.boot
        boot.kernel = fault.newest
        smallest = Configuration(boot: boot, device: fault.smallest.device, request: fault.smallest.request)
        again = ConfigurationFlags.text(fault.smallest, kernel: fault.newest)
        route = fault.route
        place = fault.place.map {
            Place(release: $0.release, file: $0.file, function: $0.function, rule: $0.rule.id)
        }
        because = fault.because.map(Judgement.Alternative.Step.init)
        statements = fault.statements
        emulated = fault.emulated
        onHardware = fault.onHardware
        self.declared = declared
    }
}
