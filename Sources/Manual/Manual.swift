public import Foundation

/// The manual pages of a command: one of its own and one a verb.
public enum Manual {
    /// A file of section 1.
    public struct Page: Sendable {
        /// Such as `dmaroute-run.1`.
        public let file: String
        /// In mdoc(7).
        public let text: String
    }

    /// Makes the pages.
    ///
    /// - Parameters:
    ///   - dump: what the command says with `--experimental-dump-help`.
    ///   - date: the day that the pages bear, in UTC.
    /// - Throws: `DecodingError` for what no command says.
    public static func pages(dump: Data, date: Date) throws -> [Page] {
        let help = try JSONDecoder().decode(HelpDump.self, from: dump)
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "UTC")
        format.dateFormat = "MMMM d, yyyy"
        return ManualPage.all(of: help.command, day: format.string(from: date)).map {
            Page(file: $0.name + ".1", text: $0.text())
        }
    }
}
