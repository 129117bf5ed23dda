import ArgumentParser
import Images
import Plan
import Report
import RouteModel

/// What goes with a kernel that was brought along.
struct OwnKernelOptions: ParsableArguments {
    @Option(
        help: "Where the drivers of a --kernel PATH lie, such as /lib/modules/RELEASE; without it only built-in ones.",
        completion: .directory)
    var modules: String?

    @Option(
        help: ArgumentHelp(
            "What the probe for a --kernel PATH is built against: its build tree, or /lib/modules/RELEASE/build.",
            discussion: "Without it there is no probe, and the cells of edu devices are unavailable."),
        completion: .directory)
    var headers: String?

    /// What was brought along with a kernel, or nil where none was.
    func taking(_ kernel: OwnKernel?) throws -> PlanRun.OwnKernel? {
        guard let kernel else {
            guard modules == nil, headers == nil else {
                throw ValidationError(
                    "--modules and --headers go with a --kernel that is the path of a \(PackedKernel.name)")
            }
            return nil
        }
        return PlanRun.OwnKernel(kernel: kernel, modules: modules, headers: headers)
    }
}

extension PlanRun.OwnKernel {
    /// What of a plan cannot be run with what came along, in a sentence; nil where all can.
    func lack(in plan: Plan) -> String? {
        guard headers == nil else { return nil }
        let probed = plan.cells.count { $0.request.kind != .driverIO }
        return probed == 0
            ? nil : "without --headers there is no probe, so \(counted(probed, "cell")) would be unavailable"
    }
}
