/// How a session is opened.
public struct LabOptions: Sendable {
    /// nil: libvirt's QEMU driver embedded in this process, no daemon. Else another URI of this node, such as
    /// `qemu:///system`.
    public var uri: String?
    /// Path of the QEMU to start.
    public var emulator: String
    /// The machine that tells whether guests run on KVM, and what the processor encrypts.
    public var machine: LabMachine
    /// Where sessions keep libvirt's state; nil for what ``StateBase`` finds, such as /tmp/dmaroute-UID. At most 40 bytes long.
    public var stateBase: String?
    /// Where what libvirt finds out about QEMU is kept between sessions; nil to find it out each time.
    public var cacheFolder: String?
    /// Guests that the caller means to run side by side.
    public var guestsAtOnce: Int
    /// Whether guests may run on KVM.
    public var acceleration: Acceleration
    /// Flag that ends the session's waits when the user wants out.
    public var cancellation: Cancellation

    public init(
        uri: String? = nil, emulator: String = LabMachine.usual.program, machine: LabMachine = .usual,
        stateBase: String? = nil, cacheFolder: String? = nil, guestsAtOnce: Int = 2,
        acceleration: Acceleration = .tried, cancellation: Cancellation = Cancellation()
    ) {
        self.uri = uri
        self.emulator = emulator
        self.machine = machine
        self.stateBase = stateBase
        self.cacheFolder = cacheFolder
        self.guestsAtOnce = guestsAtOnce
        self.acceleration = acceleration
        self.cancellation = cancellation
    }
}

/// Whether guests may run on KVM.
public enum Acceleration: Sendable {
    /// KVM where a timed trial by QEMU shows that a guest runs on it.
    case tried
    /// The same with another trial.
    case triedBy(TrialGuest)
    case tcgOnly
}
