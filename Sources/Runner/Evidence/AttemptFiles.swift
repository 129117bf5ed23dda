public import Evidence
public import Foundation
public import Journal

/// The raw files of one attempt that tell when something happened. What cannot be read is empty.
public struct AttemptFiles: Sendable {
    /// Bytes read of any one file; a guest decides how large they are.
    private static let limit = 64 << 20

    /// The kernel's trace, and QEMU's own of its devices.
    public let trace: Data
    /// QEMU's trace of its devices, `device-trace.log`.
    public let deviceTrace: Data
    /// Where the attempt's time went, `timings.json`; nil where that cannot be read.
    public let timings: AttemptTimings?
    /// What the probe was asked and answered, `probe.jsonl`.
    public let probe: [ProbeRecord]
    /// What was seen of the guest from outside, `ram.jsonl`.
    public let looks: [LookRecord]

    init(folder: String) {
        func bytes(_ name: String) -> Data { RawFile.read(folder + "/" + name, limit: Self.limit)?.bytes ?? Data() }
        trace = bytes("ftrace.txt")
        deviceTrace = bytes("device-trace.log")
        timings = try? JSONDecoder().decode(AttemptTimings.self, from: bytes("timings.json"))
        probe = RecordFile<ProbeRecord>.read(folder + "/probe.jsonl", limit: Self.limit).records
        looks = RecordFile<LookRecord>.read(folder + "/ram.jsonl", limit: Self.limit).records
    }
}
