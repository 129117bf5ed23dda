import Files
public import Foundation
import Journal
public import Plan

/// The folder of one run and what stands where in it.
public struct RunFolder: Sendable {
    /// Path of the folder, as the caller gave it or as it was made.
    public let path: String

    /// - Throws: `RunnerError` where the folder holds no `plan.json`.
    public init(existing path: String) throws {
        self.path = path
        guard FileManager.default.fileExists(atPath: path + "/plan.json") else {
            throw RunnerError("\(path) is no run: it has no plan.json", hint: "name a folder below runs/")
        }
    }

    /// Makes `parent/DATE-a`, or the next letters that are free.
    public init(newIn parent: String, date: Date = Date()) throws {
        do throws(FileProblem) { try Folder.make(parent) } catch {
            throw RunnerError(error.message, hint: "choose another with --output")
        }
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.dateFormat = "yyyy-MM-dd"
        let day = format.string(from: date)
        for number in 0..<(26 * 27) {
            let candidate = "\(parent)/\(day)-\(Self.letters(number))"
            // mkdir is atomic, so two runs that start together get two folders.
            if mkdir(candidate, 0o755) == 0 {
                path = candidate
                return
            }
            guard errno == EEXIST else {
                throw RunnerError("cannot create \(candidate): \(String(cString: strerror(errno)))")
            }
        }
        throw RunnerError("\(parent) holds too many runs of today", hint: "remove some with dmaroute gc")
    }

    private static func letters(_ number: Int) -> String {
        let alphabet = Array("abcdefghijklmnopqrstuvwxyz")
        let last = String(alphabet[number % 26])
        return number < 26 ? last : String(alphabet[number / 26 - 1]) + last
    }

    /// Path of `plan.json`, which every run has.
    public var plan: String { path + "/plan.json" }
    /// Path of `predictions.jsonl`, which is missing in runs of earlier releases.
    public var predictions: String { path + "/predictions.jsonl" }
    /// Path of `journal.jsonl`, which grows while the run goes on.
    public var journal: String { path + "/journal.jsonl" }
    /// Path of `result.json`, which is missing while the run goes on.
    public var result: String { path + "/result.json" }
    /// Path of `faults.json`, which is written with it.
    public var faults: String { path + "/faults.json" }

    /// Folder of one attempt at a boot; made if it is not there.
    /// - Throws: `FileProblem` where a link stands on the way: the run may come from elsewhere, and what is written there
    ///   must not end up outside of it.
    public func attempt(_ number: Int, of boot: PlannedBoot) throws -> String {
        _ = try openAttempt(number, of: boot)
        return "\(path)/boots/\(boot.key.prefix(12))/attempt-\(number)"
    }

    /// Makes the folder of the next attempt at a boot, under the first number that is free: what stands there already, whoever
    /// put it there, is neither written to nor followed.
    /// - Parameter begun: the highest number of an attempt before it.
    /// - Throws: `FileProblem` where a link stands on the way, `RunnerError` where no number is left.
    func newAttempt(after begun: Int, of boot: PlannedBoot) throws -> (number: Int, folder: String) {
        let attempts = try Folder(path).making("boots").making(String(boot.key.prefix(12)))
        for number in AttemptNumber.all.dropFirst(begun) {
            guard let new = try attempts.makingNew("attempt-\(number)") else { continue }
            return (number, new.path)
        }
        throw RunnerError(
            "\(attempts.path) has no number left for another attempt", hint: "run the plan anew: dmaroute rerun \(path)"
        )
    }

    func openAttempt(_ number: Int, of boot: PlannedBoot) throws(FileProblem) -> Folder {
        try Folder(path).making("boots").making(String(boot.key.prefix(12))).making("attempt-\(number)")
    }

    /// Folders of the attempts at a boot that were kept, first to last.
    public func attempts(of boot: PlannedBoot) -> [(number: Int, folder: String)] {
        let parent = "\(path)/boots/\(boot.key.prefix(12))"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
        return names.compactMap { name in
            RunContent.attempt(name).map { ($0, parent + "/" + name) }
        }.sorted { $0.number < $1.number }
    }

    static func isFile(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// Writes `plan.json`, and with it makes the folder a run.
    public func write(_ plan: Plan) throws { try Self.write(plan, to: self.plan) }

    /// - Throws: `RunnerError` for more than is read again.
    static func write(_ value: some Encodable, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        let bytes = try encoder.encode(value)
        guard bytes.count <= RunLimits.plan else {
            throw RunnerError(
                "\(path) would have \(bytes.count >> 20) MiB, more than the \(RunLimits.plan >> 20) MiB that are read of it",
                hint: "split the config, or take fewer cells with --filter")
        }
        try WholeFile.put(bytes, at: path, isDurable: true)
    }

    /// Reads `plan.json` and checks every id in it.
    /// - Throws: `RunnerError` where there is none, or one that was changed.
    public func readPlan() throws -> Plan { try plan(of: planText()) }

    func planText() throws -> Data {
        do throws(FileProblem) { return try RegularFile.read(plan, limit: RunLimits.plan) } catch {
            throw RunnerError(error.message, hint: error.hint)
        }
    }

    /// Bytes of `plan.json`; 0 where it cannot be looked at.
    var planSize: Int {
        var status = stat()
        return stat(plan, &status) == 0 ? Int(clamping: status.st_size) : 0
    }

    func plan(of text: Data) throws -> Plan {
        do {
            return try JSONDecoder().decode(Plan.self, from: text)
        } catch {
            throw RunnerError("\(plan) is not a plan: \(error)")
        }
    }
}
