import Printing
import Files
import Foundation
public import Journal
public import Plan

/// Merges runs that are parts of one plan into one run, evidence and all.
public struct RunMerge {
    /// The one plan that all the runs are of.
    public let plan: Plan
    /// Journals of the runs as one.
    public private(set) var merge: Merge
    private var predictions = Predictions()
    private var parts: [(folder: RunFolder, text: JournalText)] = []

    /// - Throws: `RunnerError` for a run that is of another plan, or was made otherwise than the others.
    public init(_ folders: [RunFolder]) throws {
        guard let first = folders.first else { throw RunnerError("there is no run to merge") }
        let written = try first.planText()
        plan = try first.plan(of: written)
        merge = Merge(plan: plan)
        for (index, folder) in folders.enumerated() {
            // Reading a plan checks every id in it; a copy of one that was read needs no second check.
            let copy = index == 0 ? written : try folder.planText()
            let other = copy == written ? plan.digest : try folder.plan(of: copy).digest
            guard other == plan.digest else {
                throw RunnerError(
                    "\(folder.path) is of the plan \(other.prefix(12)), and \(first.path) of \(plan.digest.prefix(12))",
                    hint: "merge runs of one plan: dmaroute plan CONFIG --output DIR, then run DIR --shard I/N")
            }
            let text = try JournalFile.text(folder.journal, of: plan)
            try folder.expect(text, toBeOf: folder.readPart())
            do {
                try merge.add(text)
            } catch let problem as JournalProblem {
                throw RunnerError("\(folder.path): \(Printable.line("\(problem)"))")
            }
            if let own = try Predictions(folder) { try predictions.join(own, of: folder) }
            parts.append((folder, text))
        }
    }

    /// Writes plan, evidence, journal and result; what the run came to is for the caller to add to the journal.
    /// - Parameter boots: keys of those that the whole is about; nil: all of the plan.
    public func write(to new: RunFolder, part boots: Set<String>? = nil) throws -> JournalFile {
        for part in parts { try copyEvidence(of: part.text, in: part.folder, to: new) }
        let journal = try JournalFile(path: new.journal)
        var waiting = Data()
        try merge.write { line in
            waiting += line
            guard waiting.count > 1 << 20 else { return }
            try journal.put(waiting)
            waiting = Data()
        }
        try journal.put(waiting)
        try WholeFile.put(merge.result.json(), at: new.result, isDurable: true)
        try new.write(plan, part: boots, predictions)
        return journal
    }

    private func copyEvidence(of text: JournalText, in old: RunFolder, to new: RunFolder) throws {
        let boots = Dictionary(plan.boots.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        var session: String?
        var places: [String: Int] = [:]
        let kept = try Folder(old.path).folder("boots")
        for line in text.lines {
            switch line.event {
            case .runBegin(let header):
                session = header.session
                places = [:]
            case .bootBegin(let key, let number):
                places[key, default: 0] += 1
                guard let session, let boot = boots[key],
                    let merged = merge.number(of: places[key] ?? 0, at: key, in: session),
                    let attempt = try kept?.folder(String(key.prefix(12)))?.folder("attempt-\(number)")
                else { continue }
                try Evidence.copy(attempt, to: new.openAttempt(merged, of: boot))
            case .observation, .attemptFailed, .bootEnd, .cell, .runEnd: continue
            }
        }
    }
}

/// Files of an attempt, copied: the part may come from another machine, where anything may stand in their place.
private enum Evidence {
    /// Takes what an attempt is known to leave; where two parts hold the same attempt the larger file stands.
    /// - Throws: `FileProblem` where a link, a pipe or a device has such a name, or a file is too large.
    static func copy(_ old: Folder, to new: Folder) throws(FileProblem) {
        for name in try old.names() {
            guard let limit = RunContent.evidence[name], let size = try old.size(name) else { continue }
            guard size <= limit else {
                throw FileProblem(
                    "\(old.path)/\(name) has \(size) bytes, more than the \(limit) that any run leaves",
                    hint: "no run of dmaroute left it so: do not merge what comes from there")
            }
            guard try size > new.size(name) ?? -1 else { continue }
            try old.copy(name, to: new, limit: limit)
        }
    }
}
