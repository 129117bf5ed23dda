public import Faults
public import Plan
import RouteModel

/// Faults for people.
public struct FaultText {
    private let faults: [KernelFault]
    private let declared: [String: FaultDeclaration]
    private let run: String?

    /// - Parameters:
    ///   - declared: by the fault's id.
    ///   - run: folder of the run, for the commands that are told; nil where there is none.
    public init(_ faults: [KernelFault], declared: [String: FaultDeclaration] = [:], run: String? = nil) {
        self.faults = faults
        self.declared = declared
        self.run = run
    }

    /// Three lines a fault, for the end of a run.
    public var brief: String {
        faults.map { fault in
            let known = declared[fault.id].map { "   declared until \($0.expires): \(PlainText.line($0.link))" } ?? ""
            return """
                FAULT \(fault.id)  \(fault.kind.rawValue)  \(fault.says)\(known)
                      \(fault.kernels); \(counts(fault)); \(place(fault))
                      \(fault.consequence)
                """
        }.joined(separator: "\n")
    }

    /// Each with all that is known of it.
    public var text: String {
        faults.map(whole).joined(separator: "\n\n")
    }

    private func whole(_ fault: KernelFault) -> String {
        var lines = ["FAULT \(fault.id)  \(fault.kind.rawValue)  \(fault.says)"]
        func field(_ name: String, _ value: String?) {
            guard let value, !value.isEmpty else { return }
            lines += PlainText.wrapped(
                PlainText.line(value, limit: 2000), first: "  " + name.padded(to: 11), indent: 13, width: 120)
        }
        field("", fault.consequence)
        field("kernels", fault.kernels)
        field("seen", counts(fault))
        field(
            "where",
            "\(fault.platforms.joined(separator: ", ")); IOMMU \(fault.viommus.joined(separator: ", ")); "
                + "devices \(fault.devices.joined(separator: ", "))")
        field("drivers", fault.drivers.joined(separator: ", "))
        field("duty", "\(fault.duty.rawValue): \(fault.duty.says) (\(fault.duty.origin))")
        field("also", fault.also.map(\.rawValue).joined(separator: ", "))
        field("place", place(fault) + (fault.place.map { ", rule \($0.rule.id): \($0.rule.says)" } ?? ""))
        field("decides", fault.decides.map { "\($0.id): \($0.says) (\($0.cite))" })
        field("route", fault.route.map(RouteText.text))
        field("statements", fault.statements.joined(separator: ", "))
        field("emulated", fault.emulated)
        field("hardware", fault.onHardware)
        field("declared", declared[fault.id].map { "until \($0.expires): \($0.reason) \($0.link)" })
        let verb = run == nil || fault.observed == 0 ? "predict" : "run"
        lines.append("  again      dmaroute \(verb) " + ConfigurationFlags.text(fault.smallest, kernel: fault.newest))
        return lines.joined(separator: "\n")
    }

    private func counts(_ fault: KernelFault) -> String {
        if fault.cells.isEmpty { return "predicted in \(counted(fault.predicted, "configuration"))" }
        return "seen in \(counted(fault.observed, "cell")), predicted in \(fault.predicted)"
    }

    private func place(_ fault: KernelFault) -> String {
        guard let place = fault.place else { return "no place is known" }
        return place.function.isEmpty || place.release == "mail"
            ? place.rule.cite : "\(place.release) \(place.file):\(place.function)()"
    }
}
