import Evidence
import Foundation
import GuestProtocol
import RouteModel
import Runner
import Synchronization

@testable import Lab

/// A guest that answers as the recorded one did, under the nonces of this time, unless its script says otherwise.
final class FakeGuest: LabGuest {
    /// What a guest does instead of answering honestly. The command is nil for its first word.
    typealias Script = @Sendable (_ command: Command?, _ honest: [Report]) throws(LabError) -> [Report]

    let spec: GuestSpec
    private let recording: Recording
    private let script: Script
    private let alter: @Sendable (EduRegisters, LookRecord.Registers) -> EduRegisters
    private let state = Mutex(State())
    /// Microseconds before each report.
    private let pause: UInt32
    /// What lies in its memory, and the virtqueues of its devices.
    private let memory: @Sendable (Store, UInt64, Int) -> [UInt8]?
    private let virtqueues: [Virtqueue]

    struct State {
        var sent: [Command] = []
        var waiting: [Result<Report, LabError>] = []
        /// Nonces of this time by those of the recording.
        var nonces: [UInt64: UInt64] = [:]
        var batch: [UInt32] = []
        var scans = 0
        var registers = 0
        var plugged = 0
        var saved: [String] = []
        var ended = 0
    }

    init(
        _ spec: GuestSpec, _ recording: Recording, script: @escaping Script = FakeGuest.honest, pause: UInt32 = 0,
        alter: @escaping @Sendable (EduRegisters, LookRecord.Registers) -> EduRegisters = { honest, _ in honest },
        virtqueues: [Virtqueue] = [], memory: @escaping @Sendable (Store, UInt64, Int) -> [UInt8]? = { _, _, _ in nil }
    ) {
        self.virtqueues = virtqueues
        self.memory = memory
        self.spec = spec
        self.recording = recording
        self.script = script
        self.pause = pause
        self.alter = alter
        answer(nil, [.hello(version: Codec.version, release: recording.setUp.release)])
    }

    static let honest: Script = { (_, honest) throws(LabError) in honest }

    var seen: State { state.withLock { $0 } }
    var bootDeadline: Deadline { Deadline(after: spec.bootLimit) }
    var emulatorTime: Duration? { .milliseconds(1500) }
    var consoleTail: String { "the last words" }

    func send(_ command: Command, deadline: Deadline) throws(LabError) {
        state.withLock { $0.sent.append(command) }
        answer(command, honestly(command))
    }

    /// As a real one, it is not waited for beyond the deadline.
    func receive(deadline: Deadline) throws(LabError) -> Report {
        if pause > 0 { usleep(pause) }
        if pause > 0, deadline.passed { throw LabError(.limit, "the guest did not report in time") }
        let next = state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }
        guard let next else { throw LabError(.limit, "the guest did not report", console: consoleTail) }
        return try next.get()
    }

    func plug() throws(LabError) { state.withLock { $0.plugged += 1 } }

    func save(to path: String) throws(LabError) {
        state.withLock { $0.saved.append(path) }
        // What a guest's state is to a file system.
        guard FileManager.default.createFile(atPath: path, contents: Data("state".utf8)) else {
            throw LabError(.node, "no room")
        }
        do throws(LabError) { _ = try script(nil, []) } catch { throw error }
    }

    func end() throws(LabError) { state.withLock { $0.ended += 1 } }

    func scan(magic: UInt64, deadline: Deadline?) throws(LabError) -> RAMScan {
        let (number, nonces) = state.withLock { state in
            state.scans += 1
            return (state.scans - 1, state.nonces)
        }
        let runs = number < recording.runs.count ? recording.runs[number] : []
        let hits = runs.map { run in
            Hit(
                nonce: nonces[run.nonce] ?? run.nonce, role: LineRole(rawValue: run.role), bufferOffset: run.offset,
                physical: run.physical, length: run.length, intact: run.intact, store: run.store)
        }
        return RAMScan(hits: hits, truncated: magic == 0, bytes: 0, took: .zero)
    }

    func scanRegisters(magic: UInt64, devices: [Int]) throws(LabError) -> [Hit] { [] }

    func registers(of edu: EduSpec) throws(LabError) -> EduRegisters {
        let number = state.withLock { state in
            state.registers += 1
            return state.registers - 1
        }
        let empty = LookRecord.Registers(request: 0, step: 0, source: 0, destination: 0, count: 0)
        let seen = number < recording.registers.count ? recording.registers[number] : empty
        let printed = "0: 0x\(hex(seen.source)) 0x\(hex(seen.destination))\n1: 0x\(hex(seen.count)) 0x0\n"
        guard let registers = EduRegisters(printed: printed) else { throw LabError(.hypervisor, "no registers") }
        return alter(registers, seen)
    }

    private func hex(_ number: UInt64) -> String { String(number, radix: 16) }

    func queues(slot: Int) throws(LabError) -> [Virtqueue] { virtqueues }

    func read(store: Store, physical: UInt64, count: Int) -> [UInt8]? { memory(store, physical, count) }

    private func answer(_ command: Command?, _ honest: [Report]) {
        let answers: [Result<Report, LabError>]
        do throws(LabError) {
            answers = try script(command, honest).map { .success($0) }
        } catch {
            answers = [.failure(error)]
        }
        state.withLock { $0.waiting += answers }
    }

    private func honestly(_ command: Command) -> [Report] {
        switch command {
        case .setUp: return [.ready(recording.setUp.reports)]
        case .map(let orders):
            let numbers = orders.map(\.request)
            state.withLock { state in
                state.batch = numbers
                for order in orders {
                    let old = recording.orders.first { $0.request == order.request }?.nonce
                    if let old { state.nonces[old] = order.nonce }
                }
            }
            return [.mapped(recording.mapped.filter { numbers.contains($0.request) })]
        case .move(let step): return [.moved(moves(step, stored: false))]
        case .store(let step): return [.moved(moves(step, stored: true))]
        case .release:
            let batch = seen.batch
            return [.released(recording.released.filter { batch.contains($0.request) })]
        case .drive(let order):
            let lines = order.bytes / 64
            return [.driven(DriveReport(request: order.request, outcome: .read, right: lines, returned: lines))]
        case .finish: return recording.files.map { .file(name: $0.name, bytes: $0.bytes) } + [.end]
        }
    }

    private func moves(_ step: UInt16, stored: Bool) -> [MoveReport] {
        let batch = seen.batch
        return recording.moved.filter { $0.step == step && $0.stored == stored }.flatMap(\.reports).filter {
            batch.contains($0.request)
        }
    }
}

/// A lab whose guests are ``FakeGuest``s.
final class FakeLab: GuestLab {
    typealias Make = @Sendable (GuestSpec, _ number: Int) throws(LabError) -> FakeGuest

    let cancellation = Cancellation()
    private let folder: String
    private let make: Make
    /// What limits are multiplied with.
    let pace: Double
    private let state = Mutex(State())

    struct State {
        var specs: [GuestSpec] = []
        var guests: [FakeGuest] = []
        var deadlines: [Duration] = []
    }

    init(folder: String, pace: Double = 1, _ make: @escaping Make) {
        self.folder = folder
        self.pace = pace
        self.make = make
    }

    var seen: State { state.withLock { $0 } }

    func deadline(_ base: Duration) -> Deadline {
        state.withLock { $0.deadlines.append(base) }
        return Deadline(after: base * pace)
    }

    func start(_ spec: GuestSpec) throws(LabError) -> FakeGuest {
        let number = state.withLock { state in
            state.specs.append(spec)
            return state.specs.count
        }
        let guest = try make(spec, number)
        state.withLock { $0.guests.append(guest) }
        return guest
    }

    func snapshotPath() -> String { "\(folder)/snapshot-\(seen.specs.count)" }
}
