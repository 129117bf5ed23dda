import Foundation
import Libvirt

/// The way from a specification to a running QEMU.
struct GuestStart {
    let spec: GuestSpec
    let session: LabSession
    let domain: String
    let files: GuestFiles

    func run(_ connection: Connection) throws(LabError) -> Guest {
        let clock = SuspendingClock()
        let begin = clock.now
        try checkFiles()
        let xml = try DomainXML(
            spec: spec, domainName: domain, emulator: session.options.emulator, machine: session.options.machine,
            accelerator: session.accelerator.accelerator, files: files,
            labels: try labels(connection)
        ).document()
        try SmallFile.write(xml, to: files.domain)
        try SmallFile.write("", to: files.console)
        let channel = try Channel(path: files.channel)
        let watch = GuestWatch(
            guest: spec.name, domain: domain, files: files, limit: spec.logLimit, cancellation: session.cancellation)
        watch.start()
        do {
            let running = try watch.guarding("starting QEMU", session.deadline(.seconds(60))) { () throws(LabError) in
                try start(connection, xml)
            }
            let process = try find(running)
            channel.unlinkName()
            let ram = try RAMView(pid: process.pid, ram: spec.ram)
            watch.follow(process)
            return Guest(
                spec: spec, session: session, domain: running, process: process, watch: watch, files: files,
                channel: channel, ram: ram, timings: GuestTimings(create: clock.now - begin))
        } catch {
            watch.stop()
            for process in EmulatorProcess.running(where: { $0 == domain }) {
                process.kill()
            }
            throw error
        }
    }

    private func start(_ connection: Connection, _ xml: String) throws(LabError) -> Domain {
        do {
            return try connection.start(name: domain, xml: xml)
        } catch {
            throw LabError(
                .hypervisor, "guest \(spec.name) did not start: \(error)" + EmulatorLog.tail(files.emulatorLog),
                hint: "see \(files.domain)")
        }
    }

    private func labels(_ connection: Connection) throws(LabError) -> [SecurityLabel] {
        guard session.options.uri != nil else { return [] }
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
                console: Console(path: files.console).tail())
        }
        return process
    }

    private func checkFiles() throws(LabError) {
        for (what, path) in [("kernel", spec.kernel), ("initrd", spec.initrd), ("emulator", session.options.emulator)] {
            guard let path, !FileManager.default.isReadableFile(atPath: path) else { continue }
            throw LabError(
                .node, "guest \(spec.name): the \(what) \(path) cannot be read",
                hint: what == "emulator" ? "install qemu-system-x86" : "prepare it with the images verb")
        }
    }
}
