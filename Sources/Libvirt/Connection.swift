import CLibvirt
import Glibc

/// An open connection to a hypervisor driver. Every call blocks; any thread may call.
public final class Connection: Sendable {
    /// The driver's address, such as `qemu:///embed?root=…`.
    public let uri: String
    // libvirt documents its handles as usable from any number of threads; the reference is dropped only in deinit.
    nonisolated(unsafe) let raw: virConnectPtr

    /// Opens `uri`, such as `qemu:///embed?root=/run/x`.
    ///
    /// The embedded driver exists once in a process: a second root fails until every connection to the first is gone.
    public init(uri: String) throws(LibvirtError) {
        try EventLoop.started.get()
        self.uri = uri
        raw = try ErrorCollector.call("open \(uri)") { virConnectOpen(uri) }
    }

    deinit { virConnectClose(raw) }

    /// libvirt's own version, such as `9.0.0`.
    public func libraryVersion() throws(LibvirtError) -> String {
        var number: UInt = 0
        _ = try ErrorCollector.call("ask for libvirt's version") { virGetVersion(&number, nil, nil) == 0 ? true : nil }
        return Self.dotted(number)
    }

    /// The hypervisor's version, such as `7.2.22`.
    public func hypervisorVersion() throws(LibvirtError) -> String {
        var number: UInt = 0
        _ = try ErrorCollector.call("ask for the hypervisor's version") {
            virConnectGetVersion(raw, &number) == 0 ? true : nil
        }
        return Self.dotted(number)
    }

    /// The `<capabilities>` document of the driver.
    public func capabilities() throws(LibvirtError) -> String {
        try owned("ask for capabilities") { virConnectGetCapabilities(raw) }
    }

    /// The `<domainCapabilities>` document of a machine on KVM.
    /// - Parameter architecture: libvirt's name of it.
    public func domainCapabilities(
        emulator: String, architecture: String, machine: String
    ) throws(LibvirtError) -> String {
        try owned("ask for what domains can have") {
            virConnectGetDomainCapabilities(raw, emulator, architecture, machine, "kvm", 0)
        }
    }

    /// Starts a transient domain; returns when QEMU runs, with its CPUs stopped if `paused`.
    public func start(name: String, xml: String, paused: Bool = false) throws(LibvirtError) -> Domain {
        let flags: UInt32 = paused ? VIR_DOMAIN_START_PAUSED.rawValue : 0
        return Domain(raw: try ErrorCollector.call("start domain \(name)") { virDomainCreateXML(raw, xml, flags) })
    }

    private func owned(
        _ operation: String, _ body: () -> UnsafeMutablePointer<CChar>?
    ) throws(LibvirtError) -> String {
        let text = try ErrorCollector.call(operation, body)
        defer { free(text) }
        return String(cString: text)
    }

    static func dotted(_ number: UInt) -> String {
        "\(number / 1_000_000).\(number / 1000 % 1000).\(number % 1000)"
    }
}
