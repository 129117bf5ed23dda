import RouteModel
import Verdict

/// The objects of KCIDB's I/O format, as far as they are filled. Nothing in them may be null.
enum KCIDBRecord {
    struct Checkout: Encodable {
        var id: String
        var origin: String
        var comment: String
    }

    struct Build: Encodable {
        struct Misc: Encodable { var sha256: [String: String] }

        var id: String
        var checkoutId: String
        var origin: String
        var architecture: String
        var comment: String
        var misc: Misc

        enum CodingKeys: String, CodingKey {
            case id, origin, architecture, comment, misc
            case checkoutId = "checkout_id"
        }
    }

    struct Test: Encodable {
        struct Environment: Encodable {
            struct Misc: Encodable {
                var accelerator: String
                var emulator: String
                var libvirt: String
            }

            var comment: String
            var misc: Misc
        }

        struct Misc: Encodable {
            var cell: String
            var policy: String
            var verdict: Verdict
            var sides: Int
            var attempts: Int
            var route: Route?
            var means: Means?
            var again: String
        }

        var id: String
        var buildId: String
        var origin: String
        var path: String
        var status: String
        var comment: String
        var logExcerpt: String?
        var startTime: String?
        var environment: Environment
        var misc: Misc

        enum CodingKeys: String, CodingKey {
            case id, origin, path, status, comment, environment, misc
            case buildId = "build_id"
            case logExcerpt = "log_excerpt"
            case startTime = "start_time"
        }
    }

    struct Issue: Encodable {
        struct Culprit: Encodable {
            var code: Bool
            var tool: Bool
            var harness: Bool
        }

        var id: String
        var version: Int
        var origin: String
        var reportUrl: String?
        var reportSubject: String
        var culprit: Culprit
        var comment: String

        enum CodingKeys: String, CodingKey {
            case id, version, origin, culprit, comment
            case reportUrl = "report_url"
            case reportSubject = "report_subject"
        }
    }

    struct Incident: Encodable {
        var id: String
        var origin: String
        var issueId: String
        var issueVersion: Int
        var testId: String
        var present: Bool

        enum CodingKeys: String, CodingKey {
            case id, origin, present
            case issueId = "issue_id"
            case issueVersion = "issue_version"
            case testId = "test_id"
        }
    }
}
