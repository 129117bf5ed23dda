import RouteModel
import Testing

@testable import Intake

/// What kernels of every age print is read by its form, and every form says who prints it.
struct MessageFormTests {
    /// One line of each form, and what is read of it.
    private static let samples: [(line: String, fact: String)] = [
        ("DMAR: INTR-REMAP: Request device [05:00.0] fault index 0x1c [fault reason 0x26] Blocked", "an interrupt"),
        ("INTR-REMAP:[fault reason 38] Blocked an interrupt request due to source-id verification", "an interrupt"),
        ("DMA-API: foo 0000:01:00.0: device driver frees DMA memory with different size", "misuses the DMA API"),
        ("DMA-API: foo 0000:01:00.0: mapping sg segment longer than device claims to support", "misuses the DMA API"),
        ("DMA-API: exceeded 7 overlapping mappings of cacheline 0x1234", "misuses the DMA API"),
        ("DMA-API: foo 0000:01:00.0: cacheline tracking EEXIST", "misuses the DMA API"),
        ("foo 0000:01:00.0: Buffer overflow detected. Allocation size: 64. Mapping size: 128.", "beyond its mapping"),
        ("foo 0000:01:00.0: Access before mapping start detected. orig offset 64, requested offset 0.", "beyond its"),
        ("foo 0000:01:00.0: Invalid sizes (mapping: 4096 bytes, alloc: 2048 bytes)", "beyond its mapping"),
        ("DMAR: ERROR: DMA PTE for vPFN 0x10 already set (to 1003 not 2003)", "tables at odds"),
        ("AMD-Vi: Event logged [ILLEGAL_DEV_TABLE_ENTRY device=01:00.0 address=0x0 flags=0x0]", "tables at odds"),
        ("AMD-Vi: Event logged [DEV_TAB_HARDWARE_ERROR device=01:00.0 address=0x0 flags=0x0]", "tables at odds"),
        ("AMD-Vi: Event logged [PAGE_TAB_HARDWARE_ERROR domain=0x0001 address=0x0 flags=0x0]", "tables at odds"),
        ("AMD-Vi: Event logged [ILLEGAL_COMMAND_ERROR address=0x0]", "tables at odds"),
        ("AMD-Vi: Completion-Wait loop timed out", "does not answer"),
        ("AMD-Vi: Event logged [IOTLB_INV_TIMEOUT device=01:00.0 address=0x40f7c9d60]", "does not answer"),
        ("AMD-Vi: Event logged [COMMAND_HARDWARE_ERROR address=0x0]", "does not answer"),
        ("DMAR: VT-d detected Invalidation Time-out Error: SID 0", "does not answer"),
        ("DMAR: VT-d detected Invalidation Completion Error: SID 0", "does not answer"),
        ("arm-smmu-v3 9050000.smmuv3: CMD_SYNC timeout at 0x00000012", "does not answer"),
        ("arm-smmu 5000000.iommu: TLB sync timed out -- SMMU may be deadlocked", "does not answer"),
        ("Your BIOS is broken; DMAR reported at address fed90000 returns all ones!", "table of IOMMUs broken"),
        ("DMAR: Parse DMAR table failure.", "table of IOMMUs broken"),
        ("AMD-Vi: No, wrong or broken IVRS", "table of IOMMUs broken"),
        ("Your BIOS is broken and requested that identity map [0x0 - 0xf] for device", "table of IOMMUs broken"),
        ("(XEN) IVHD Error: no information for IO-APIC 0x21", "does without the IOMMU"),
        ("(XEN) AMD-Vi: Error initialization", "does without the IOMMU"),
        ("(XEN) I/O virtualisation disabled", "does without the IOMMU"),
        ("(XEN) [VT-D]DMAR: reason 06 - PTE Read access is not set", "reason 0x6"),
        ("DMAR: Allocating 1-page iova for 0000:02:00.0 failed", "addresses used up"),
        ("DMAR: Device 0000:02:00.0 request: 800@1a43f2000 dir 1 --- failed", "addresses used up"),
        ("PCI-DMA: Out of IOMMU space for 65536 bytes at device 0000:02:06.0", "addresses used up"),
        ("foo 0003:03:00.0: iommu_alloc failed, tbl c000001 vaddr c000002 npages 16", "addresses used up"),
        (
            "DMA coherent pool depleted, increase size (recommended min coherent_pool=2048K)",
            "atomic allocations used up"
        ),
        ("ERROR: 256 KiB atomic DMA coherent pool is too small!", "atomic allocations used up"),
        ("foo 0000:00:04.0: Failed to get suitable pool", "atomic allocations used up"),
        ("foo 0000:04:00.0: no suitable DMA mask for 0000:04:00.0", "mask refused"),
        ("foo 0000:04:00.0: No suitable DMA available, aborting", "mask refused"),
        ("foo 0000:04:00.0: No usable DMA configuration, aborting", "mask refused"),
        ("foo 0000:04:00.0: 28bit PCI busmaster DMA not supported", "mask refused"),
        ("foo 0000:04:00.0: 30-bit DMA mask not supported", "mask refused"),
        ("foo 0000:04:00.0: cannot set DMA mask: failed", "mask refused"),
        ("foo 0000:04:00.0: Failed to set a DMA mask", "mask refused"),
        (
            "AMD-Vi: Event logged [IO_PAGE_FAULT device=02:00.0 domain=0x0012 address=0x1000 flags=0x0000]",
            "amd, address 0x1000"
        ),
        (
            "foo 0000:02:00.0: AMD-Vi: Event logged [IO_PAGE_FAULT domain=0x0012 address=0x1000 flags=0x20]",
            "flags 0x20"
        ),
        (
            "AMD-Vi: Event logged [INVALID_DEVICE_REQUEST device=00:00.0 pasid=0x00000 address=0xf0 flags=0x0a00]",
            "address 0xf0"
        ),
        (
            "AMD-Vi: Event logged [RMP_PAGE_FAULT device=0000:02:00.0 vmg_tag=0x1, gpa=0x10, flags_rmp=0x1, flags=0x0]",
            "amd"
        ),
        ("DMAR:[DMA Read] Request device [06:00.0] fault addr ffabc000", "intel, address 0xffabc000"),
        (
            "DMAR: [DMA Write] Request device [06:00.0] fault addr 2000 [fault reason 12] Non-zero reserved fields",
            "reason 0xc"
        ),
        (
            "DMAR: [DMA Write] Request device [06:00.0] PASID ffffffff fault addr 2000 [fault reason 05] PTE",
            "reason 0x5"
        ),
        ("DMAR: [DMA Read NO_PASID] Request device [06:00.0] fault addr 0x2000 [fault reason 0x06] PTE", "reason 0x6"),
        ("dmar: DMAR:[fault reason 02] Present bit in context entry is clear", "reason 0x2"),
        (
            "arm-smmu 5000000.iommu: Unhandled context fault: fsr=0x402, iova=0x8f7d2000, fsynr=0x1, cb=2",
            "arm, address 0x8f7d2000"
        ),
        ("arm-smmu 5000000.iommu: Unexpected global fault, this could be serious", "arm, no address"),
        (
            "arm-smmu-v3 9050000.smmuv3: event: F_TRANSLATION client: 0000:01:00.0 sid: 0x8 ssid: 0x0 iova: 0x40 ipa: 0x0",
            "arm, address 0x40"
        ),
        ("arm-smmu arm-smmu.1.auto: Blocked unknown Stream ID 0x31; boot with more", "arm, no address"),
        ("arm-smmu-v3 9050000.smmuv3: event 0x10 received:", "arm, no address"),
        ("software IO TLB: No low mem", "no pool could be had"),
        ("Cannot allocate SWIOTLB buffer", "no pool could be had"),
        ("software IO TLB: Cannot allocate buffer", "no pool could be had"),
        (
            "software IO TLB: swiotlb_memblock_alloc: Failed to allocate 67108864 bytes tlb structure",
            "no pool could be had"
        ),
        ("software IO TLB: Failed to allocate 1048576 bytes align=0x1000", "no pool could be had"),
        ("software IO TLB: swiotlb_init_remap: Failed to allocate 1048576 bytes align=0x1000", "no pool could be had"),
        ("unable to allocate swiotlb buffer", "no pool could be had"),
        (
            "foo: Can not allocate SWIOTLB buffer earlier and can't now provide you with the DMA bounce buffer",
            "no pool for"
        ),
        ("software IO TLB: mapped [mem 0x0000000077f5c000-0x000000007bf5c000] (64MB)", "pool of 64 MiB"),
        (
            "software IO TLB [mem 0x77f5c000-0x7bf5bfff] (64MB) mapped at [ffff880077f5c000-ffff88007bf5bfff]",
            "pool of 64 MiB"
        ),
        ("Placing 64MB software IO TLB between ffff880020000000 - ffff880024000000", "pool of 64 MiB"),
        ("swiotlb: coherent allocation failed for device 0000:01:00.0 size=4096", "allocation of 4096 bytes"),
        ("cma: cma_alloc: reserved: alloc failed, req-size: 2048 pages, ret: -12", "a coherent allocation"),
        ("foo 0000:01:00.0: dma_alloc_coherent() failed", "a coherent allocation"),
        ("foo 0000:01:00.0: dma_alloc_attrs failed", "a coherent allocation"),
        ("foo 0000:01:00.0: failed to allocate DMA memory", "a coherent allocation"),
        ("foo 0000:01:00.0: failed to allocate coherent buffer", "a coherent allocation"),
        ("foo 0000:01:00.0: cannot get 8192 bytes of DMA memory", "allocation of 8192 bytes"),
        ("foo 0000:01:00.0: out of coherent memory", "a coherent allocation"),
        ("foo 0000:01:00.0: can't allocate DMA buffer", "a coherent allocation"),
        ("foo 0000:01:00.0: cannot allocate DMA buffer", "a coherent allocation"),
        ("foo 0000:01:00.0: hwdev DMA mask = 0x000000003fffffff, dev_addr = 0x000000007c000000", "mask 3fffffff"),
        ("foo 0000:01:00.0: DMA: Out of SW-IOMMU space for 4096 bytes", "4096 bytes asked"),
        ("PCI-DMA: Out of SW-IOMMU space for 4096 bytes at device 0000:0b:00.0", "4096 bytes asked"),
        ("foo 0000:01:00.0: swiotlb buffer is full", "size not given"),
        ("foo 0000:01:00.0: swiotlb buffer is full (sz: 64 bytes)", "64 bytes asked, total not given"),
        ("foo 0000:01:00.0: swiotlb buffer is full (sz: 64 bytes), total 32768, used 5", "total 32768 slots, used 5"),
        (
            "foo 0000:01:00.0: swiotlb buffer is full (sz: 64 bytes), total 9 (slots), used 5 (slots)",
            "total 9 slots, used 5"
        ),
        ("software IO TLB: SME is active and system is using DMA bounce buffers", "sme active"),
        ("software IO TLB: SEV is active and system is using DMA bounce buffers", "sev active"),
        ("foo 0000:01:00.0: SME is active, device will require DMA bounce buffers", "sme active"),
        ("software IO TLB: Memory encryption is active and system is using DMA bounce buffers", "memory is encrypted"),
    ]

    private static var forms: [MessageForm] {
        Trouble.forms.flatMap(\.forms) + FaultForm.amd + FaultForm.intel + FaultForm.intelReason + FaultForm.arm
            + Reading.warnings + Reading.absences + Reading.places + Reading.failedAllocationForms
    }

    @Test func aLineOfEachFormIsReadAndNotListedAsUnread() {
        for (line, fact) in Self.samples {
            let reading = Reader.read(Pasted([(name: "log", bytes: [UInt8]("[   12.345678] \(line)\n".utf8))]))
            #expect(
                reading.facts.contains { $0.fact.contains(fact) }, "\(line): \(reading.facts.map(\.fact)), not \(fact)")
            #expect(reading.unread.isEmpty, "\(line)")
        }
    }

    @Test func everyFormHasALineAndSaysWhoPrintsIt() {
        let texts = Self.samples.map { ReportText($0.line.lowercased()) }
        for form in Self.forms {
            #expect(texts.contains { form.matches($0) }, "\(form.marks)")
            #expect(!form.releases.isEmpty)
        }
        #expect(OverflowForm.all.allSatisfy { !$0.releases.isEmpty })
    }

    @Test func whatTheCheckerSaysOfItselfIsNoMisuse() {
        for line in ["DMA-API: preallocated 65536 debug entries", "DMA-API: debugging enabled by kernel config"] {
            let answer = Reports.answer("[    0.1] \(line)\n[    0.0] Linux version 6.1.9\n")
            #expect(answer.symptom == nil && answer.unread.isEmpty, "\(line)")
        }
    }

    @Test func aReasonOnALineOfItsOwnBelongsToTheFaultBefore() {
        let answer = Reports.answer(
            """
            Linux version 3.8.0
            [    1.882345] DMAR:[DMA Read] Request device [03:00.1] fault addr ffff0000
            [    1.882346] DMAR:[fault reason 02] Present bit in context entry is clear
            """)
        #expect(answer.answer == .routingFine && answer.unread.isEmpty)
        #expect(answer.cause.contains("no table for the device"))
    }
}
