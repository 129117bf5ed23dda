import Foundation
import Libvirt

/// The way from a specification to a running QEMU.
struct GuestStart {
    let spec: GuestSpec
    let session: LabSession
    let domain: String
    let files: GuestPaths

    func run(_ connection: Connection) throws(LabError) -> Guest {
        let clock = SuspendingClock()
        let begin = clock.now
        try checkFiles()
        try makeLive()
        let xml = try DomainXML(
            spec: staged(), domainName: domain, emulator: session.stage.program(emulator),
            accelerator: DomainXML.accelerator(for: spec, node: session.accelerator.accelerator), files: files,
            iommuOptions: session.iommuOptions(of: emulator, for: spec), labels: try labels(connection)
        ).document()
        try SmallFile.write(xml, to: files.domain)
        try SmallFile.write("", to: files.console)
        // QEMU opens it by name, and would follow a link.
        unlink(files.deviceTrace)
        let external = spec.edu.filter(\.facesOutside).map(\.slot)
        if !external.isEmpty {
            try SmallFile.write(spec.machine.words.externalPorts(external), to: files.externalPorts)
        }
        let channel = try HarnessChannel(path: files.channel)
        try makeSharedStores()
        try giveFiles()
        defer { unlinkSharedStores() }
        let watch = GuestWatch(
            guest: spec.name, domain: domain, files: files, limit: spec.logLimit, cancellation: session.cancellation)
        watch.start()
        do {
            let running = try watch.guarding("starting QEMU", session.deadline(.seconds(60))) { () throws(LabError) in
                try start(connection, xml)
            }
            let process = try find(running)
            channel.unlinkName()
            let ram = try memory(running, process.pid, watch)
            if let path = spec.restored { try restore(running, from: path, watch) }
            if paused { try resume(running, watch) }
            watch.follow(process)
            return Guest(
                spec: spec, session: session, domain: running, process: process, watch: watch, files: files,
                channel: channel, ram: ram, timings: GuestTimings(create: clock.now - begin))
        } catch {
            watch.stop()
            for process in EmulatorProcess.running(where: { $0 == domain }) {
                process.kill()
            }
            files.bringBack(limit: AttemptBudget.bytes)
            throw error
        }
    }

    private var emulator: String { spec.emulator ?? session.options.emulator }

    /// The encrypted store is made, and a snapshot read, before the guest's first instruction.
    private var paused: Bool { spec.emulatesEncryption || spec.restored != nil }

    private func resume(_ running: Domain, _ watch: GuestWatch) throws(LabError) {
        try watch.guarding("resuming QEMU", session.deadline(.seconds(10))) { () throws(LabError) in
            do throws(LibvirtError) {
                try running.resume()
            } catch {
                throw LabError(.hypervisor, "guest \(spec.name): \(error)", hint: "see \(files.domain)")
            }
        }
    }

    private func start(_ connection: Connection, _ xml: String) throws(LabError) -> Domain {
        do {
            return try connection.start(name: domain, xml: xml, paused: paused)
        } catch {
            throw LabError(
                .hypervisor, "guest \(spec.name) did not start: \(error)" + EmulatorLog.tail(files.emulatorLog),
                hint: "see \(files.domain)")
        }
    }

    private func labels(_ connection: Connection) throws(LabError) -> [SecurityLabel] {
        guard session.options.uri != nil else {
            // Devices of the processor's encryption are root's alone.
            return session.user == nil || spec.hardware == nil ? [] : [SecurityLabel(model: "dac", label: "+0:+0")]
        }
        do throws(LibvirtError) {
            return SecurityLabel.all(capabilities: try connection.capabilities(), user: getuid(), group: getgid())
        } catch {
            throw LabError(.hypervisor, "guest \(spec.name): \(error)")
        }
    }

    private func find(_ running: Domain) throws(LabError) -> EmulatorProcess {
        let found = EmulatorProcess.running { $0 == domain }
        guard let process = found.first, found.count == 1 else {
            try? running.destroy()
            throw LabError(
                .hypervisor, "guest \(spec.name) started and \(found.count) QEMU processes are named \(domain)",
                hint: "QEMU died at once, or /proc hides it: see \(files.emulatorLog)",
                console: SerialConsole(path: files.console).tail())
        }
        return process
    }

    private func checkFiles() throws(LabError) {
        let boot: [(String, String?)] =
            spec.emulatesEncryption
            ? [("kernel", spec.packedKernel), ("shim", spec.shim)]
            : [("kernel", spec.hardware == nil ? spec.kernel : spec.packedKernel)]
        let disks = spec.driven.map { ("disk", $0.path) }
        for (what, path) in boot + [("initrd", spec.initrd), ("emulator", emulator)] + disks {
            guard let path, !FileManager.default.isReadableFile(atPath: path) else { continue }
            throw LabError(
                .node, "guest \(spec.name): the \(what) \(path) cannot be read",
                hint: hints[what] ?? "prepare it with the images verb")
        }
    }

    private var hints: [String: String] {
        [
            "emulator": "install \(spec.machine.package)", "shim": "build it with `make build`",
            "disk": "make it first",
        ]
    }
}
