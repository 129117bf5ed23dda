import ArgumentParser
import Files
import Foundation
import Plan
import RouteModel
import Runner

/// Which divergences are declared.
struct KnownOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "File of declared divergences, or none; the default is harness-configs/known.yaml, if there is one.",
            discussion: "Looked for in the working folder, then in the installation."),
        completion: .file(extensions: ["yaml", "yml"]))
    var known: String?

    /// What is declared for the cells of a plan, judged today.
    /// - Parameter policy: the plan is judged by; nil for each kernel's own.
    func declarations(for plan: Plan, policy: Policy?) throws -> Declarations? {
        guard let path = try path() else { return nil }
        let text = try SmallText.read(path, as: "file of declared divergences")
        let known = try KnownDivergences.parse(text: text, file: path, policies: Policy.all.map(\.name))
        let today = try Today.day()
        return try Declarations(known.concerning(plan, policy: policy?.name, today: today), today: today)
    }

    /// Faults that are declared and whose last day has not passed, by id.
    func faults() throws -> [String: FaultDeclaration] {
        guard let path = try path() else { return [:] }
        let text = try SmallText.read(path, as: "file of declared divergences")
        return try KnownDivergences.parse(text: text, file: path, policies: Policy.all.map(\.name)).faults(
            on: Today.day())
    }

    /// nil where none is to be used or none is there.
    func path() throws -> String? {
        if known == "none" { return nil }
        if let known { return known }
        return try Self.usual().first(where: FileManager.default.fileExists)
    }

    /// Where it is looked for, first to last.
    static func usual() throws -> [String] {
        let file = "harness-configs/known.yaml"
        return try [file, URL(fileURLWithPath: Installation.find().images + "/../" + file).standardizedFileURL.path]
    }
}

/// The day by the machine's clock.
enum Today {
    /// In UTC, so that machines in different places agree.
    static func day() throws -> Day {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let now = calendar.dateComponents([.year, .month, .day], from: Date())
        guard let day = Day(year: now.year ?? 0, month: now.month ?? 0, day: now.day ?? 0) else {
            throw RunnerError("this machine's clock shows no day of the calendar", hint: "set it")
        }
        return day
    }
}

/// Text that somebody wrote by hand; none is larger than a mebibyte, and whatever is, is something else.
enum SmallText {
    static func read(_ path: String, as what: String = "config") throws -> String {
        guard let data = try? RegularFile.beginning(path, limit: 1 << 20 + 1).bytes else {
            throw ValidationError("cannot read \(path): there is no such file, or it is none that can be read")
        }
        guard data.count <= 1 << 20 else { throw ValidationError("\(path) is larger than 1 MiB: no \(what)") }
        guard let text = String(data: data, encoding: .utf8) else { throw ValidationError("\(path) is not UTF-8 text") }
        return text
    }
}
