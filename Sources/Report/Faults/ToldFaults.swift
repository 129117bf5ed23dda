public import Faults
public import Journal
import Plan
import RouteModel

/// The faults of a run as its reports tell them.
public struct ToldFaults: Sendable {
    /// The worst first.
    public let faults: [KernelFault]
    private let byCell: [String: [KernelFault]]

    /// None, for a report that tells of verdicts alone.
    public static let none = ToldFaults([])

    /// Those that the run's cells show.
    public init(_ log: RunLog) {
        var found = RunFaults()
        found.take(log)
        self.init(found.faults)
    }

    init(_ faults: [KernelFault]) {
        self.faults = faults
        var byCell: [String: [KernelFault]] = [:]
        for fault in faults {
            for cell in fault.cells { byCell[cell, default: []].append(fault) }
        }
        self.byCell = byCell
    }

    /// Those that a cell shows, the worst first.
    func of(_ told: JudgedCell) -> [KernelFault] { byCell[told.cell.id] ?? [] }

    /// One line of a fault.
    static func line(_ fault: KernelFault) -> String {
        PlainText.line("FAULT \(fault.id) \(fault.kind.rawValue): \(fault.says) (\(fault.kernels))")
    }

    /// A fault in a few sentences.
    static func text(_ fault: KernelFault) -> String {
        let place = fault.place.map { " Place: \($0.rule.cite)." } ?? ""
        return PlainText.line("\(fault.consequence) Kernels: \(fault.kernels).\(place)", limit: 2000)
    }
}
