import Printing
import ArgumentParser
import Digests
import Files
import Foundation
import Plan
import Runner

/// Which part of a plan is run here.
struct ShardOptions: ParsableArguments {
    @Option(help: "Run only this part of the boots: I/N, such as 2/3. All N parts together are the whole; see merge.")
    var shard: String?

    @Option(
        help: "What boots took in the past, as dmaroute plan --weights-from wrote it: parts then take equally long.",
        completion: .file(extensions: ["json"]))
    var weights: String?

    @Option(
        help: "Run only the boots whose keys this file names, one a line; lines that begin with # are passed over.",
        completion: .file())
    var boots: String?

    var isEmpty: Bool { shard == nil && weights == nil && boots == nil }

    func validate() throws {
        guard shard == nil || boots == nil else { throw ValidationError("--shard and --boots do not go together") }
        guard weights == nil || shard != nil else { throw ValidationError("--weights goes with --shard") }
        guard let shard, Shard(shard) == nil else { return }
        throw ValidationError("--shard is I/N with I from 1 to N and N at most \(Shard.limit), such as 2/3")
    }

    /// Keys of the boots, nil for all, and SHA-256 of the file that names them, nil where none does.
    func part(of plan: Plan) throws -> (boots: Set<String>?, given: String?) {
        if let shard = shard.flatMap(Shard.init) {
            return (plan.boots(of: shard, weights: try weights.map(WrittenPlan.weights)), nil)
        }
        guard let boots else { return (nil, nil) }
        let text = try WrittenPlan.data(boots)
        let named = Set(
            String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline)
                .filter { !$0.hasPrefix("#") }.map(String.init))
        let unknown = named.subtracting(plan.boots.map(\.key))
        guard let first = unknown.min() else { return (named, "\(Digest(of: text))") }
        throw RunnerError(
            "\(boots) names a boot that the plan does not have: \(Printable.line(first, limit: 64))",
            hint: "see the keys with dmaroute plan --format json")
    }
}

/// Files that `dmaroute plan --output` writes.
enum WrittenPlan {
    /// nil where the path is not that of a plan: neither a folder nor a `.json` file.
    static func read(_ path: String) throws -> Plan? {
        var isFolder = ObjCBool(false)
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
        if isFolder.boolValue { return try RunFolder(existing: path).readPlan() }
        return path.hasSuffix(".json") ? try decode(Plan.self, path, "plan") : nil
    }

    static func weights(_ path: String) throws -> Weights { try decode(Weights.self, path, "file of weights") }

    private static func decode<Value: Decodable>(_: Value.Type, _ path: String, _ what: String) throws -> Value {
        do {
            return try JSONDecoder().decode(Value.self, from: data(path))
        } catch let error as DecodingError {
            throw RunnerError("\(path) is no \(what): \(error)", hint: "make one with dmaroute plan --output")
        }
    }

    static func data(_ path: String) throws -> Data {
        do throws(FileProblem) { return try RegularFile.read(path, limit: RunLimits.plan) } catch {
            throw RunnerError(error.message, hint: error.hint)
        }
    }
}
