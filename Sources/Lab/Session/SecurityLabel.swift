internal import Foundation

/// How a daemon's security driver is to treat a guest.
struct SecurityLabel: Hashable, Sendable {
    /// `dac`, `apparmor`, `selinux`.
    var model: String
    /// `+0:+0` to run QEMU as that user; nil for no confinement.
    var label: String?

    /// What a daemon needs to hear so that QEMU runs as this user and may open the guest's files, which it was told of
    /// only on QEMU's own command line.
    ///
    /// - Parameter capabilities: libvirt's `<capabilities>`; its `<secmodel>` elements name the models there are.
    static func all(capabilities: String, user: UInt32, group: UInt32) -> [SecurityLabel] {
        var found: [SecurityLabel] = []
        for part in capabilities.components(separatedBy: "<secmodel>").dropFirst() {
            let model = part.components(separatedBy: "<model>").dropFirst().first?.prefix { $0 != "<" } ?? ""
            switch model {
            case "dac": found.append(SecurityLabel(model: "dac", label: "+\(user):+\(group)"))
            case "apparmor", "selinux": found.append(SecurityLabel(model: String(model), label: nil))
            default: continue
            }
        }
        return found
    }

    var element: XML {
        guard let label else { return XML("seclabel", ["type": "none", "model": model]) }
        return XML(
            "seclabel", ["type": "static", "model": model, "relabel": "no"], [XML("label", text: label)])
    }
}
