import Evidence
import Faults
public import Foundation
public import Journal
import Plan
import RouteModel
import Verdict

/// The boots of a run as a trace that Perfetto (https://ui.perfetto.dev, or its trace_processor) opens: for each boot
/// what the harness did and looked at, what the guest's kernel traced, what the devices' registers held, and what QEMU's
/// IOMMU did, on the node's clock as far as they can be put on it. A track that cannot says so in its name.
public struct TimelineReport {
    private let boots: [BootTimeline]
    /// Nanoseconds since 1970; nil where no boot noted it.
    private let began: Int64?
    private let told: [String: JudgedCell]
    private let faults: ToldFaults

    public init(_ log: RunLog, boots: [BootTimeline], faults: ToldFaults = .none) {
        self.boots = boots
        self.faults = faults
        began = boots.compactMap(\.beganNanoseconds).min()
        told = Dictionary(log.cells.map { ($0.cell.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The file's bytes.
    public var trace: Data {
        var writer = TraceWriter(began: began.map { UInt64(clamping: $0) })
        for (number, boot) in boots.enumerated() { write(boot, UInt64(number), to: &writer) }
        return Data(writer.bytes)
    }

    private func write(_ boot: BootTimeline, _ number: UInt64, to writer: inout TraceWriter) {
        let start = boot.beganNanoseconds.map { $0 &- (began ?? 0) } ?? 0
        let isTimed = boot.beganNanoseconds != nil
        let home = writer.track(
            "\(BootText.text(boot.boot.boot))  [\(boot.boot.shortKey)]"
                + (isTimed ? "" : " (when it began was not noted)"), order: number)
        harness(boot, start, below: home, to: &writer)
        guest(boot, start, below: home, to: &writer)
        devices(boot, start, below: home, to: &writer)
        guard let first = boot.emulator.first else { return }
        let track = writer.track(
            "QEMU's IOMMU" + (isTimed ? "" : " (from its first line on, not joined)"), below: home, order: 4)
        for line in boot.emulator {
            let time = line.time &- (isTimed ? began ?? 0 : first.time)
            writer.instant(line.name, on: track, at: UInt64(clamping: time), notes: [("line", line.detail)])
        }
    }

    private func harness(
        _ boot: BootTimeline, _ start: Int64, below home: TraceWriter.Track, to writer: inout TraceWriter
    ) {
        let isGapless = boot.timings.steps.contains { $0.at == nil }
        let track = writer.track(
            "harness" + (isGapless ? " (steps end to end: gaps were not noted)" : ""), below: home, order: 1)
        var looks = boot.looks.filter { $0.runs != nil }[...]
        for (step, time) in boot.steps {
            var notes = step.batch.map { [("batch", "\($0)")] } ?? []
            if step.step == .look, let look = looks.popFirst() {
                notes.append(("moment", look.moment.rawValue))
                notes += (look.runs ?? []).prefix(Self.noteLimit).map { ("found", Self.text($0)) }
            }
            writer.begin(step.step.rawValue, on: track, at: UInt64(clamping: start &+ time.lowerBound), notes: notes)
            writer.end(on: track, at: UInt64(clamping: start &+ time.upperBound))
        }
    }

    private static let noteLimit = 40

    private static func text(_ run: MemoryRun) -> String {
        let store = run.store.map { " in the \($0.rawValue) store" } ?? ""
        return "\(run.length) bytes of nonce \(String(run.nonce, radix: 16)) at \(hex(run.physical))\(store)"
            + (run.intact ? "" : ", not whole")
    }

    private func guest(
        _ boot: BootTimeline, _ start: Int64, below home: TraceWriter.Track, to writer: inout TraceWriter
    ) {
        let offset = boot.join.offset
        let track = writer.track("guest's kernel (\(Self.clock(offset?.error)))", below: home, order: 2)
        func time(_ line: TraceLine) -> UInt64 { UInt64(clamping: start &+ line.time &+ (offset?.nanoseconds ?? 0)) }
        var isOpen = false
        for line in boot.guest {
            if let name = line.beginning {
                if isOpen { writer.end(on: track, at: time(line)) }
                isOpen = true
                writer.begin(name, on: track, at: time(line), notes: notes(name, boot) + [("line", line.detail)])
            } else if line.isEnd {
                if isOpen { writer.end(on: track, at: time(line)) }
                isOpen = false
            } else {
                writer.instant(line.name, on: track, at: time(line), notes: [("line", line.detail)])
            }
        }
        if isOpen, let last = boot.guest.last { writer.end(on: track, at: time(last)) }
    }

    /// What a track's name says of its clock.
    private static func clock(_ error: Int64?) -> String {
        guard let error else { return "on its own clock, not joined" }
        return "placed by the harness's questions, to within \((error + 999_999) / 1_000_000) ms"
    }

    /// Of the cell whose request or release a mark begins.
    private func notes(_ mark: String, _ boot: BootTimeline) -> [(String, String)] {
        guard let number = mark.split(separator: "=").last.flatMap({ UInt32($0) }), let id = boot.cells[number],
            let told = told[id]
        else { return [] }
        return [
            ("cell", told.cell.shortID), ("asked", "\(told.cell.device.name)  \(CellText.request(told.cell.request))"),
            ("verdict", told.judgement.verdict.rawValue),
        ] + faults.of(told).map { ("fault", "\($0.id) \($0.kind.rawValue): \(PlainText.line($0.says))") }
    }

    /// The DMA registers as the harness read them, at the end of the step that read them.
    private func devices(
        _ boot: BootTimeline, _ start: Int64, below home: TraceWriter.Track, to writer: inout TraceWriter
    ) {
        var records = boot.looks.compactMap(\.registers)[...]
        guard !records.isEmpty else { return }
        let track = writer.track("devices' registers (when the harness read them)", below: home, order: 3)
        var batch: Int?
        for (step, time) in boot.steps where step.step == .registers {
            let isOfRefused = records.first?.first?.step == LookRecord.Registers.atRest
            // A batch begins with a look at those that were refused, which is not recorded where there were none.
            let isFirst = step.batch != batch
            batch = step.batch
            guard !isFirst || isOfRefused, let registers = records.popFirst() else { continue }
            for one in registers {
                let name = one.step == LookRecord.Registers.atRest ? "at rest" : "moved"
                writer.instant(
                    "request=\(one.request) \(name)", on: track, at: UInt64(clamping: start &+ time.upperBound),
                    notes: notes("request=\(one.request)", boot) + [
                        ("source", hex(one.source)), ("destination", hex(one.destination)),
                        ("count", "\(one.count)"),
                    ])
            }
        }
    }
}

extension BootTimeline {
    fileprivate var beganNanoseconds: Int64? {
        timings.began.flatMap { began in
            let product = Int64(began).multipliedReportingOverflow(by: 1000)
            return product.overflow ? nil : product.partialValue
        }
    }
}
