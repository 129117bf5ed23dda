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
        var checkout_id: String
        var origin: String
        var architecture: String
        var comment: String
        var misc: Misc
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
        var build_id: String
        var origin: String
        var path: String
        var status: String
        var comment: String
        var log_excerpt: String?
        var start_time: String?
        var environment: Environment
        var misc: Misc
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
        var report_url: String?
        var report_subject: String
        var culprit: Culprit
        var comment: String
    }

    struct Incident: Encodable {
        var id: String
        var origin: String
        var issue_id: String
        var issue_version: Int
        var test_id: String
        var present: Bool
    }
}
