public import Plan
import Printing
public import RouteModel
public import Verdict

/// One cell that did not go as predicted, told as a short proof.
public struct FailureText {
    /// The cell that is told.
    public let cell: Cell
    /// The verdict on the cell, with what it rests on.
    public let judgement: Judgement
    /// Folder of the run, for the command that runs the cell again; nil where nothing can run it again.
    public let run: String?
    /// Whether the status gets the colour that a terminal shows.
    public let colour: Bool

    public init(cell: Cell, judgement: Judgement, run: String?, colour: Bool) {
        self.cell = cell
        self.judgement = judgement
        self.run = run
        self.colour = colour
    }

    /// The proof in lines: prediction, both sides, reasons, and the command that runs the cell again.
    public var text: String {
        var lines = [heading]
        for alternative in judgement.predicted {
            let given = alternative.givenText
            let when = given.isEmpty ? "" : "  (given \(given))"
            let routes = alternative.allowed.map { $0.map(RouteText.text).joined(separator: ", or ") }
            lines.append(field("predicted", (routes ?? "nothing: the policy does not say") + when))
            lines += chain(alternative.because)
        }
        lines.append(field("observed", "guest: \(judgement.guest)"))
        lines.append(field("", "device: \(judgement.device)"))
        for (index, reason) in judgement.reason.enumerated() {
            lines.append(field(index == 0 ? "because" : "", reason))
        }
        if let cause = judgement.cause, !judgement.reason.contains(where: { $0.contains(cause) }) {
            lines.append(field("cause", cause))
        }
        if let note = judgement.emulationNote(cell) { lines.append(field("hardware", note)) }
        for (index, finding) in judgement.broken.enumerated() {
            lines.append(field(index == 0 ? "breaks" : "", "\(finding.id): \(finding.reason)"))
        }
        if let wrong = judgement.wrong { lines.append(field("wrong", "the \(wrong.rawValue)")) }
        if let run {
            lines.append(field("again", "dmaroute rerun \(ShellWord.argument(run)) --cell \(cell.id.prefix(12))"))
        }
        return lines.joined(separator: "\n")
    }

    /// The end of a chain, where it decided; the reasons name the rules that matter beside it.
    private func chain(_ steps: [Judgement.Alternative.Step]) -> [String] {
        let shown = steps.suffix(3)
        let hidden = steps.count - shown.count
        let more = hidden > 0 ? [field("", "(\(hidden) rules before these: dmaroute predict shows them)")] : []
        return more + shown.map { field("", "\($0.says)  (\($0.cite))") }
    }

    private var heading: String {
        let status = Paint(on: colour).status(judgement.status)
        return "\(status)  \(judgement.verdict.rawValue)   \(CellText.text(cell))   [\(cell.id.prefix(12))]"
    }

    private func field(_ name: String, _ value: String) -> String {
        // A line of a value never looks like one of ours.
        "  " + name.padded(to: 11)
            + value.split(separator: "\n").joined(separator: "\n" + String(repeating: " ", count: 15))
    }
}

/// A cell on one line.
public enum CellText {
    /// Boot, device and request of a cell.
    public static func text(_ cell: Cell) -> String {
        "\(BootText.text(cell.boot))   \(cell.device.name)   \(request(cell.request))"
    }

    /// A request's values, such as `map-single 4096 B from-device below-4g`.
    public static func request(_ request: Request) -> String { request.line }
}

/// A boot on one line.
public enum BootText {
    /// A boot's values, such as `linux-6.1  guest  vIOMMU none  RAM 1024 MiB`.
    public static func text(_ boot: Boot) -> String { boot.line }
}

/// A route in words.
public enum RouteText {
    /// The path first, then what of the route is out of the ordinary.
    public static func text(_ route: Route) -> String {
        var words = [route.path.rawValue]
        if route.addressBit != .none { words.append(route.addressBit.text()) }
        if let bit = route.entryBit, bit != .none { words.append("page-table entry's \(bit.text())") }
        if let memory = route.memory, memory != .ordinary { words.append("\(memory.rawValue) memory") }
        if let limit = route.limit { words.append("up to 0x\(String(limit, radix: 16))") }
        if let message = route.message { words.append(message == .silent ? "silently" : "saying \(message.rawValue)") }
        return words.joined(separator: ", ")
    }
}

extension String {
    func padded(to width: Int) -> String { count < width ? self + String(repeating: " ", count: width - count) : self }
}
