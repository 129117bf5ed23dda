extension Reading {
    private static let failures: [StaticString] = [
        "failed with error", "fails with", "probe fails", "fails to", "failed to initialize", "initialization failed",
        "init failed", "does not boot",
        "doesn't boot", "not boot", "no longer boot", "does not come up", "not come up", "hangs", "hang on boot",
        "kernel panic", "timed out", "timeout", "dma_mapping_error", "mapping error", "mapping failed",
        "failed to map", "unable to map", "map failed", "cannot map", "can't map", "map error", "failed to dma map",
        "probe failed", "failed to allocate", "does not work",
        "doesn't work", "not working", "stopped working", "broken", "data corruption", "corrupted",
        "controller is down",
        "reset adapter", "firmware failed", "failed to load", "cannot find root", "can't find", "cannot find",
        "no root", "not found the root", "unable to mount root",
        "no such device",
        "i/o error", "error -12", "error -5", "failed:", "crash",
    ]

    private static let refusals: [StaticString] = [
        "dma_mapping_error", "mapping error", "mapping failed", "failed to map", "unable to map", "map failed",
        "cannot map", "can't map", "failed to dma map", "dma map error",
    ]
    private static let patches: [StaticString] = [
        "this series", "series applied", "patches applied", "patch applied", "with the series", "with this series",
        "with your series",
        "of the series", "of this series", "of your series", "patch series", "with the patches", "with these patches",
    ]
    /// Parts of a log that fail on many healthy machines.
    private static let harmless: [StaticString] = [
        "apparmor", "audit:", "acpi bios error", "acpi error", "overlayfs", "systemd[", "firmware bug",
    ]

    mutating func readComplaint(_ line: Pasted.Line) {
        let text = line.text
        if Self.patches.contains(where: { text.has($0) }), note("kernel", "with patches on top", line) {
            patched.append(line.noted(true))
        }
        guard let failure = Self.failures.first(where: { text.has($0) }), !text.starts("config_"),
            !Self.harmless.contains(where: { text.has($0) })
        else { return }
        if text.hasWord("dma") || text.has("dma_map") || text.has("dma-map"),
            Self.refusals.contains(where: { text.has($0) })
        {
            if note("complaint", "a DMA mapping failed", line) { refusedMappings.append(line.noted(true)) }
            return
        }
        let word = "\(failure)"
        if note("complaint", word, line) { complaints.append(line.noted(word)) }
    }
}
