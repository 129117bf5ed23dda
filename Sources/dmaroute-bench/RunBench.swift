import Foundation
import Journal
import Runner

/// What the orchestrator itself costs: a small real run, and a check of it, as told by their journals.
struct RunBench {
    let places: Places
    let filter: String

    struct Failed: Error, CustomStringConvertible {
        var description: String
    }

    func figures() throws -> [Figure] {
        let files = FileManager.default
        guard files.isExecutableFile(atPath: places.command) else {
            throw Failed(description: "there is no \(places.command)\n  hint: build it first, as make bench does")
        }
        let folder = files.temporaryDirectory.appending(path: "dmaroute-bench-\(getpid())").path
        defer { try? files.removeItem(atPath: folder) }
        let run = try measure(["run", places.config, "--filter", filter], output: folder + "/run")
        let check = try measure(["check", run.folder], output: folder + "/check")
        let over = "\(run.cells) cells in \(run.boots) boots"
        let cpu = Double(run.usage.cpuMilliseconds)
        return [
            Figure("orchestrator CPU a boot", cpu / Double(run.boots), "ms", over: over),
            Figure("orchestrator CPU a cell", cpu / Double(run.cells), "ms", over: over),
            Figure("orchestrator peak memory", Double(run.usage.peakBytes) / 1_048_576, "MiB", over: over),
            Figure(
                "judging kept evidence", Double(check.cells) / Double(max(1, check.usage.cpuMilliseconds)) * 1000,
                "cells/s", over: "a check of that run, its start included"),
        ]
    }

    private struct Measured {
        var folder: String
        var cells: Int
        var boots: Int
        var usage: Usage
    }

    private func measure(_ arguments: [String], output: String) throws -> Measured {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: places.command)
        process.arguments = arguments + ["--output", output, "--quiet"]
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: output)) ?? []
        guard let name = names.first else {
            throw Failed(
                description: "dmaroute \(arguments[0]) ended with \(process.terminationStatus) and left no run")
        }
        let events = try JournalFile.read("\(output)/\(name)/journal.jsonl")
        guard case .runEnd(_, let counts, let usage?)? = events.last, process.terminationStatus == 0 else {
            throw Failed(description: "dmaroute \(arguments[0]) ended with \(process.terminationStatus)")
        }
        let boots = events.count { if case .bootEnd = $0 { true } else { false } }
        return Measured(
            folder: "\(output)/\(name)", cells: max(1, counts.values.reduce(0, +)), boots: max(1, boots), usage: usage)
    }
}
