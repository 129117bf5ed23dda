import Digests
import Files
import Foundation
import Journal
public import Lab
public import Plan
import Printing
import RouteModel

/// One node: what it can do, and runs of parts of a plan there whose folders are brought back.
public struct RemoteNode: Sendable {
    /// The node, as the file of nodes names it.
    public let node: NodeSpec
    /// What the node told that it can do.
    public let labels: NodeLabels
    private let ssh: SSH
    /// A folder here for what comes and goes.
    private let here: String
    /// The folder there that is this run's own.
    private let there: String

    /// Asks the node what it can do.
    /// - Throws: where it cannot be reached or has no dmaroute.
    public init(_ node: NodeSpec, config: String?, here: String, session: String, cancellation: Cancellation) throws {
        try self.init(node, SSH(node, config: config, cancellation: cancellation), here: here, session: session)
    }

    init(_ node: NodeSpec, _ ssh: SSH, here: String, session: String) throws {
        self.node = node
        self.here = here + "/" + node.name
        self.ssh = ssh
        there = node.folder + "/" + session
        try FileManager.default.createDirectory(atPath: self.here, withIntermediateDirectories: true)
        let answer = self.here + "/doctor.json"
        let errors = self.here + "/doctor.txt"
        let code = try ssh.run(
            "exec \(ShellWord.quoted(node.command)) doctor --format json", output: answer, errors: errors,
            limit: .seconds(120))
        struct Doctor: Decodable { var labels: NodeLabels }
        guard let data = try? RegularFile.read(answer, limit: 1 << 20),
            let doctor = try? JSONDecoder().decode(Doctor.self, from: data)
        else { throw RunnerError("node \(node.name) tells no labels (exit \(code)): \(Self.lastLine(of: errors))") }
        labels = doctor.labels
    }

    /// Why a boot cannot run there; nil where it can.
    public func lacks(_ boot: PlannedBoot) -> String? { labels.lack(of: boot.boot, ram: node.ram)?.label }

    /// Sends the plan, and a file of declared divergences.
    func prepare(_ plan: RunFolder, known: String?) throws {
        let stage = here + "/stage"
        let files = FileManager.default
        try files.createDirectory(atPath: stage, withIntermediateDirectories: true)
        try files.copyItem(atPath: plan.plan, toPath: stage + "/plan.json")
        if let known { try files.copyItem(atPath: known, toPath: stage + "/known.yaml") }
        try send(stage)
    }

    private func send(_ stage: String) throws {
        let archive = here + "/stage.tar"
        try Tar.run(["-C", stage, "-cf", archive, "."], cancellation: ssh.cancellation)
        let folder = ShellWord.quoted(there)
        let errors = here + "/send.txt"
        let code = try ssh.run(
            "mkdir -p -- \(folder) && exec tar -C \(folder) -xf -", input: .file(archive), output: here + "/send.out",
            errors: errors, limit: .seconds(300))
        guard code == 0 else {
            throw RunnerError("node \(node.name) does not take the plan (exit \(code)): \(Self.lastLine(of: errors))")
        }
    }

    /// Runs boots of the plan there.
    /// - Parameters:
    ///   - plan: the plan as it was sent.
    ///   - options: words for `dmaroute run`.
    /// - Returns: the run's folder, brought back, and the keys of boots that it left, as far as there is one, and why the
    ///   node is lost, if it is.
    func run(
        _ boots: Set<String>, of plan: Data, number: Int, options: [String], limit: Duration
    ) throws -> (part: (folder: RunFolder, left: Set<String>)?, lost: String?) {
        let stage = "\(here)/stage-\(number)"
        try FileManager.default.createDirectory(atPath: stage, withIntermediateDirectories: true)
        // A run that was made for another order does not carry this one's digest.
        let order = Data("# \(RunHeader.newSession())\n\(boots.sorted().joined(separator: "\n"))\n".utf8)
        try WholeFile.put(order, at: "\(stage)/boots-\(number)")
        try send(stage)
        let words =
            [node.command, "run", there + "/plan.json", "--boots", "\(there)/boots-\(number)", "--output"]
            + ["\(there)/runs-\(number)", "--jobs", "\(node.jobs)", "--tied", "--quiet"] + options
        let errors = "\(here)/run-\(number).txt"
        let code = try ssh.run(
            "exec " + words.map(ShellWord.quoted).joined(separator: " "), input: .held,
            output: "\(here)/run-\(number).out", errors: errors, limit: limit)
        let lost = Self.judged.contains(code) ? nil : "exit \(code): \(Self.lastLine(of: errors))"
        guard let folder = try fetch(number, boots.count, of: plan) else { return (nil, lost) }
        let state = try Resumption(folder)
        try state.expect(boots, given: "\(Digest(of: order))", in: folder)
        return ((folder, Set(state.left.boots.map(\.key))), lost)
    }

    /// Exit codes of a run that came to its end.
    private static let judged: Set<Int32> = [0, 1, 3, 4, 77]

    /// Bytes of a run of so many boots: of each what two guests may leave, and the plan; of many no more than ``whole``.
    static func most(_ boots: Int) -> Int { min(whole, boots * 2 * AttemptBudget.bytes + RunLimits.plan) }

    /// Bytes of all that a node sends, at most: a hundred boots that each leave twice what one is measured to leave at worst.
    private static let whole = 8 << 30

    /// What stays free here for others.
    private static let room = OutputRoom(spare: 32 << 20)

    private func fetch(_ number: Int, _ boots: Int, of plan: Data) throws -> RunFolder? {
        let most = max(0, min(Self.most(boots), Self.whole - Int(clamping: RunShelf.bytes(in: here))))
        let archive = "\(here)/runs-\(number).tar"
        let code = try ssh.run(
            "exec tar -C \(ShellWord.quoted("\(there)/runs-\(number)")) -cf - .", output: archive,
            errors: "\(here)/fetch-\(number).txt", most: most, room: Self.room,
            limit: .seconds(600))
        guard code == 0 else { return nil }
        let folder = "\(here)/runs-\(number)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { unlink(archive) }
        let run = try RunArchive(path: archive, limit: most, planBytes: plan.count).unpack(into: folder)
        // Reading another one would take many times its bytes.
        guard try run?.planText() ?? plan == plan else {
            throw RunnerError(
                "node \(node.name) sends back another plan than it was given", hint: "use the same dmaroute there")
        }
        return run
    }

    /// A file of this run's folder there.
    func path(_ name: String) -> String { there + "/" + name }

    /// Removes what is there of this run.
    func clean() {
        _ = try? ssh.run(
            "exec rm -rf -- \(ShellWord.quoted(there))", output: here + "/clean.out", errors: here + "/clean.txt",
            limit: .seconds(60))
    }

    private static func lastLine(of path: String) -> String {
        let text = RawFile.read(path, limit: 1 << 20).map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
        return Printable.line(text.split(whereSeparator: \.isNewline).last.map(String.init) ?? "it says nothing")
    }
}

/// The system's tar, on files of our own.
private enum Tar {
    static func run(_ arguments: [String], cancellation: Cancellation) throws {
        let end = ChildProcess.run(
            ["/usr/bin/tar"] + arguments, output: "/dev/null", deadline: Deadline(after: .seconds(600)),
            cancellation: cancellation)
        guard end == .exited(0) else {
            throw RunnerError("tar did not end well (\(end)): \(arguments.joined(separator: " "))")
        }
    }
}
