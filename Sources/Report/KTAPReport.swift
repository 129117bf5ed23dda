public import Journal
import Plan
import Printing
import RouteModel
import Verdict

/// A run as the kernel's own test protocol, version 1: a test for each boot, a subtest for each cell.
///
/// KTAP has no word for MISS; such a cell is `not ok` with the directive ERROR, as one with the status ERROR is.
public struct KTAPReport {
    private let log: RunLog
    private let faults: ToldFaults

    public init(_ log: RunLog, faults: ToldFaults = .none) {
        self.log = log
        self.faults = faults
    }

    /// The whole report; a plan of no tests where no cell has a verdict.
    public var text: String {
        let boots = log.boots
        guard !boots.isEmpty else { return "KTAP version 1\n1..0 # SKIP no cell has a verdict\n" }
        var lines = ["KTAP version 1", "1..\(boots.count)"]
        lines += faults.faults.map { "# " + Self.fit(ToldFaults.line($0)) }
        for (number, (boot, cells)) in zip(1..., boots) {
            let name = Self.fit(boot.name)
            lines += ["    KTAP version 1", "    # Subtest: \(name)", "    1..\(cells.count)"]
            for (number, told) in zip(1..., cells) {
                lines += diagnosis(told).map { "    " + $0 }
                lines.append("    " + result(number, told))
            }
            let statuses = Set(cells.map(\.judgement.status))
            let isBad = !statuses.isDisjoint(with: [.fail, .error, .miss])
            lines.append("\(isBad ? "not ok" : "ok") \(number) \(name)\(statuses == [.skip] ? " # SKIP" : "")")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func result(_ number: Int, _ told: JudgedCell) -> String {
        let name = Self.fit(told.name)
        let why = Self.fit(told.headline)
        return switch told.judgement.status {
        case .pass: "ok \(number) \(name)"
        case .skip: "ok \(number) \(name) # SKIP \(why)"
        case .xfail: "ok \(number) \(name) # XFAIL \(why)"
        case .fail: "not ok \(number) \(name)"
        case .miss, .error: "not ok \(number) \(name) # ERROR \(told.judgement.status.rawValue) \(why)"
        }
    }

    /// The proof, so far indented that no line of it is a header of a subtest.
    private func diagnosis(_ told: JudgedCell) -> [String] {
        let marks = faults.of(told).map { "#   " + Self.fit(ToldFaults.line($0)) }
        switch told.judgement.status {
        case .pass, .skip, .xfail: return marks
        case .fail, .error, .miss:
            return marks + log.proof(told).split(separator: "\n").map { "#   " + Self.harmless(String($0)) }
        }
    }

    /// A name or a directive's reason: `#` begins a directive.
    private static func fit(_ text: String) -> String { harmless(text.escaped(["#": "·"])) }

    /// What the kernel prints after its tests is the end of them to its parser, wherever in a line it stands.
    private static func harmless(_ text: String) -> String {
        String(
            ends.reduce(text.unicodeScalars) { $0.replacing($1.said.unicodeScalars, with: $1.instead.unicodeScalars) })
    }

    /// 6.1:tools/testing/kunit/kunit_parser.py:KTAP_END
    private static let ends = [
        (said: "List of all partitions:", instead: "List of all partitions :"),
        (said: "Kernel panic - not syncing: VFS:", instead: "Kernel panic - not syncing: VFS :"),
        (said: "reboot: System halted", instead: "reboot : System halted"),
    ]
}
