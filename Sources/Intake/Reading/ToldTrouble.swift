/// What goes wrong by a report's words, where no message of the kernel tells of a refused DMA.
enum ToldTrouble: String, Sendable, CaseIterable {
    case boot = "a boot that fails"
    case hang = "a hang"
    case corruption = "corrupted data"
    case timeout = "a time-out"
    case lost = "data that do not arrive"
    case memory = "memory that cannot be had"
    case launch = "a program or a guest that does not start"
    case crash = "a crash"
    case mapping = "a mapping that fails, in a driver's or a program's words"
    case device = "a device that fails"
    case picture = "a picture that is wrong or missing"
    case failure = "something that does not work"

    /// Words by which it is told, the most telling first.
    static let words: [(ToldTrouble, [StaticString])] = [
        (
            .corruption,
            [
                "data corruption", "memory corruption", "memory-corruption", "corrupted", "corrupts", "corruption",
                "wrong data",
            ]
        ),
        (.lost, ["is not received", "not received from", "no data received", "data loss", "lost data"]),
        (
            .boot,
            [
                "does not boot", "doesn't boot", "not boot", "no longer boot", "hang on boot", "unable to boot",
                "failed to boot", "cannot boot", "fails to boot", "fail to boot", "can't boot", "won't boot",
                "refuse to boot",
                "refuses to boot", "freeze on boot", "hangs on boot", "hangs at boot", "hang at boot",
                "hang during the boot", "hangs during the boot", "hang during boot", "hangs during boot",
                "cannot find root", "can't find root", "unable to mount root", "no root", "not found the root",
                "stuck at boot", "boot hang", "boot loop", "stops booting", "bootloop",
            ]
        ),
        (.memory, ["page allocation failure", "out of memory", "oom reaper", "oom-killer", "oom killer"]),
        (
            .hang,
            [
                "gpu hang", "hangs", "hang up", "indefinite hang", "indefinate hang", "freezes", "freeze", "frozen",
                "froze up", "froze at", "lockup", "locks up", "lock up", "hung at", "hung up", "got stuck",
                "gets stuck", "stuck at",
                "unresponsive", "hanging", "becomes unavailable", "stops responding", "stop responding",
                "system hang",
            ]
        ),
        (.timeout, ["timed out", "timeout", "time-out"]),
        (
            .launch,
            [
                "unable to launch", "failed to launch", "fails to launch", "not start", "fail to start",
                "failed to start", "unable to start", "fails to start", "failed to open", "is not supported",
                "run failed",
                "launch failed", "cannot start", "can't start",
            ]
        ),
        (
            .crash,
            [
                "kernel panic", "panics", "oops", "crash", "reboots itself", "random reboot", "segfault",
                "unable to handle kernel paging request", "unable to handle page fault", "bus error",
            ]
        ),
        (
            .mapping,
            [
                "mapping error", "mapping failed", "failed to map", "unable to map", "map failed", "cannot map",
                "can't map", "map error", "dma_mapping_error", "vfiodmamap", "mapping failure", "mapping fails",
                "map_dma failed",
            ]
        ),
        (
            .picture,
            ["black screen", "blank screen", "blurred screen", "garbled", "no display", "screen stays", "artifacts"]
        ),
        (
            .device,
            [
                "failed with error", "fails with", "probe fails", "fails to", "failed to initialize",
                "initialization failed", "init failed", "probe failed", "controller is down", "reset adapter",
                "firmware failed", "failed to load", "does not come up", "not come up", "no such device", "i/o error",
                "not detected", "not recognized", "not recognised", "controller unavailable", "device is dead",
                "drops off", "falls off the bus", "disappears from", "failed to allocate", "failed to reallocate",
                "not enabled", "controller not ready", "couldn't initialize", "failed to identify", "device not ready",
            ]
        ),
    ]
}
