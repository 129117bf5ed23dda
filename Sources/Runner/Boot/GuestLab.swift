public import GuestProtocol
public import Lab
public import RouteModel

/// Where an attempt at a boot gets its guests: the lab's session, or in tests what answers as one.
public protocol GuestLab: Sendable {
    associatedtype Machine: LabGuest

    var cancellation: Cancellation { get }

    /// `base` as long as it takes on this node.
    func deadline(_ base: Duration) -> Deadline

    /// Starts a guest; returns long before it has booted.
    func start(_ spec: GuestSpec) throws(LabError) -> Machine

    /// A path for a guest's state that goes with the session.
    func snapshotPath() -> String

    /// Where the disks of a guest stand whose own folder this is.
    func diskFolder(_ folder: String) throws(LabError) -> String
}

extension GuestLab {
    /// The guest's own.
    public func diskFolder(_ folder: String) throws(LabError) -> String { folder }
}

/// A running guest, as an attempt at a boot talks to it and looks at it from outside.
public protocol LabGuest: Sendable {
    /// What it was started from.
    var spec: GuestSpec { get }
    /// When its agent's first word must have come.
    var bootDeadline: Deadline { get }
    /// Processor time that QEMU has used; nil once it is gone.
    var emulatorTime: Duration? { get }
    /// The last lines of the console, made printable.
    var consoleTail: String { get }

    func send(_ command: Command, deadline: Deadline) throws(LabError)
    func receive(deadline: Deadline) throws(LabError) -> Report

    /// Plugs in the devices whose ports are empty at first.
    func plug() throws(LabError)
    /// Waits for the agent's first word without taking it, and writes the guest's state to a new file.
    func save(to path: String) throws(LabError)
    /// Ends it whatever state it is in; a second call does nothing.
    func end() throws(LabError)

    /// Finds the lines of `magic` in the guest's RAM.
    func scan(magic: UInt64, deadline: Deadline?) throws(LabError) -> RAMScan
    /// Finds the lines of `magic` in what stands in for registers of these devices.
    func scanRegisters(magic: UInt64, devices: [Int]) throws(LabError) -> [Hit]
    /// What an edu device holds in its DMA registers now.
    func registers(of edu: EduSpec) throws(LabError) -> EduRegisters
    /// The virtqueues that are set up at the device in `slot`.
    func queues(slot: Int) throws(LabError) -> [Virtqueue]
    /// What lies in one of the guest's stores; nil where it has no such memory.
    func read(store: Store, physical: UInt64, count: Int) -> [UInt8]?
}

extension LabSession: GuestLab {}
extension Guest: LabGuest {}
