import Evidence
import Foundation
import GuestProtocol
import Digests
@testable import Images
import Plan
import Testing

@testable import Lab

/// A real boot of ten requests on two devices, to be had again by a ``FakeGuest``.
struct Recording: Sendable {
    let plan: Plan
    let setUp: ProbeRecord.SetUp
    let orders: [MapOrder]
    let mapped: [MapReport]
    let moved: [ProbeRecord.Step]
    let released: [ReleaseReport]
    /// Of each look at RAM, in order.
    let runs: [[MemoryRun]]
    /// Of each look at a device, in order.
    let registers: [LookRecord.Registers]
    let files: [(name: String, bytes: [UInt8])]

    init() throws {
        let folder = try #require(Bundle.module.url(forResource: "Recorded", withExtension: nil))
        func data(_ name: String) throws -> Data { try Data(contentsOf: folder.appending(path: name)) }
        func lines<Record: Decodable>(_ name: String) throws -> [Record] {
            try data(name).split(separator: 0x0a).map { try JSONDecoder().decode(Record.self, from: Data($0)) }
        }
        plan = try JSONDecoder().decode(Plan.self, from: data("plan.json"))
        let probe: [ProbeRecord] = try lines("probe.jsonl")
        let looks: [LookRecord] = try lines("ram.jsonl")
        setUp = try #require(probe.compactMap(\.setUp).first)
        orders = probe.compactMap(\.order?.order)
        mapped = probe.compactMap(\.mapped)
        moved = probe.compactMap(\.moved)
        released = probe.compactMap(\.released)
        runs = looks.filter { $0.registers == nil }.map { $0.runs ?? [] }
        registers = looks.flatMap { $0.registers ?? [] }
        files = try ["ftrace.txt", "trace-stats.txt", "kmsg.txt", "facts.txt"].map { ($0, [UInt8](try data($0))) }
    }
}

extension KernelImage {
    /// One whose files are nowhere: nobody but a real guest reads them.
    static func sample(_ name: String = "linux-7.3", hasProbe: Bool = true) -> KernelImage {
        func file(_ name: String) -> KernelImage.File { .init(path: "/nowhere/\(name)", sha256: Digest(of: name)) }
        return KernelImage(
            name: name, series: "7.3", release: "7.3.4+deb13-amd64", version: "7.3.4-1", packages: [],
            packed: file("bzImage"), vmlinux: file("vmlinux"), initrd: file("initrd"),
            probe: hasProbe ? file("probe.ko") : nil, modules: [], agent: Digest(of: "agent"),
            probeSource: Digest(of: "probe"))
    }
}
