import Glibc
import GuestProtocol
import Testing

@testable import GuestAgent

/// What is armed, on kernels that have all events and on such as have few.
struct TracingTests {
    private let kernel = FakeKernel.guest()
    private static let folder = FakeKernel.tracing

    private func removeEvents(_ beginning: String) {
        for path in kernel.files.keys where path.hasPrefix("\(Self.folder)/events/\(beginning)") {
            kernel.files[path] = nil
        }
    }

    @Test func aKernelWithEventsIsArmedWithThem() {
        let tracing = Tracing.arm(kernel)
        #expect(
            tracing.armedEvents == [
                "dma/dma_map_phys", "dma/dma_unmap_phys", "swiotlb/swiotlb_bounced", "iommu/map", "iommu/unmap",
                "iommu/attach_device_to_domain", "iommu/io_page_fault",
            ])
        #expect(tracing.missing.isEmpty)
        #expect(!tracing.seesCallsByProbes)
        let expected = (KernelProbe.pool + KernelProbe.masks + KernelProbe.calls + KernelProbe.links).map(\.name)
        #expect(tracing.armedProbes == expected)
        #expect(kernel.text(at: "\(Self.folder)/buffer_size_kb") == "8192")
        #expect(kernel.text(at: "\(Self.folder)/options/hash-ptr") == "0")
        #expect(kernel.text(at: "\(Self.folder)/tracing_on") == "1")
    }

    /// Each is made, and then switched on.
    @Test func aProbeIsDefinedAndThenEnabled() throws {
        _ = Tracing.arm(kernel)
        let probe = try #require(KernelProbe.pool.first)
        let at = try #require(
            kernel.calls.firstIndex(of: "write \(Self.folder)/kprobe_events \(probe.definition(in: "dmaroute"))"))
        #expect(kernel.calls[at + 1] == "write \(Self.folder)/events/dmaroute/pool_map/enable 1")
    }

    @Test func aKernelBeforeTheEventsIsArmedWithProbes() {
        removeEvents("dma/")
        let tracing = Tracing.arm(kernel)
        #expect(tracing.seesCallsByProbes)
        #expect(tracing.armedProbes.starts(with: (KernelProbe.calls + KernelProbe.api + KernelProbe.pool).map(\.name)))
        #expect(!tracing.armedProbes.contains("iova_link"), "nothing links on it")
        #expect(Set(tracing.armedProbes).count == tracing.armedProbes.count)
        #expect(tracing.missing == ["dma: open /sys/kernel/tracing/events/dma/enable: No such file or directory"])
    }

    @Test func linksAreSeenFromTheReleaseOnThatHasThem() {
        removeEvents("dma/dma_map_phys")
        #expect(!Tracing.arm(kernel).armedProbes.contains("iova_link"))
    }

    @Test func whatTheCommandLineArmedIsNotArmedTwice() {
        kernel.put(
            "p:dmaroute/set_mask dma_set_mask x=1\nr16:dmaroute/set_mask_ret y z=1", at: "\(Self.folder)/kprobe_events")
        let tracing = Tracing.arm(kernel)
        #expect(tracing.armedProbes.contains("set_mask") && tracing.armedProbes.contains("set_mask_ret"))
        #expect(!kernel.calls.contains { $0.contains("p:dmaroute/set_mask ") && $0.hasPrefix("write") })
        #expect(kernel.calls.contains { $0.contains("p:dmaroute/set_coherent_mask ") })
    }

    @Test func aProbeOfAnotherGroupIsNotOurs() {
        kernel.put("p:other/set_mask dma_set_mask x=1", at: "\(Self.folder)/kprobe_events")
        _ = Tracing.arm(kernel)
        #expect(kernel.calls.contains { $0.hasPrefix("write") && $0.contains(" p:dmaroute/set_mask ") })
    }

    @Test func whatCannotBeArmedIsNamedWithItsReason() {
        kernel.writeErrors["\(Self.folder)/kprobe_events"] = EINVAL
        kernel.writeErrors["\(Self.folder)/events/iommu/map/enable"] = EPERM
        kernel.openErrors["\(Self.folder)/options/hash-ptr"] = ENOENT
        let tracing = Tracing.arm(kernel)
        #expect(tracing.armedProbes.isEmpty)
        #expect(
            tracing.missing.first
                == "options/hash-ptr: open /sys/kernel/tracing/options/hash-ptr: No such file or directory")
        #expect(tracing.missing.contains("pool_map: write /sys/kernel/tracing/kprobe_events: Invalid argument"))
        #expect(
            tracing.missing.last
                == "iommu/map: write /sys/kernel/tracing/events/iommu/map/enable: Operation not permitted")
        #expect(!tracing.armedEvents.contains("iommu/map") && tracing.armedEvents.contains("iommu/unmap"))
    }

    @Test func aProbeThatCannotBeSwitchedOnIsNotArmed() {
        let enable = "\(Self.folder)/events/dmaroute/pool_map/enable"
        kernel.writeErrors[enable] = EBUSY
        let tracing = Tracing.arm(kernel)
        #expect(tracing.missing == ["pool_map: write \(enable): Device or resource busy"])
        #expect(!tracing.armedProbes.contains("pool_map") && tracing.armedProbes.contains("pool_map_ret"))
    }

    @Test func anInstanceHasItsOwnFolderGroupAndBuffer() {
        let instance = "\(Self.folder)/instances/mine"
        for file in ["buffer_size_kb", "tracing_on", "trace_marker"] { kernel.put("", at: "\(instance)/\(file)") }
        var tracing = Tracing(
            at: .init(root: Self.folder, folder: instance, group: "mine", bufferKiB: 128), kernel)
        tracing.arm()
        tracing.mark("hello")
        #expect(kernel.text(at: "\(instance)/buffer_size_kb") == "128")
        #expect(kernel.text(at: "\(instance)/trace_marker") == "dmaroute: hello")
        // Kprobes are made in the root, in the instance's group.
        #expect(kernel.calls.contains { $0.hasPrefix("write \(Self.folder)/kprobe_events p:mine/pool_map ") })
        #expect(tracing.path == "\(instance)/trace")
        // A kernel without the instance's events folder is taken for one before the events.
        #expect(tracing.missing.contains { $0.hasPrefix("pool_map: open \(instance)/events/mine/pool_map/enable") })
    }

    @Test func startsAndStopsAreWritten() {
        var tracing = Tracing(at: .whole, kernel)
        tracing.start()
        tracing.pause()
        tracing.resume()
        tracing.stop()
        #expect(kernel.calls.map { String($0.suffix(1)) } == ["1", "0", "1", "0"])
    }

    @Test func statisticsNameEachProcessorAndTheProbes() {
        kernel.put("overrun: 3", at: "\(Self.folder)/per_cpu/cpu1/stats")
        kernel.readErrors["\(Self.folder)/per_cpu/cpu0/stats"] = EIO
        kernel.put("  pool_map  12  0\n", at: "\(Self.folder)/kprobe_profile")
        #expect(
            Tracing(at: .whole, kernel).stats()
                == "cpu0\nunreadable\ncpu1\noverrun: 3\nkprobe_profile (event, hits, misses)\n  pool_map  12  0\n")
    }

    @Test func noProbesNoProfile() {
        kernel.put("\n", at: "\(Self.folder)/kprobe_profile")
        #expect(Tracing(at: .whole, kernel).stats() == "cpu0\noverrun: 0\ncommit overrun: 0\n")
    }
}
