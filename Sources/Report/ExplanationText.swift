import Evidence
import Plan
import Printing
import RouteModel
import Verdict

/// A proof for a reader: configuration, rule by rule, both sides with their raw lines, and where they part.
public struct ExplanationText {
    private let told: Explanation
    private let colour: Bool

    public init(_ told: Explanation, colour: Bool) {
        self.told = told
        self.colour = colour
    }

    /// The whole proof, section by section; a section without anything to say is left out.
    public var text: String {
        let status = Paint(on: colour).status(told.judgement.status)
        var lines = [
            "\(status)  \(told.judgement.verdict.rawValue)   \(CellText.text(told.cell))   [\(told.cell.shortID)]", "",
        ]
        lines += section("configuration", configuration)
        for alternative in told.judgement.predicted { lines += section("predicted", prediction(alternative)) }
        lines += section("forked", fork)
        lines += section("guest side", side(told.judgement.guest, told.observation?.guest))
        lines += section("device side", side(told.judgement.device, told.observation?.device))
        lines += section("its DMAs", told.judgement.dmas.map(DMAText.lines) ?? [])
        lines += section("they part", told.partingLines)
        lines += section("statements", statements)
        lines += section("rests on", places(told.resting?.places ?? []))
        lines += section("none of it", places(told.resting?.none ?? []))
        lines += section("raw files", told.files)
        lines += section("again", ["dmaroute rerun \(ShellWord.argument(told.run)) --cell \(told.cell.shortID)"])
        return lines.dropLast().joined(separator: "\n")
    }

    private var configuration: [String] {
        let device = told.cell.device
        let version = told.version.map { ", package \($0)" } ?? ", not at hand"
        let read = told.readFrom.map { ", read from \($0)" } ?? ", which this dmaroute does not have"
        return [
            "kernel   \(told.cell.boot.kernel)\(version)",
            "machine  \(BootText.text(told.cell.boot))",
            "device   \(device.name) (\(device.model)), streaming mask \(device.dmaMask) bits, coherent mask "
                + "\(device.coherentMask) bits" + (device.untrusted ? ", untrusted" : ""),
            "request  \(CellText.request(told.cell.request))",
            "policy   \(told.policy)\(read)" + (told.judgement.unread ? "; the kernel is of another release" : ""),
        ]
    }

    private func prediction(_ alternative: Judgement.Alternative) -> [String] {
        let given = alternative.givenText
        let routes = alternative.allowed.map { $0.map(RouteText.text).joined(separator: ", or ") }
        let head =
            (routes ?? "nothing: the policy does not say")
            + (given.isEmpty ? "" : "  (given \(given))")
        let suspects = told.suspects.intersection(alternative.because.map(\.rule))
        return [head]
            + alternative.because.enumerated().map { number, step in
                "\(suspects.contains(step.rule) ? "*" : " ")\(number + 1). \(step.says)  \(CitationText.text(step.cite))"
                    + "  \(step.rule)"
            } + (suspects.isEmpty ? [] : ["* the opposite of this rule would explain what was seen"])
    }

    /// How this boot chose among the alternatives of the prediction from before it; nothing where there was no choice.
    private var fork: [String] {
        guard let forked = told.judgement.forked else { return [] }
        let facts = forked.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
        return ["before the boot the prediction left this open; the boot shows \(facts.joined(separator: ", "))"]
    }

    private func side(_ says: String, _ side: Side?) -> [String] {
        guard let side else { return [says.isEmpty ? "nothing was observed" : says] }
        return [says] + (side.view?.lines ?? []).map { "| \($0.trimmed)" }
    }

    private func places(_ places: [EvidencePlace]) -> [String] {
        places.map { "\($0.file.rawValue)\($0.line.map { ":\($0)" } ?? "")  \($0.says)" }
    }

    private var statements: [String] {
        (told.judgement.statements ?? []).flatMap { finding in
            let says = Statement.named(finding.id)?.says ?? "a statement that this dmaroute does not know"
            return ["\(finding.id) \(finding.verdict.rawValue): \(finding.reason)", "    \(says)"]
        }
    }

    /// Nothing where there is nothing to say.
    private func section(_ name: String, _ lines: [String]) -> [String] {
        guard !lines.isEmpty else { return [] }
        let told = lines.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }
        return told.enumerated().map { "  " + ($0 == 0 ? name : "").padded(to: 15) + $1 } + [""]
    }
}

/// Where a rule stands in the source.
enum CitationText {
    /// `7.3:kernel/dma/swiotlb.c:swiotlb_map` as `[7.3.4 kernel/dma/swiotlb.c, swiotlb_map()]`, by the exact release that
    /// was read; anything else as it is.
    static func text(_ cite: String) -> String {
        let parts = cite.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].contains("/") else { return "[\(cite)]" }
        let release = Policy.named("linux-\(parts[0])")?.readFrom ?? String(parts[0])
        return "[\(release) \(parts[1]), \(parts[2])()]"
    }
}

extension String {
    fileprivate var trimmed: Substring { drop { $0 == " " } }
}
