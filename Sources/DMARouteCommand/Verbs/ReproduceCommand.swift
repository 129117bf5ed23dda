import ArgumentParser
import Foundation
import Intake
import Journal
import Lab
import Plan
import Report
import RouteModel
import Runner
import Verdict

struct ReproduceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reproduce",
        abstract: "Read a bug report, and say what its kernel does there.",
        discussion: """
            Takes what people paste, in any mix: kernel messages, /proc/cmdline, lspci, a QEMU command line, mail with \
            its quotes. Says what it read and where, what it had to assume and whether that matters, and what every \
            policy predicts. Then it boots the nearest configuration, and says whether the symptom is there. Nothing of \
            a report but numbers, known words and known options gets into a configuration.

            EXAMPLES
              dmaroute reproduce report.txt
              ssh somewhere dmesg | dmaroute reproduce --predict-only --format json
            """)

    @Argument(help: "Files of one report; standard input where none is named.", completion: .file())
    var files: [String] = []

    @Flag(help: "Predict alone, and boot nothing.")
    var predictOnly = false

    @OptionGroup var guests: GuestOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let pasted = try ReportInput.read(files)
        let kernels = try Installation.kernelNames()
        var reproduction = Reproduction.of(pasted, kernels: kernels)
        let plan = plan(for: &reproduction)
        let cell = plan?.cells.first
        if let cell {
            reproduction.configuration = Configuration(boot: cell.boot, device: cell.device, request: cell.request)
        }
        if let plan, let cell, !predictOnly, !guests.dryRun, reproduction.answer != .cannotTell {
            reproduction.take(try await boot(plan, cell))
        }
        let record = ReproductionRecord(reproduction, of: pasted, cell: cell?.id)
        guard common.format == .text else { return try StandardOutput.write(json: record) }
        StandardOutput.write(record.text)
    }

    /// The plan of the one cell that stands for the report. Where no config could ask for it a prediction is left, and
    /// the answer says why.
    private func plan(for reproduction: inout Reproduction) -> Plan? {
        guard let configuration = reproduction.configuration else { return nil }
        let asked = Plan.Asked(device: configuration.device, request: configuration.request)
        do throws(ConfigError) {
            return try Plan(name: "reproduce", boot: configuration.boot, only: asked)
        } catch {
            reproduction.take(BootOutcome(run: nil, verdict: "none", route: nil, reason: [error.message]))
            return nil
        }
    }

    /// What a guest showed. A machine that cannot boot one leaves a prediction, and says why.
    private func boot(_ plan: Plan, _ cell: Cell) async throws -> BootOutcome {
        do {
            let execution = PlanRun(plan: plan, policy: nil, guests: guests, common: common)
            return try await execution.judge { conclusion, journal in
                _ = try conclusion.record(to: journal)
                guard let judged = conclusion.judged(cell)?.judgement else {
                    return BootOutcome(run: conclusion.folder.path, verdict: "none", route: nil, reason: [])
                }
                return BootOutcome(
                    run: conclusion.folder.path, verdict: judged.verdict.rawValue, route: judged.route,
                    reason: judged.reason)
            }
        } catch let error as LabError where error.kind == .cancelled {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            return BootOutcome(run: nil, verdict: "none", route: nil, reason: ["\(error)"])
        }
    }
}

/// Reads a report, and no more of it than is looked at.
enum ReportInput {
    static func read(_ files: [String]) throws -> Pasted {
        guard !files.isEmpty else {
            let (bytes, cut) = try bytes(of: .standardInput, "standard input", most: Pasted.most)
            return Pasted([(name: "standard input", bytes: bytes)], cut: cut)
        }
        var read: [(name: String, bytes: [UInt8])] = []
        var left = Pasted.most
        var cut = false
        for file in files {
            guard let handle = FileHandle(forReadingAtPath: file) else {
                throw ValidationError("cannot read \(file): there is no such file, or it is none that can be read")
            }
            let (bytes, more) = try bytes(of: handle, file, most: left)
            left -= bytes.count
            cut = cut || more
            read.append((name: file, bytes: bytes))
        }
        return Pasted(read, cut: cut)
    }

    private static func bytes(of handle: FileHandle, _ name: String, most: Int) throws -> (bytes: [UInt8], cut: Bool) {
        var bytes: [UInt8] = []
        do {
            while bytes.count <= most, let piece = try handle.read(upToCount: min(most + 1 - bytes.count, 1 << 20)),
                !piece.isEmpty
            { bytes += piece }
        } catch {
            throw ValidationError("cannot read \(name): \(error.localizedDescription)")
        }
        return (Array(bytes.prefix(most)), bytes.count > most)
    }
}
