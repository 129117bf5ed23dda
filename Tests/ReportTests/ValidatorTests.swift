import Foundation
import Report
import Testing
import Verdict

/// Reports held against what others wrote to read them.
@Suite struct ValidatorTests {
    private let schema = Bundle.module.path(forResource: "junit-10", ofType: "xsd", inDirectory: "Schemas") ?? ""

    /// jenkinsci/xunit-plugin's schema, by libxml2.
    @Test(.needs(Outside.xmllint)) func junit() throws {
        for report in [
            JUnitReport(try hostileAccount()), JUnitReport(try account(of: [])),
            JUnitReport(try hostileAccount(), limits: .init(proof: 100, file: 10_000)),
        ] {
            let said = try Outside.run(
                Outside.xmllint, ["--nonet", "--noout", "--schema", schema], on: Data(report.text.utf8))
            #expect(said.code == 0, "\(said.output)")
        }
    }

    /// The kernel's parser of KTAP counts each cell as what it is, and hostile text makes none of its own.
    @Test(.needs(Outside.kunit)) func ktap() throws {
        let script = """
            import json, sys
            sys.path.insert(0, sys.argv[1])
            import kunit_parser
            test = kunit_parser.parse_run_tests(open(sys.argv[2], encoding="utf-8", newline="\\n").read().split("\\n"))
            print(json.dumps(vars(test.counts)))
            """
        let verdicts = Verdict.allCases
        let text = KTAPReport(try hostileAccount()).text
        let said = try Outside.run("/usr/bin/python3", ["-c", script, Outside.kunit], on: Data(text.utf8))
        let counts = try JSONDecoder().decode(
            [String: Int].self, from: Data((said.output.split(separator: "\n").last ?? "").utf8))
        #expect(counts["passed"] == verdicts.count { [.pass, .xfail].contains($0.status) }, "\(said.output)")
        #expect(counts["failed"] == verdicts.count { [.fail, .miss, .error].contains($0.status) }, "\(said.output)")
        #expect(counts["skipped"] == verdicts.count { $0.status == .skip }, "\(said.output)")
        #expect(counts["errors"] == 0 && counts["crashed"] == 0, "\(said.output)")
    }

    /// kcidb-io's own schema, and its check that every object it names is there.
    @Test(.needs(Outside.python)) func kcidb() throws {
        let script = """
            import json, sys
            from kcidb_io.schema import LATEST
            data = json.load(open(sys.argv[1], encoding="utf-8"))
            LATEST.validate(data)
            ids = {kind: {thing["id"] for thing in data[kind]} for kind in ("checkouts", "builds", "tests", "issues")}
            for kind in ("checkouts", "builds", "tests", "issues", "incidents"):
                assert len({thing["id"] for thing in data[kind]}) == len(data[kind]), kind
            assert all(build["checkout_id"] in ids["checkouts"] for build in data["builds"])
            assert all(test["build_id"] in ids["builds"] for test in data["tests"])
            assert all(i["issue_id"] in ids["issues"] and i["test_id"] in ids["tests"] for i in data["incidents"])
            print(len(data["tests"]), len(data["incidents"]))
            """
        let report = try #require(KCIDBReport(try hostileAccount(), origin: "mylab"))
        let said = try Outside.run(Outside.python, ["-c", script], on: json(report))
        #expect(said.code == 0 && said.output == "\(Verdict.allCases.count) 2\n", "\(said.output)")
    }

    /// Python's parser of mail.
    @Test(.needs("/usr/bin/python3")) func mail() throws {
        let script = """
            import email, email.policy, sys
            message = email.message_from_bytes(open(sys.argv[1], "rb").read(), policy=email.policy.default)
            assert not message.defects, message.defects
            assert sorted(message.keys()) == ["Content-Transfer-Encoding", "Content-Type", "MIME-Version", "Subject"]
            assert all(len(line) <= 72 for line in message.get_content().split("\\n"))
            """
        let report = MailReport(try hostileAccount(), since: try hostileAccount(run: "runs/2026-11-21-a"))
        let said = try Outside.run("/usr/bin/python3", ["-c", script], on: Data(report.text.utf8))
        #expect(said.code == 0, "\(said.output)")
    }
}
