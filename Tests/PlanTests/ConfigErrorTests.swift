import Plan
import Testing

/// One line of the small config replaced, and the whole error that follows.
struct Complaint: Sendable, CustomTestStringConvertible {
    var line: Int
    var text: String
    var error: String

    init(_ line: Int, _ text: String, _ error: String) {
        self.line = line
        self.text = text
        self.error = error
    }

    var testDescription: String { text }
}

@Test func theSmallConfigIsFine() {
    #expect(complaint(small) == nil)
}

@Test(arguments: ["alloc-coherent, size: 16MiB", "map-sg, size: 16MiB, segments: 4", "map-single, size: 4MiB"])
func theLargestSizesAreFine(request: String) {
    #expect(complaint(small(line: 9, "  - {kind: \(request), direction: to-device}")) == nil)
}

@Test(arguments: [
    Complaint(
        2, "kernel: [linux-6.1]",
        """
        c.yaml:2:1: error: "kernel" is not a key of a config
          hint: did you mean kernels? (known: name, kernels, axes, c-bit, devices, requests, exclude, include, \
        isolation, policy)
        """),
    Complaint(
        2, "kernels: [linux-6.9]",
        """
        c.yaml:2:11: error: there is no kernel "linux-6.9"
          hint: did you mean linux-6.1? (known: linux-6.1, linux-7.2, linux-7.3)
        """),
    Complaint(
        2, "kernels: [linux-6.1, linux-6.1]",
        """
        c.yaml:2:22: error: this value stands twice: first in line 2, column 11
          hint: keep one of them
        """),
    Complaint(
        4, "  viommu: [none, intl]",
        """
        c.yaml:4:18: error: "intl" is not a vIOMMU
          hint: did you mean intel? (known: none, intel, amd, virtio)
        """),
    Complaint(
        4, "  platform: gest",
        """
        c.yaml:4:13: error: "gest" is not a platform
          hint: did you mean guest? (known: host, guest)
        """),
    Complaint(
        4, "  cmdline: [iommu=pt, ' iommu=pt ']",
        """
        c.yaml:4:23: error: this value stands twice: first in line 4, column 13
          hint: keep one of them
        """),
    Complaint(
        4, "  cmdline: [\"iommu=pt\\nx\"]",
        """
        c.yaml:4:13: error: cmdline "iommu=pt\\u{a}x" has a character that is not printable ASCII
          hint: separate options with spaces; the kernel reads nothing else reliably
        """),
    Complaint(
        5, "  ram: [1GB, 5GiB]",
        """
        c.yaml:5:9: error: ram must be a size and is the text "1GB"
          hint: write bytes or an IEC unit: 1073741824, 512MiB, 1GiB
        """),
    Complaint(
        5, "  ram: [128MiB, 5GiB]", "c.yaml:5:9: error: ram must be from 256MiB to 64GiB and is 128MiB"),
    Complaint(
        7, "  - {name: edu32, model: nvmf, dma-mask: 32}",
        """
        c.yaml:7:26: error: "nvmf" is not a model of a device that can be asked for
          hint: did you mean nvme? (known: edu, virtio-blk, virtio-scsi, nvme, ahci, usb-storage, megasas, lsi, sdhci, \
        virtio-net, e1000, e1000e, rtl8139, virtio-rng, virtio-console)
        """),
    Complaint(
        7, "  - {model: edu, dma-mask: 65}",
        "c.yaml:7:28: error: dma-mask (in bits) must be from 1 to 64 and is the number 65"
    ),
    Complaint(
        7, "  - {model: edu}",
        """
        c.yaml:7:5: error: a device has no dma-mask
          hint: add dma-mask: …
        """),
    Complaint(
        7, "  - {model: edu, dma-mask: 32}\n  - {model: edu, dma-mask: 32}",
        """
        c.yaml:8:5: error: two devices have the name edu32: the other is in line 7, column 5
          hint: give this one another name
        """),
    Complaint(
        7, "  - {model: edu, dma-mask: 32, beside-viommu: on, hotplug: on}",
        """
        c.yaml:7:5: error: a device beside the vIOMMU is neither untrusted nor plugged in later
          hint: leave out beside-viommu, or untrusted and hotplug
        """),
    Complaint(
        7, "  - {model: edu, dma-mask: 32, dma_mask: 30}",
        """
        c.yaml:7:32: error: "dma_mask" is not a key of a device
          hint: did you mean dma-mask? (known: name, model, dma-mask, coherent-mask, iommu-platform, untrusted, t-state, hotplug, beside-viommu)
        """),
    Complaint(9, "  - {kind: map-single, size: 100}", "c.yaml:9:30: error: size must be a multiple of 64 and is 100"),
    Complaint(
        9, "  - {kind: map-sg, size: 4KiB, segments: 3}",
        """
        c.yaml:9:5: error: 4KiB cannot be cut into 3 segments of equal size that are multiples of 64 bytes
          hint: size must be a multiple of 192
        """),
    Complaint(
        9, "  - {kind: alloc-coherent, size: 17MiB}",
        "c.yaml:9:34: error: size must be from 64 to 16MiB and is 17MiB"),
    Complaint(
        9, "  - {kind: map-page, size: 8MiB}",
        """
        c.yaml:9:5: error: a buffer of map-page has at most 4MiB, the page allocator's largest block, and size is 8MiB
          hint: ask for 4MiB or less
        """),
    Complaint(
        9, "  - {kind: map-sg, size: 9MiB, segments: 2}",
        """
        c.yaml:9:5: error: a segment of map-sg has at most 4MiB, the page allocator's largest block, and size is 9MiB
          hint: ask for 8MiB or less, or cut it into 3 segments or more
        """),
    Complaint(
        9, "  - {kind: alloc-coherent, place: above-4g}",
        """
        c.yaml:9:35: error: alloc-coherent has no place: the kernel chooses the memory
          hint: leave place out
        """),
    Complaint(
        9, "  - {kind: [map-sg, map-page], segments: 2}",
        """
        c.yaml:9:42: error: only map-sg has segments
          hint: write map-sg as a request of its own, or leave segments out
        """),
    Complaint(
        9, "  - {kind: alloc-coherent, size: 4096}",
        """
        c.yaml:10:5: error: the request alloc-coherent 4KiB from-device stands twice: first in line 9, column 5
          hint: keep one of them
        """),
    Complaint(
        5, "  ram: [1GiB, 2GiB]",
        """
        c.yaml:9:65: error: no boot has a buffer above-4g: the largest ram is 2GiB
          hint: the machine has RAM above 4 GiB from ram: 2816MiB on
        """),
    Complaint(
        9, "  - {kind: map-single, place: [below-4g, above-mask]}\nexclude: [{ram: 5GiB}]",
        "c.yaml:11:3: error: this is not YAML: did not find expected key"),
])
func anErrorSaysWhereAndWhat(_ complaint: Complaint) {
    #expect(PlanTests.complaint(small(line: complaint.line, complaint.text)) == complaint.error)
}

@Test(arguments: [
    Complaint(
        11, "exclude: [{viommu: amd}]",
        """
        c.yaml:11:11: error: this exclude matches nothing
          hint: viommu has these values here: none, intel
        """),
    Complaint(
        11, "exclude: [{viommu: intel, ram: 1GiB}, {kind: map-single, ram: 1GiB}]",
        """
        c.yaml:11:39: error: this exclude matches nothing
          hint: no cell has all of this together, or such a cell cannot exist anyway
        """),
    Complaint(
        11, "exclude: [{device: edu33}]",
        """
        c.yaml:11:20: error: there is no device "edu33"
          hint: did you mean edu32? (known: edu32)
        """),
    Complaint(11, "exclude: [{}]", "c.yaml:11:11: error: an exclude without keys would match everything"),
    Complaint(
        11, "exclude: [{kernel: linux-6.1}]",
        "c.yaml:11:11: error: nothing is left to run: the excludes take every cell"),
    Complaint(
        11, "exclude: [{model: edu}]", "c.yaml:11:11: error: nothing is left to run: the excludes take every cell"),
    Complaint(
        11, "include: [{kernel: linux-6.1, viommu: intel, ram: 5GiB}]",
        """
        c.yaml:11:11: error: this boot is planned already
          hint: include adds boots and changes none; leave it out
        """),
    Complaint(
        11, "include: [{kernel: linux-7.3, encryption: sme}]",
        """
        c.yaml:11:43: error: a guest cannot have sme: the kernel looks for SME only where CPUID has no hypervisor bit
          hint: use platform: host, or exclude {platform: guest, encryption: sme}
        """),
    Complaint(
        11, "include: [{kernel: linux-7.3, platform: host, encryption: sev}]",
        """
        c.yaml:11:59: error: a host cannot have sev: it protects guests
          hint: use platform: guest, or exclude {platform: host, encryption: sev}
        """),
    Complaint(
        11, "include: [{}]", "c.yaml:11:11: error: an include without keys says nothing"),
    Complaint(
        11, "isolation: boots",
        """
        c.yaml:11:12: error: "boots" is not a kind of isolation
          hint: did you mean boot? (known: shared, auto, snapshot, boot)
        """),
    Complaint(
        11, "policy: linux-6.2",
        """
        c.yaml:11:9: error: there is no policy "linux-6.2"
          hint: did you mean linux-6.1? (known: own, linux-6.1, linux-7.3)
        """),
    Complaint(
        11, "name: again",
        """
        c.yaml:1:1: error: a key stands twice in one mapping: "name"
          hint: keep one of them
        """),
    Complaint(11, "c-bit: 12", "c.yaml:11:8: error: c-bit must be from 37 to 51 and is the number 12"),
    Complaint(
        11, "policy: 5",
        """
        c.yaml:11:9: error: policy's name must be text and is the number 5
          hint: write it in quotes
        """),
])
func anErrorOfWhatFollowsSaysWhereAndWhat(_ complaint: Complaint) {
    #expect(PlanTests.complaint(small + "\n" + complaint.text) == complaint.error)
}

@Test func theWholeTextMatters() {
    #expect(
        complaint("") == "c.yaml:1:1: error: the config is empty\n  hint: it needs name, kernels, devices, requests")
    #expect(
        complaint("- a") == """
            c.yaml:1:1: error: a config must be a mapping and is a list
              hint: keys: name, kernels, axes, c-bit, devices, requests, exclude, include, isolation, policy
            """)
    #expect(complaint("a: [") == "c.yaml:2:1: error: this is not YAML: did not find expected node content")
    #expect(complaint(small + "\n---\nname: second")?.contains("found another document") == true)
}
