import Faults
public import Journal
import Plan
import RouteModel
import Verdict

/// A run in the I/O format of KCIDB, version 5.3: a checkout and a build for each kernel, a test for each cell.
///
/// KCIDB has no XFAIL: such a cell is a FAIL with an issue, which is what is declared, and an incident that links the two.
/// A test belongs to a build, so the cells of a kernel that was not at hand are left out.
public struct KCIDBReport: Encodable {
    /// Who reports, as KCIDB knows a system: lower-case letters, digits and `_`.
    public let origin: String
    private let log: RunLog
    private let faults: ToldFaults
    private let builds: [String: RunHeader.Kernel]

    /// nil where `origin` is no name of a system.
    public init?(_ log: RunLog, origin: String, faults: ToldFaults = .none) {
        let allowed = Set("abcdefghijklmnopqrstuvwxyz0123456789_")
        guard !origin.isEmpty, origin.allSatisfy(allowed.contains) else { return nil }
        self.log = log
        self.faults = faults
        self.origin = origin
        builds = Dictionary(
            log.header.kernels.filter { $0.packedDigest != nil }.map { ($0.name, $0) },
            uniquingKeysWith: { first, _ in first })
    }

    private enum Key: String, CodingKey { case version, checkouts, builds, tests, issues, incidents }

    /// Writes checkouts and builds by kernel and tests by cell; what is declared becomes issues and incidents.
    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(["major": 5, "minor": 3], forKey: .version)
        let kernels = builds.values.sorted { $0.name < $1.name }
        try values.encode(kernels.map(checkout), forKey: .checkouts)
        try values.encode(kernels.map(build), forKey: .builds)
        let told = log.cells.filter { builds[$0.cell.boot.kernel] != nil }
        try values.encode(told.map(test), forKey: .tests)
        let declared = told.filter { $0.judgement.declaration != nil }
        try values.encode(declared.compactMap(issue) + faults.faults.map(issue), forKey: .issues)
        let shown = told.flatMap { cell in faults.of(cell).map { incident($0, cell) } }
        try values.encode(declared.map(incident) + shown, forKey: .incidents)
    }

    /// A fault is an issue of the code, the same in every run.
    private func issue(_ fault: KernelFault) -> KCIDBRecord.Issue {
        .init(
            id: id(ofIssue: fault), version: 1, origin: origin, reportUrl: nil,
            reportSubject: PlainText.line(fault.says), culprit: .init(code: true, tool: false, harness: false),
            comment: ToldFaults.text(fault))
    }

    private func incident(_ fault: KernelFault, _ told: JudgedCell) -> KCIDBRecord.Incident {
        .init(
            id: "\(origin):incident:\(Self.name(log.name)):fault:\(fault.id):\(told.cell.id)", origin: origin,
            issueId: id(ofIssue: fault), issueVersion: 1, testId: id(ofTest: told.cell), present: true)
    }

    private func id(ofIssue fault: KernelFault) -> String { "\(origin):issue:fault:\(fault.id)" }

    private func checkout(_ kernel: RunHeader.Kernel) -> KCIDBRecord.Checkout {
        let says = [kernel.name, kernel.release, kernel.version].compactMap { $0 }.joined(separator: " ")
        return .init(id: id("checkout", of: kernel), origin: origin, comment: PlainText.line(says))
    }

    private func build(_ kernel: RunHeader.Kernel) -> KCIDBRecord.Build {
        .init(
            id: id("build", of: kernel), checkoutId: id("checkout", of: kernel), origin: origin,
            architecture: Architecture.usual.name.replacing("-", with: "_"),
            comment: PlainText.line(kernel.release ?? kernel.name),
            misc: .init(sha256: kernel.sha256.mapValues { PlainText.line($0) }))
    }

    private func test(_ told: JudgedCell) -> KCIDBRecord.Test {
        let judgement = told.judgement
        let kernel = builds[told.cell.boot.kernel]
        let isTold = ![.pass, .skip].contains(judgement.status)
        return .init(
            id: id(ofTest: told.cell), buildId: kernel.map { id("build", of: $0) } ?? "", origin: origin,
            path: "dmaroute.\(told.cell.request.kind.rawValue)",
            status: judgement.status == .xfail ? Status.fail.rawValue : judgement.status.rawValue,
            comment: PlainText.line("\(told.name): \(told.headline)", limit: 800),
            logExcerpt: isTold ? PlainText.cut(log.proof(told), toBytes: Self.excerpt).kept : nil,
            startTime: log.header.time,
            environment: .init(
                comment: told.cell.boot.words,
                misc: .init(
                    accelerator: PlainText.line(log.header.accelerator),
                    emulator: PlainText.line(log.header.emulator),
                    libvirt: PlainText.line(log.header.libvirt))),
            misc: .init(
                cell: told.cell.id, policy: PlainText.line(log.header.policy.text), verdict: judgement.verdict,
                sides: judgement.sides, attempts: told.attempt, route: judgement.route,
                means: told.cell.boot.means,
                again: log.rerun(told.cell)))
    }

    /// nil for one whose link is none that KCIDB takes.
    private func issue(_ told: JudgedCell) -> KCIDBRecord.Issue? {
        guard let declaration = told.judgement.declaration else { return nil }
        let link = declaration.link
        let isLink =
            link.hasPrefix("https://")
            && link.unicodeScalars.allSatisfy { $0.isASCII && $0 > " " && !"\"<>\\^`{|}".unicodeScalars.contains($0) }
        return .init(
            id: id(ofIssue: told.cell), version: 1, origin: origin, reportUrl: isLink ? link : nil,
            reportSubject: PlainText.line(declaration.reason),
            culprit: .init(
                code: told.judgement.wrong == .kernel || told.judgement.wrong == .driver,
                tool: told.judgement.wrong == .prediction || told.judgement.wrong == .declaration,
                harness: told.judgement.wrong == .harness),
            comment: "declared \(declaration.verdict.rawValue) until \(declaration.expires)")
    }

    private func incident(_ told: JudgedCell) -> KCIDBRecord.Incident {
        .init(
            id: "\(origin):incident:\(Self.name(log.name)):\(told.cell.id)", origin: origin,
            issueId: id(ofIssue: told.cell), issueVersion: 1, testId: id(ofTest: told.cell),
            present: told.judgement.verdict == .known)
    }

    /// Of what a log excerpt may hold, in bytes; KCIDB counts 16,384 characters.
    private static let excerpt = 16_000

    private func id(_ kind: String, of kernel: RunHeader.Kernel) -> String {
        "\(origin):\(kind):\(PlainText.line(kernel.packedDigest ?? kernel.name))"
    }

    /// A test of another run is another test.
    private func id(ofTest cell: Cell) -> String {
        let run = [Self.name(log.name), log.header.time ?? String(log.plan.digest.prefix(12))]
        return "\(origin):test:\(run.joined(separator: ":")):\(cell.id)"
    }

    private func id(ofIssue cell: Cell) -> String { "\(origin):issue:\(cell.id)" }

    private static func name(_ run: String) -> String {
        PlainText.line(run.split(separator: "/").last.map(String.init) ?? run)
    }
}
