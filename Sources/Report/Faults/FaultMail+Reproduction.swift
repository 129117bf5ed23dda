import Faults
import Plan
import RouteModel

/// How a reader sees the fault, with dmaroute and without it.
extension FaultMail {
    var reproduction: [String] {
        var lines = PlainText.wrapped(
            "To see it with dmaroute, a harness that boots the kernel in QEMU and watches each DMA from inside and from "
                + "outside:")
        let words = PlainText.words(ConfigurationFlags.flags(fault.smallest, kernel: fault.newest))
        lines += PlainText.command(["dmaroute run"] + words, first: "    ")
        lines += ["", "To see it without:"]
        if !byHand.command.isEmpty { lines += PlainText.command(Self.parts(byHand.command), first: "    ") }
        if !byHand.note.isEmpty { lines += PlainText.wrapped(byHand.note, first: "    ", indent: 4) }
        let options = byHand.kernelWords.isEmpty ? "none but the console" : byHand.kernelWords
        lines += PlainText.wrapped("kernel command line: \(options)", first: "    ", indent: 6)
        lines += PlainText.wrapped(driver, first: "    ", indent: 4)
        for call in CallText.calls(fault.smallest) { lines += PlainText.wrapped(call, first: "      ", indent: 8) }
        return lines
    }

    /// Who makes the calls.
    private var driver: String {
        guard fault.smallest.device.model == "edu", fault.smallest.request.kind != .driverIO else {
            return "calls of the device's driver:"
        }
        return "edu (1234:11e8) has no driver in the kernel; a module that binds it makes these calls:"
    }

    /// An option stays beside its argument where a line has room for both.
    private static func parts(_ command: [String]) -> [String] {
        command.flatMap { $0.unicodeScalars.count <= 60 ? [$0] : PlainText.words([$0]) }
    }

    var closing: [String] {
        let text = [emulated, fault.onHardware].compactMap { $0 }.joined(separator: " ")
        return text.isEmpty ? [] : PlainText.wrapped(text)
    }

    /// What of the configuration told here is emulated; others that show the fault may have more.
    private var emulated: String? {
        let boot = fault.smallest.boot
        let parts = [
            boot.encryption == .none ? nil : "memory encryption (two memories under an unmodified kernel)",
            boot.viommu == .none ? nil : "the IOMMU (QEMU's)",
        ].compactMap { $0 }
        return parts.isEmpty ? nil : "Emulated: \(parts.joined(separator: ", and "))."
    }
}
