/// A page of section 1 in mdoc(7), made from what a command says of itself.
struct ManualPage {
    let command: CommandHelp
    /// As mdoc writes days: `November 29, 2026`.
    let day: String

    /// `dmaroute-run`.
    var name: String { command.typed.replacing(" ", with: "-") }

    /// The pages of a command and of each of its verbs.
    static func all(of command: CommandHelp, day: String) -> [ManualPage] {
        ([command] + command.shown).map { ManualPage(command: $0, day: day) }
    }

    /// The file's text.
    func text() -> String {
        let discussion = Discussion(command.discussion ?? "")
        let head =
            [".Dd \(day)", ".Dt \(name.uppercased()) 1", ".Os", ".Sh NAME", ".Nm \(name)"]
            + [".Nd \(Roff.argument(Self.withoutStop(command.abstract)))"]
        let lines =
            head + [".Sh SYNOPSIS"] + synopses + [".Sh DESCRIPTION"] + description(discussion) + verbs
            + options + discussion.sections(at: ".Sh") + seeAlso
        return lines.joined(separator: "\n") + "\n"
    }

    /// Of the outermost command its verbs have pages of their own.
    private var isOutermost: Bool { command.superCommands?.isEmpty ?? true }

    private var synopses: [String] {
        guard isOutermost else { return ([command] + command.shown).flatMap { Synopsis.lines($0) } }
        return [".Nm \(name)", ".Ar verb", ".Op Ar argument ..."]
    }

    private func description(_ discussion: Discussion) -> [String] {
        let paragraphs = [command.abstract ?? ""] + discussion.paragraphs
        return Array(paragraphs.map { Roff.paragraph($0) }.filter { !$0.isEmpty }.joined(separator: [".Pp"]))
    }

    private var verbs: [String] {
        guard !command.shown.isEmpty else { return [] }
        guard isOutermost else { return command.shown.flatMap(section) }
        let items = command.shown.flatMap { verb in
            [".It Xr \(verb.typed.replacing(" ", with: "-")) 1"] + Roff.paragraph(verb.abstract ?? "")
        }
        return [".Sh VERBS", ".Bl -tag -width Ds"] + items + [".El"]
    }

    /// A command below a verb, within the verb's page.
    private func section(_ command: CommandHelp) -> [String] {
        let discussion = Discussion(command.discussion ?? "")
        let paragraphs = ([command.abstract ?? ""] + discussion.paragraphs).map { Roff.paragraph($0) }
        return [".Ss \(Roff.escaped(command.typed))"]
            + Array(paragraphs.filter { !$0.isEmpty }.joined(separator: [".Pp"]))
            + OptionList.lines(command.shownArguments) + discussion.literal
    }

    private var options: [String] {
        let list = OptionList.lines(command.shownArguments)
        return list.isEmpty ? [] : [".Sh OPTIONS"] + list
    }

    private var seeAlso: [String] {
        isOutermost ? [] : [".Sh SEE ALSO", ".Xr \((command.superCommands ?? [])[0]) 1"]
    }

    private static func withoutStop(_ text: String?) -> String {
        let text = text ?? ""
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }
}
