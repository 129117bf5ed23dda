import CLibvirt
import Foundation

/// libvirt's event loop on a thread of its own, for the life of the process.
///
/// The embedded QEMU driver reads its monitors from this loop: without it the first start of a domain never returns.
enum EventLoop {
    static let started: Result<Void, LibvirtError> = {
        // libvirt's own log writes failures of the embedded driver to stderr; all that matters is raised as an error
        // too.
        setenv("LIBVIRT_LOG_OUTPUTS", "4:file:/dev/null", 0)
        // Not through the collector: before this call libvirt has no place for a thread's errors, and resetting them
        // crashes.
        guard virInitialize() == 0 else {
            return .failure(LibvirtError(operation: "initialise the library", code: 0, message: "no reason given"))
        }
        ErrorCollector.install()
        do throws(LibvirtError) {
            _ = try ErrorCollector.call("register an event loop") { virEventRegisterDefaultImpl() == 0 ? true : nil }
        } catch {
            return .failure(error)
        }
        let thread = Thread {
            // A failing iteration must not spin: libvirt reports none that could be repaired here.
            while true {
                if virEventRunDefaultImpl() < 0 { usleep(10_000) }
            }
        }
        thread.name = "libvirt-events"
        thread.start()
        return .success(())
    }()
}
