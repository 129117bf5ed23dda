import Plan
import RouteModel

extension Cell {
    /// Why nothing here can ask for this cell; nil where something can.
    /// - Parameter hasProbe: whether there is a probe module for the kernel.
    func lack(hasProbe: Bool) -> String? {
        if let beyondTheProbe { return beyondTheProbe }
        guard !hasProbe, request.kind != .driverIO else { return nil }
        return
            "this kernel has no probe module, which makes the call \(request.kind.rawValue) for \(device.model): it is "
            + "built against the kernel's headers, and none were given (--headers)"
    }

    /// What the guest's agent and its probe cannot ask for of this cell; nil where they can. Such a cell is never run as
    /// another one.
    var beyondTheProbe: String? {
        switch request.kind {
        case .mapSingle, .mapPage, .mapSG, .allocCoherent, .driverIO: break
        case .mapResource, .allocPages, .allocNoncontiguous:
            return "the probe cannot make the call \(request.kind.rawValue)"
        }
        if !request.attributes.isEmpty {
            let words = request.attributes.words.map(\.rawValue).joined(separator: " and ")
            return "the probe cannot give a call the attribute \(words)"
        }
        if boot.viommu != .none, let reason = DeviceModel.named(device.model)?.notBehindIOMMU { return reason }
        if device.untrusted { return "no port of the lab's machines is marked as leading outside (ExternalFacingPort)" }
        if device.tState { return "no device of the lab's machines can prove itself to a guest (TDISP)" }
        return nil
    }
}
