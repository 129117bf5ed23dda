import Foundation
import Glibc
import Libvirt
public import Plan
public import RouteModel

/// What this node can run, for `doctor`.
public struct LabCapabilities: Hashable, Sendable {
    /// libvirt's version, such as `9.0.0`.
    public var libvirt: String
    /// Path of the QEMU that sessions start.
    public var emulator: String
    /// QEMU's version as libvirt has it.
    public var emulatorVersion: String
    /// Names of the IOMMU devices that the emulator has, such as `intel-iommu`.
    public var iommus: [String]
    /// Whether the emulator has the device `edu`.
    public var hasEdu: Bool
    /// Whether the emulator has `ivshmem-plain`, which carries the channel between harness and agent.
    public var hasChannelDevice: Bool
    /// What guests run on here, and why.
    public var accelerator: AcceleratorChoice
    /// The IOMMUs that the emulator lacks, by its names of them.
    public var missingIOMMUs: [VIOMMU: String]
    /// What the processor offers guests.
    public var encryption: HardwareEncryption
    /// Bytes.
    public var memory: UInt64
    /// Bytes not in use.
    public var memoryAvailable: UInt64
    /// Number of processors that are online.
    public var cores: Int
    /// Bytes free where sessions keep their state.
    public var stateRoom: UInt64
    /// By how much time limits are stretched on this node.
    public var slowdown: Slowdown
    /// Whom guests' QEMU runs as, in words.
    public var runsAs = "this user"
}

extension LabSession {
    /// Asks libvirt, QEMU and the system; takes up to a few seconds.
    public func capabilities() throws(LabError) -> LabCapabilities {
        let connection = try openConnection()
        let output = "\(root.path)/devices.txt"
        defer { unlink(output) }
        let end = ChildProcess.run(
            [options.emulator, "-device", "help"], output: output, most: 1 << 20, deadline: deadline(.seconds(10)),
            cancellation: cancellation)
        try LabCapabilities.check(end, emulator: options.emulator, package: options.machine.package)
        let devices = LabCapabilities.deviceNames(SmallFile.read(output, limit: 1 << 20) ?? [])
        let memory = LabCapabilities.readMemory()
        do throws(LibvirtError) {
            return LabCapabilities(
                libvirt: try connection.libraryVersion(), emulator: options.emulator,
                emulatorVersion: try connection.hypervisorVersion(),
                iommus: devices.filter { $0.contains("iommu") || $0.hasPrefix("AMDVI") }.sorted(),
                hasEdu: devices.contains("edu"), hasChannelDevice: devices.contains("ivshmem-plain"),
                accelerator: accelerator, missingIOMMUs: options.machine.missingIOMMUs(among: devices),
                encryption: try hardwareEncryption(connection), memory: memory.total,
                memoryAvailable: memory.available,
                cores: slowdown.cores, stateRoom: LabCapabilities.room(root.path), slowdown: slowdown, runsAs: runsAs)
        } catch {
            throw LabError(.hypervisor, "\(error)")
        }
    }
}

extension LabSession {
    private var runsAs: String {
        let kvm = accelerator.accelerator == .kvm ? "with /dev/kvm" : "without /dev/kvm"
        guard options.uri == nil else { return "uid \(getuid()), as the daemon is told" }
        guard let user else { return "uid \(getuid()), as this command, with seccomp and \(kvm)" }
        return "\(user.name) (uid \(user.user)) without capabilities, with seccomp and \(kvm)"
            + "; those on the processor's own encryption as root"
    }
}

extension LabCapabilities {
    /// Tells who wants out while QEMU lists its devices that this was interrupted, and not to install QEMU.
    static func check(_ end: ChildProcess.End, emulator: String, package: String) throws(LabError) {
        guard end != .cancelled else { throw .cancelled(while: "\(emulator) lists its devices") }
        guard end == .exited(0) else {
            throw LabError(.node, "\(emulator) does not list its devices (\(end))", hint: "install \(package)")
        }
    }

    /// Bytes free for this user where `path` lies; 0 when that cannot be told.
    @Sendable public static func room(_ path: String) -> UInt64 {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return 0 }
        return UInt64(status.f_bavail).multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue
    }

    /// The names in what `-device help` prints: lines that begin with `name "X"`.
    static func deviceNames(_ text: [UInt8]) -> Set<String> {
        var names: Set<String> = []
        for line in String(decoding: text, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
            if parts.count == 3, parts[0] == "name " { names.insert(String(parts[1])) }
        }
        return names
    }

    static func readMemory() -> (total: UInt64, available: UInt64) {
        let text = String(decoding: SmallFile.read("/proc/meminfo", limit: 8192) ?? [], as: UTF8.self)
        func bytes(_ key: String) -> UInt64 {
            let line = text.split(separator: "\n").first { $0.hasPrefix(key + ":") }
            let number = line?.split(separator: " ").dropFirst().first.flatMap { UInt64($0) } ?? 0
            return number.multipliedReportingOverflow(by: 1024).partialValue
        }
        return (bytes("MemTotal"), bytes("MemAvailable"))
    }
}
