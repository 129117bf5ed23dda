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
        try merge.result.json().write(to: URL(fileURLWithPath: new.result), options: .atomic)
        try new.write(plan, part: boots, predictions)
        return journal
    }

    private func copyEvidence(of text: JournalText, in old: RunFolder, to new: RunFolder) throws {
        let boots = Dictionary(plan.boots.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        var session: String?
        var places: [String: Int] = [:]
        for line in text.lines {
            switch line.event {
            case .runBegin(let header):
                session = header.session
                places = [:]
            case .bootBegin(let key, let number):
                places[key, default: 0] += 1
                guard let session, let boot = boots[key],
                    let merged = merge.number(of: places[key] ?? 0, at: key, in: session),
                    let kept = old.attempts(of: boot).first(where: { $0.number == number })
                else { continue }
                try Evidence.link(kept.folder, to: new.attempt(merged, of: boot))
            case .observation, .attemptFailed, .bootEnd, .cell, .runEnd: continue
            }
        }
    }
}

/// Files of an attempt, shared between folders where they can be: nothing writes to them again.
private enum Evidence {
    static func link(_ old: String, to new: String) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: old) {
            let (from, to) = ("\(old)/\(name)", "\(new)/\(name)")
            // A link could lead anywhere; a part may come from another machine.
            guard let size = size(from), size > (Self.size(to) ?? -1) else { continue }
            unlink(to)
            if Glibc.link(from, to) != 0 { try FileManager.default.copyItem(atPath: from, toPath: to) }
        }
    }

    /// nil for what is no file.
    private static func size(_ path: String) -> Int? {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }
}
