import GuestProtocol

extension BootEvidence {
    /// Why a side shows nothing in a guest without a probe module.
    static let noProbe = "without a probe module there is no control DMA, and so nothing shows that this side works"

    /// Why the device side says nothing about a device; nil where its control DMA was seen before and after.
    ///
    /// The probe clears its own copy of the control lines before the device stores them, so lines found came from the
    /// device. Where they are missing though the lines that the CPU wrote are seen, the device's DMA does not work.
    func deviceNotWorking(_ device: UInt8) -> Side? {
        for (runs, role, when) in [
            (controlBefore, LineRole.controlAtSetUp, "before the requests"),
            (controlAfter, LineRole.controlAtFinish, "after the requests"),
        ] {
            guard let runs else { return .notWorking("nobody looked for the control DMA \(when)") }
            let arrived = runs.contains { $0.isControl(of: device, role) }
            guard !arrived else { continue }
            return seesTheCPUsLines
                ? .missing("the device's control DMA \(when) never arrived")
                : .notWorking("no lines of this boot are found in guest RAM, so a look there shows nothing")
        }
        return nil
    }

    private var seesTheCPUsLines: Bool {
        requests.contains { ($0.held ?? []).contains { $0.role == LineRole.overwritten.rawValue } }
    }
}
