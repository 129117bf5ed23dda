import CLibvirt
import Glibc

/// A running domain. Every call blocks; any thread may call.
public final class Domain: Sendable {
    // libvirt documents its handles as usable from any number of threads; the reference is dropped only in deinit.
    nonisolated(unsafe) private let raw: virDomainPtr
    /// The guest's name within its driver.
    public let name: String

    init(raw: virDomainPtr) {
        self.raw = raw
        name = virDomainGetName(raw).map { String(cString: $0) } ?? "?"
    }

    deinit { virDomainFree(raw) }

    /// Ends QEMU: SIGTERM, and SIGKILL some seconds later.
    public func destroy() throws(LibvirtError) {
        _ = try ErrorCollector.call("destroy domain \(name)") { virDomainDestroy(raw) == 0 ? true : nil }
    }

    /// Lets the CPUs of a paused domain run.
    public func resume() throws(LibvirtError) {
        _ = try ErrorCollector.call("resume domain \(name)") { virDomainResume(raw) == 0 ? true : nil }
    }

    /// Sends one QMP command as JSON text and returns the answer's JSON text, errors of QEMU included.
    public func monitor(_ json: String) throws(LibvirtError) -> String {
        try send(json, flags: UInt32(VIR_DOMAIN_QEMU_MONITOR_COMMAND_DEFAULT.rawValue))
    }

    /// Sends one QMP command together with an open file, which QEMU gets a descriptor of its own for.
    public func monitor(_ json: String, passing file: Int32) throws(LibvirtError) -> String {
        var answer: UnsafeMutablePointer<CChar>?
        defer { free(answer) }
        var files = [file]
        _ = try ErrorCollector.call("send \(json) to the monitor of \(name)") {
            virDomainQemuMonitorCommandWithFiles(
                raw, json, 1, &files, nil, nil, &answer, UInt32(VIR_DOMAIN_QEMU_MONITOR_COMMAND_DEFAULT.rawValue)) == 0
                ? true : nil
        }
        return answer.map { String(cString: $0) } ?? ""
    }

    /// Sends one line to the human monitor and returns what it printed.
    public func humanMonitor(_ line: String) throws(LibvirtError) -> String {
        try send(line, flags: UInt32(VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP.rawValue))
    }

    private func send(_ command: String, flags: UInt32) throws(LibvirtError) -> String {
        var answer: UnsafeMutablePointer<CChar>?
        defer { free(answer) }
        _ = try ErrorCollector.call("send \(command) to the monitor of \(name)") {
            virDomainQemuMonitorCommand(raw, command, &answer, flags) == 0 ? true : nil
        }
        return answer.map { String(cString: $0) } ?? ""
    }
}
