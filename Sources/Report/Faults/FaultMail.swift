import Evidence
public import Faults
public import Journal
import Plan
import RouteModel
import Verdict

/// A fault as a mail to a kernel's maintainers, in lines of at most 72 columns: what it does first, then who has it, where,
/// what was seen, what was expected and how to see it again.
public struct FaultMail {
    /// How the machine of the smallest configuration is started by hand.
    public struct ByHand: Sendable {
        /// Words of a command line, or none where the machine is no emulated one.
        public var command: [String]
        /// What else is needed, in a sentence; empty where nothing is.
        public var note: String
        /// What the kernel is told.
        public var kernelWords: String

        public init(command: [String], note: String, kernelWords: String) {
            self.command = command
            self.note = note
            self.kernelWords = kernelWords
        }
    }

    let fault: KernelFault
    private let logs: [RunLog]
    let byHand: ByHand
    let tree: Tree?
    /// The cell that is told, with the log it stands in; nil where nothing was seen.
    private let shown: (log: RunLog, cell: JudgedCell)?

    /// - Parameter tree: what a source tree knows of the fault's place; nil where none was asked.
    public init(_ fault: KernelFault, logs: [RunLog], byHand: ByHand, tree: Tree? = nil) {
        self.fault = fault
        self.logs = logs
        self.byHand = byHand
        self.tree = tree
        shown = Self.cell(fault, logs)
    }

    /// The mail with its headers, ready to be sent but for sender and, without a tree, recipients.
    public var text: String {
        let parts = [opening, example, kernels, place, history, seen, expected, reproduction, closing]
            .filter { !$0.isEmpty }
        let head = [
            "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit",
        ]
        let names = recipients + ["Subject: \(subject)", ""]
        return (head + names + parts.joined(separator: [""])).joined(separator: "\n") + "\n"
    }

    /// The one of the newest kernel that is most like the smallest configuration.
    private static func cell(_ fault: KernelFault, _ logs: [RunLog]) -> (log: RunLog, cell: JudgedCell)? {
        let ids = Set(fault.cells)
        let found = logs.flatMap { log in
            log.cells.filter { ids.contains($0.cell.id) && $0.isObserved }.map { (log: log, cell: $0) }
        }
        func distance(_ told: JudgedCell) -> Int {
            [
                told.cell.boot.kernel != fault.newest, told.cell.device != fault.smallest.device,
                told.cell.request != fault.smallest.request, told.cell.boot.cmdline != fault.smallest.boot.cmdline,
                told.cell.boot.viommu != fault.smallest.boot.viommu,
            ].enumerated().reduce(0) { $0 + ($1.element ? 1 << (5 - $1.offset) : 0) }
        }
        return found.min { distance($0.cell) < distance($1.cell) }
    }

    private var subject: String {
        // In a subject there is no room for the sentence.
        let what = fault.duty == .toldSizeMaps ? "dma_max_mapping_size() promises too much" : fault.headline
        let text = "[BUG] \(subsystem)\(what)"
        let since = " (\(fault.kernels.prefix { $0 != ";" }))"
        let whole = PlainText.line((text + since).count <= Self.subjectLimit ? text + since : text)
        return whole.count <= Self.subjectLimit ? whole : whole.prefix(Self.subjectLimit - 3) + "..."
    }

    /// Columns of a line but for the field's name.
    private static let subjectLimit = 72 - "Subject: ".count

    /// As patches to the file are marked.
    private var subsystem: String {
        guard let place = fault.place else { return "" }
        return Subsystem.prefix(of: place.file) + ": "
    }

    private var opening: [String] { PlainText.wrapped(PlainText.line(fault.consequence, limit: 2000)) }

    /// The call of the smallest configuration, for who does not know which is meant.
    private var example: [String] {
        guard let call = CallText.calls(fault.smallest).last, fault.smallest.request.kind != .driverIO else {
            return []
        }
        return PlainText.wrapped("For example: \(call)")
    }

    private var kernels: [String] {
        func versions(_ names: [String]) -> String {
            names.map(version).joined(separator: ", ")
        }
        let has = fault.with.isEmpty ? "" : "Kernels that have it: \(versions(fault.with))."
        let lacks = fault.without.isEmpty ? "" : " Kernels that do not: \(versions(fault.without))."
        let since = fault.since.isEmpty ? "" : " \(fault.since)"
        let proposals =
            fault.proposals.isEmpty ? "" : "Proposals that have it: \(fault.proposals.joined(separator: ", "))."
        let seen =
            fault.observed == 0
            ? " It is read from the source and was not booted."
            : " It was seen in \(counted(fault.observed, "case")), with \(devices)."
        let drivers =
            fault.drivers.isEmpty
            ? "" : " By their masks the drivers of these meet it too: \(fault.drivers.joined(separator: ", "))."
        return PlainText.wrapped(PlainText.line(has + lacks + since + proposals + seen + drivers, limit: 2000))
    }

    /// QEMU's edu is what the harness asks for DMA with, and its masks stand in such a device's name.
    private var devices: String {
        let names = fault.devices.joined(separator: ", ")
        let isEdu = fault.devices.contains { $0.wholeMatch(of: /edu[0-9]+(c[0-9]+)?(-.*)?/) != nil }
        return isEdu ? "the devices \(names) (QEMU's edu; the number is the DMA mask)" : "the devices \(names)"
    }

    private func version(_ name: String) -> String {
        let recorded = logs.lazy.flatMap(\.header.kernels).first { $0.name == name }?.version
        return recorded ?? Policy.named(name)?.readFrom ?? name
    }

    private var place: [String] {
        guard let place = fault.place else { return [] }
        let release = version("linux-\(place.release)")
        var lines = PlainText.wrapped("Where it goes wrong, in \(release):")
        lines += PlainText.wrapped("\(place.file), \(place.function)()", first: "    ", indent: 6)
        if let decides = fault.decides {
            lines += PlainText.wrapped(
                "This gives the message, whatever the cause. The cause is another:", first: "    ", indent: 4)
            lines += PlainText.wrapped("\(decides.says) (\(Self.spot(decides)))", first: "    ", indent: 6)
        } else {
            lines += PlainText.wrapped(place.rule.says, first: "    ", indent: 6)
        }
        lines += ["", "What leads there:"]
        for rule in fault.because.suffix(8) where rule.id != place.rule.id {
            lines += PlainText.wrapped("\(rule.says) (\(Self.spot(rule)))", first: "  - ", indent: 4)
        }
        return lines
    }

    /// File and function, without the release.
    private static func spot(_ rule: Rule) -> String {
        rule.cite.split(separator: ":").dropFirst().joined(separator: ":")
    }

    private var seen: [String] {
        guard let shown, let observation = shown.cell.observation else {
            return fault.route.map { PlainText.wrapped("Predicted: \(RouteText.text($0)).") } ?? []
        }
        var lines = PlainText.wrapped("What was seen, with \(version(shown.cell.cell.boot.kernel)):")
        if shown.cell.cell.boot.encryption != .none {
            lines += PlainText.wrapped(Self.stores, first: "  ", indent: 2)
        }
        for (name, side) in [("kernel", observation.guest), ("device", observation.device)] {
            guard let view = side.view else { continue }
            lines += PlainText.wrapped("\(name): \(PlainText.line(view.says))", first: "  ", indent: 4)
            for line in view.lines.prefix(6) {
                lines += PlainText.wrapped(PlainText.line(line), first: "  | ", indent: 6)
            }
        }
        if let cause = shown.cell.judgement.cause {
            lines += PlainText.wrapped("so: \(PlainText.line(cause))", first: "  ", indent: 4)
        }
        return lines
    }

    /// What the emulation makes of encryption, and how both sides below call it.
    private static let stores =
        "(Encryption is emulated by two memories behind each address: an access whose address is marked as encrypted ends "
        + "in the encrypted store, every other in the plain store.)"

    private var expected: [String] {
        PlainText.wrapped("Expected: \(fault.duty.says) \(fault.duty.origin).")
    }
}
