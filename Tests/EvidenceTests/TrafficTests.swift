import RouteModel
import TestSupport
import Testing

@testable import Evidence

/// What a trace tells of a driver's DMAs; the lines are those of real guests.
@Suite struct TrafficTests {
    static let slot = "0000:00:04.0"
    private static let probes = [
        "set_mask", "set_mask_ret", "set_coherent_mask", "set_coherent_mask_ret", "pool_map", "pool_map_ret",
        "atomic_pool", "atomic_pool_ret",
    ]
    static let facts =
        "trace=armed\ncontrol.finish=no probe\nkernel.direct_map=0xffff888000000000\n"
        + "kernel.page_structs=0xffffea0000000000\nkernel.page_struct_bytes=64\n"
        + probes.map { "trace.kprobe=\($0)\n" }.joined()

    static func line(_ event: String, _ task: String = "init-85", _ flags: String = ".....") -> String {
        "    \(task)      [000] \(flags)     3.189934: \(event)\n"
    }

    static func traffic(
        _ trace: String, facts: String = facts, deviceTrace: String = "", bit: Int? = nil
    ) throws -> DriverTraffic {
        let index = TraceIndex(text: Array(trace.utf8), statistics: TraceStatistics(lost: 0), notArmed: nil)
        #expect(index.trace.unreadable == 0)
        guard let device = index.device(slot) else { return DriverTraffic() }
        let boot = bit.map { Boot(kernel: "", platform: .host, encryption: .sme, ram: 1 << 30, cBit: $0) }
        return TrafficReader(
            index, slot: slot, device: device, facts: GuestFacts(text: Array(facts.utf8)),
            space: AddressSpace(boot, isActive: true),
            use: DeviceUse(DeviceTrace(Array(deviceTrace.utf8)), slot: slot, isNVMe: false)
        ).traffic
    }

    static func map(_ address: String, of physical: String, size: Int = 4096) -> String {
        "dma_map_phys: \(slot) dir=FROM_DEVICE dma_addr=\(address) size=\(size) phys_addr=\(physical) attrs="
    }

    private static func bounced(_ physical: String, to pool: String) -> [String] {
        [
            "swiotlb_bounced: dev_name: \(slot) dma_mask=ffffffffffffffff dev_addr=\(physical) size=16 FORCE",
            "pool_map: (swiotlb_tbl_map_single+0x4/0x9e0) dev=\"\(slot)\" phys_addr=0x\(physical) size=16",
            "pool_map_ret: (swiotlb_map+0x6c/0x2a0 <- swiotlb_tbl_map_single) phys_addr=0x\(pool)",
        ]
    }

    private static func paths(_ traffic: DriverTraffic) -> [[Path]] {
        traffic.groups.map { $0.call.seen.view?.paths ?? [] }
    }

    @Test func aBounceIsTheSlotThatThePoolGave() throws {
        let before = Self.bounced("7877110", to: "3aca2000").map { Self.line($0) }.joined()
        let right = try Self.traffic(before + Self.line(Self.map("3aca2000", of: "7877110")))
        #expect(Self.paths(right) == [[.bounce]] && right.counts.paths == ["bounce": 1])
        let wrong = try Self.traffic(before + Self.line(Self.map("3aca3000", of: "7877110")))
        #expect(Self.paths(wrong) == [[]], "another slot is no route")
        let unbounced = try Self.traffic(before + Self.line(Self.map("7877110", of: "7877110")))
        #expect(Self.paths(unbounced) == [[]], "the buffer's own address after a bounce is no route")
    }

    @Test func whatAnInterruptDoesInBetweenIsItsOwn() throws {
        let before = Self.bounced("7877110", to: "3aca2000").map { Self.line($0) }.joined()
        let other = Self.line(Self.map("5bfca80", of: "5bfca80"), "init-85", "d.h1.")
        let traffic = try Self.traffic(before + other + Self.line(Self.map("3aca2000", of: "7877110")))
        #expect(Self.paths(traffic) == [[.direct], [.bounce]])
    }

    @Test func anIOVAIsWhatTheTablesPutBehindIt() throws {
        let table = Self.line(
            "map: IOMMU: iova=0x00000000ffffd000 - 0x00000000ffffe000 paddr=0x0000000007877000 size=4096")
        let device = "vtd_dmar_translate dev 00:04.00 iova 0xffffd110 -> gpa 0x7877110 mask 0xfff\n"
        let traffic = try Self.traffic(table + Self.line(Self.map("ffffd110", of: "7877110")), deviceTrace: device)
        #expect(Self.paths(traffic) == [[.translated]])
        #expect(traffic.counts.confirmed == 1 && traffic.strays.isEmpty)
        let other = try Self.traffic(table + Self.line(Self.map("ffffd110", of: "6877110")), deviceTrace: device)
        #expect(Self.paths(other) == [[]])
        let stray = try Self.traffic(Self.line(Self.map("5bfca80", of: "5bfca80")), deviceTrace: device)
        #expect(stray.strays.count == 1 && stray.counts.confirmed == 0)
    }

    /// 32 bits before its driver says otherwise; what it asked for in vain changes nothing.
    @Test func eachCallIsMadeUnderTheMasksOfItsTime() throws {
        func set(_ name: String, _ mask: String, _ error: String) -> String {
            Self.line("\(name): (dma_\(name)+0x4/0x130) dev=\"\(Self.slot)\" mask=0x\(mask)")
                + Self.line("\(name)_ret: (vp_modern_probe+0x352/0x870 <- dma_\(name)) error=\(error)")
        }
        let map = Self.line(Self.map("5bfca80", of: "5bfca80"))
        let traffic = try Self.traffic(
            map + set("set_mask", "ffffffffffffffff", "0") + map + set("set_coherent_mask", "fffffff", "-5") + map)
        let masks = traffic.groups.map(\.call.masks)
        #expect(masks == [.pci, DMAMasks(streaming: .max, coherent: 0xffff_ffff)])
        #expect(traffic.groups.map(\.count) == [1, 2] && traffic.masks == masks.last)
        #expect(try Self.traffic(map, facts: "trace=armed\n").groups.first?.call.masks == nil)
    }

    /// As a built-in driver would; the agent's first mark ends that time.
    @Test func whatIsFromBeforeInitIsCountedApart() throws {
        let alloc = Self.line(
            "dma_alloc: \(Self.slot) dir=BIDIRECTIONAL dma_addr=5c8c000 size=6726 virt_addr=ffff888005c8c000 "
                + "flags=GFP_KERNEL|__GFP_ZERO attrs=NO_WARN")
        let mark = Self.line("tracing_mark_write: dmaroute: agent")
        let traffic = try Self.traffic(alloc + mark + alloc + Self.line(Self.map("5bfca80", of: "5bfca80")))
        #expect(traffic.counts.early == 1 && traffic.counts.total == 3)
        #expect(traffic.counts.kinds == ["alloc-coherent": 2, "map-page": 1])
        #expect(try Self.traffic(alloc).counts.early == 0, "a trace that begins with the agent")
        let copy =
            Self.bounced("7877110", to: "3aca2000").map { Self.line($0) }.joined()
            + Self.line(Self.map("3aca2000", of: "7877110"))
        #expect(try Self.traffic(copy + alloc + mark + copy).earlyBounces == 1)
        #expect(try Self.traffic(copy).earlyBounces == 0)
    }

    @Test func aReleaseWithoutEventsTellsTheSame() throws {
        let map =
            Self.line(
                "map_page: (dma_map_page_attrs+0x0/0x270) dev=\"\(Self.slot)\" page=0xffffea00001b2880 offset=528 "
                    + "size=16 dir=1 attrs=0x0")
            + Self.line("map_page_ret: (virtqueue_add_split+0x17b/0x700 <- dma_map_page_attrs) dma_addr=0x6ca2210")
        let alloc =
            Self.line(
                "alloc: (dma_alloc_attrs+0x0/0x60) dev=\"\(Self.slot)\" size=6726 handle=0x0 flags=0x2dc0 attrs=0x100")
            + Self.line("alloc_ret: (vring_alloc_queue_split+0x78/0x160 <- dma_alloc_attrs) virt=0xffff888006780000")
        let free = Self.line(
            "free: (dma_free_attrs+0x0/0x60) dev=\"\(Self.slot)\" size=6726 virt=0xffff888006780000 dma_addr=0x6780000")
        let plain = try Self.traffic(map + alloc)
        #expect(Self.paths(plain) == [[.direct], [.coherent]])
        #expect(plain.groups[0].call.buffer == [0x6ca_2210...0x6ca_221f])
        // With a C-bit only what is given back tells whether the address has it.
        let kept = try Self.traffic(alloc, bit: 47)
        #expect(kept.counts.paths == ["untold": 1])
        let given = try Self.traffic(
            alloc + free.replacing("dma_addr=0x6780000", with: "dma_addr=0x800006780000"), bit: 47)
        #expect(given.groups.first?.call.seen.view?.addressBit == .set)
        #expect(try Self.traffic(alloc + free, bit: 47).groups.first?.call.seen.view?.addressBit == .clear)
    }

    /// A list that goes on elsewhere is judged as far as it is shown.
    @Test func aListIsToldWhereItIsGivenBack() throws {
        let map =
            Self.line(
                "map_sg: (dma_map_sg_attrs+0x0/0x20) dev=\"\(Self.slot)\" sg=0xffff88803fc43238 nents=16 dir=2 "
                    + "page0=0xffffea00000c8b40 off0=0 len0=4096 page1=0xffff888005952001 off1=1 len1=0 page2=0x0 off2=7 len2=9"
            )
            + Self.line("map_sg_ret: (usb_hcd_map_urb_for_dma+0x1/0x2 <- dma_map_sg_attrs) mapped=16")
        let unmap = Self.line(
            "unmap_sg: (dma_unmap_sg_attrs+0x0/0x20) dev=\"\(Self.slot)\" sg=0xffff88803fc43238 nents=16 dir=2 "
                + "dma0=0x322d000 dmalen0=4096 dma1=0x99 dmalen1=77")
        let traffic = try Self.traffic(map + unmap)
        #expect(Self.paths(traffic) == [[.direct]] && traffic.hidden == 15)
        #expect(traffic.groups.first?.call.size == 4096)
        #expect(try Self.traffic(map).counts.paths == ["untold": 1])
    }

    @Test func howManyThereAreTakesNoMoreRoom() throws {
        var pages = ""
        var sizes = ""
        for number in 0..<6000 {
            let address = String(0x1000_0000 + number * 4096, radix: 16)
            pages += Self.line(Self.map(address, of: address))
            sizes += Self.line(Self.map(address, of: address, size: number + 1))
        }
        let alike = try Self.traffic(pages)
        #expect(alike.groups.count == 1 && alike.total == 6000)
        let different = try Self.traffic(sizes)
        #expect(different.groups.count == 4096 && different.beyond == 6000 - 4096 && different.total == 6000)
    }

    @Test(arguments: Dice.seeds()) func noTraceBreaksIt(seed: Int) {
        var random = Dice(seed)
        let lines = Array(
            (Self.bounced("7877110", to: "3aca2000") + [
                Self.map("3aca2000", of: "7877110"),
                "map: IOMMU: iova=0xffffffffffffffff - 0x0 paddr=0xffffffffffffffff size=18446744073709551615",
                "dma_map_sg: \(Self.slot) dir=TO_DEVICE nents=2/9 ents=1/1 dma_addrs={0xffffffffffffffff} sizes={0xffffffff} "
                    + "phys_addrs={0x1,0xffffffffffffffff} attrs=MMIO|CC_SHARED",
                "iova_link: (dma_iova_link+0x0/0x1) dev=\"\(Self.slot)\" iova=0xffffffffffffffff "
                    + "phys_addr=0xffffffffffffffff offset=18446744073709551615 size=18446744073709551615 dir=9",
                "iova_link_ret: (a <- dma_iova_link) error=0",
            ]).map { Self.line($0) }.joined().utf8)
        for _ in 0..<400 {
            var bytes = lines
            for _ in 0..<Int.random(in: 0...12, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 32...126, using: &random)
            }
            let index = TraceIndex(text: bytes, statistics: TraceStatistics(lost: 0), notArmed: nil)
            guard let device = index.device(Self.slot) else { continue }
            let traffic = TrafficReader(
                index, slot: Self.slot, device: device, facts: GuestFacts(text: Array(Self.facts.utf8)),
                space: AddressSpace(nil, isActive: false), use: DeviceUse(DeviceTrace(), slot: Self.slot, isNVMe: false)
            ).traffic
            #expect(traffic.total <= 8)
        }
    }
}
