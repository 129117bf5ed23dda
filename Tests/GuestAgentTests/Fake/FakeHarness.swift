import GuestProtocol

@testable import GuestAgent

/// The harness's end of a channel in memory, and an agent at the other on a ``FakeKernel``.
final class FakeHarness {
    let kernel: FakeKernel
    private let memory: UnsafeMutableRawPointer
    private var commands: Ring
    private var reports: Ring

    init(_ kernel: FakeKernel = .guest()) throws {
        self.kernel = kernel
        memory = .allocate(byteCount: GuestChannel.bytes, alignment: 4096)
        GuestChannel.format(memory)
        (commands, reports) = try GuestChannel.harness(memory)
    }

    deinit { memory.deallocate() }

    /// Puts a frame into the channel as it is.
    func put(_ frame: [UInt8]) throws { _ = try commands.send(frame) }

    func talk(problems: [Problem] = [], _ sent: [Command]) throws -> [Report] {
        try talk("", problems: problems, sent)
    }

    /// Sends all of it, lets the agent live its life on the kernel's command line, and reads what it said.
    func talk(_ words: String, problems: [Problem] = [], _ sent: [Command]) throws -> [Report] {
        for command in sent { try put(Codec.encode(command)) }
        let options = BootOptions(commandLine: words)
        var loop = try AgentLoop(options: options, channel: AgentChannel(memory, kernel), kernel)
        try loop.run(problems: problems)
        var said: [Report] = []
        while let frame = try reports.receive() { said.append(try Codec.decodeReport(frame)) }
        return said
    }
}

extension [Report] {
    var problems: [String] {
        compactMap { if case .problem(let text) = $0 { text } else { nil } }
    }

    /// Names of files in the order in which their first pieces came, each with its bytes.
    var files: [(name: String, text: String)] {
        var files: [(name: String, text: String)] = []
        for case .file(let name, let bytes) in self {
            let text = String(decoding: bytes, as: UTF8.self)
            if let at = files.firstIndex(where: { $0.name == name }) {
                files[at].text += text
            } else {
                files.append((name, text))
            }
        }
        return files
    }

    func file(_ name: String) -> String? { files.first { $0.name == name }?.text }
}

extension FakeKernel {
    static let tracing = "/sys/kernel/tracing"
    static let slot = "0000:00:05.0"

    /// Debian's 7.3 with the probe, all its events and one `edu`.
    static func guest() -> FakeKernel {
        let kernel = FakeKernel()
        kernel.put("7.3.4-test\n", at: "/proc/sys/kernel/osrelease")
        for path in ["/probe.ko", "/dev/dmaroute", "/modules/nvme.ko", "/modules/virtio_iommu.ko"] {
            kernel.put("", at: path)
        }
        for file in [
            "options/hash-ptr", "tracing_on", "trace_marker", "buffer_size_kb", "kprobe_events", "events/dma/enable",
            "events/dma/dma_map_phys/enable", "events/dma/dma_unmap_phys/enable", "events/swiotlb/enable",
            "events/swiotlb/swiotlb_bounced/enable", "events/iommu/map/enable", "events/iommu/unmap/enable",
            "events/iommu/attach_device_to_domain/enable", "events/iommu/io_page_fault/enable",
        ] {
            kernel.put("", at: "\(tracing)/\(file)")
        }
        kernel.put("the trace", at: "\(tracing)/trace")
        kernel.put("overrun: 0\ncommit overrun: 0\n", at: "\(tracing)/per_cpu/cpu0/stats")
        kernel.add(slot, vendor: "0x1234", device: "0x11e8")
        kernel.onWrite = { kernel, path, text in
            // As kernel/trace/trace_kprobe.c makes a folder for each probe.
            guard path == "\(tracing)/kprobe_events",
                let name = text.split(separator: " ").first?.split(separator: ":").last
            else { return }
            kernel.put("0", at: "\(tracing)/events/\(name)/enable")
        }
        return kernel
    }

    func add(_ slot: String, vendor: String, device: String) {
        put("\(vendor)\n", at: "\(PCI.folder)/\(slot)/vendor")
        put("\(device)\n", at: "\(PCI.folder)/\(slot)/device")
    }
}

extension DeviceSetup {
    static let edu = DeviceSetup(slot: FakeKernel.slot, dmaMaskBits: 32, coherentMaskBits: 31)
    static let other = DeviceSetup(slot: "0000:00:06.0", dmaMaskBits: 64, coherentMaskBits: 64)
}

extension MapOrder {
    static func sample(
        _ request: UInt32 = 7, device: UInt8 = 0, _ direction: CallDirection = .toDevice, size: UInt32 = 4096,
        held: UInt32 = 0, earlier: UInt8 = 0, kind: CallKind = .mapSingle, coverage: MoveCoverage = .whole
    ) -> MapOrder {
        MapOrder(
            request: request, device: device, kind: kind, direction: direction, size: size, segments: 1, low: 16,
            high: 1 << 32, nonce: UInt64(request) * 11, prelude: Prelude(held: held, earlierMaskBits: earlier),
            coverage: coverage)
    }
}
