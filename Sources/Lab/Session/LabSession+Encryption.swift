import Libvirt
import Plan

extension LabSession {
    /// What this node gives guests; nothing where they do not run on KVM.
    func hardwareEncryption(_ connection: Connection) throws(LibvirtError) -> HardwareEncryption {
        let machine = options.machine
        let kinds = accelerator.accelerator == .kvm ? machine.words.encryptionOfKVM() : []
        guard !kinds.isEmpty else { return .none }
        let capabilities = try connection.domainCapabilities(
            emulator: options.emulator, architecture: machine.architecture, machine: machine.type)
        return machine.words.described(kinds, capabilities)
    }
}
