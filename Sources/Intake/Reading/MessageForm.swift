/// One form of a message, with the releases that print it.
struct MessageForm: Sendable {
    /// Words of the form, every one of which a line of it holds.
    var marks: [StaticString]
    /// Source: the function that prints it.
    var releases: String

    init(_ marks: StaticString..., by releases: String) {
        self.marks = marks
        self.releases = releases
    }

    func matches(_ text: ReportText) -> Bool { marks.allSatisfy { text.has($0) } }
}

extension [MessageForm] {
    func match(_ text: ReportText) -> Bool { contains { $0.matches(text) } }
}
