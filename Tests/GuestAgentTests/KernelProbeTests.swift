import GuestProtocol
import Testing

@testable import GuestAgent

struct KernelProbeTests {
    private static let all =
        KernelProbe.calls + KernelProbe.api + KernelProbe.pool + KernelProbe.masks + KernelProbe.links

    /// Kernels cut a probe off at 128 arguments, and a name at 63 characters (kernel/trace/trace_probe.h).
    @Test func theDefinitionsKeepTheKernelsLimits() {
        for probe in Self.all {
            let words = probe.definition(in: "dmaroute").split(separator: " ")
            #expect(words.count <= 130)
            #expect(words[0].hasSuffix("/\(probe.name)"))
            #expect(words.dropFirst(2).allSatisfy { $0.contains("=") && $0.contains(":") && $0.utf8.count < 63 })
        }
    }

    @Test func namesAreUnique() {
        let names = Self.all.map(\.name)
        #expect(Set(names).count == names.count)
    }

    /// The fourth argument, and the fifth where the direction comes before it (include/linux/dma-mapping.h).
    @Test(arguments: [("alloc", "cx"), ("alloc_pages", "r8"), ("alloc_noncontiguous", "cx")])
    func anAllocationsFlagsAreReadFromTheirRegister(name: String, register: String) throws {
        let probe = try #require(KernelProbe.api.first { $0.name == name })
        #expect(probe.definition(in: "dmaroute").split(separator: " ").contains("flags=%\(register):x32"))
    }

    @Test func aScatterlistsEntriesAre32BytesApart() throws {
        let unmap = try #require(KernelProbe.api.first { $0.name == "unmap_sg" })
        #expect(unmap.definition(in: "dmaroute").contains("dma1=+48(%si):x64 dmalen1=+56(%si):u32"))
    }

    /// Arguments of the functions, as include/linux/dma-mapping.h and kernel/dma declare them, by the names of the fields.
    private static let arguments: [String: [String]] = [
        "dma_map_page_attrs": ["dev", "page", "offset", "size", "dir", "attrs"],
        "dma_map_resource": ["dev", "phys_addr", "size", "dir", "attrs"],
        "dma_alloc_attrs": ["dev", "size", "handle", "flags", "attrs"],
        "dma_free_attrs": ["dev", "size", "virt", "dma_addr", "attrs"],
        "dma_map_sg_attrs": ["dev", "sg", "nents", "dir", "attrs"],
        "dma_map_sgtable": ["dev", "table", "dir", "attrs"],
        "dma_alloc_pages": ["dev", "size", "handle", "dir", "flags"],
        "dma_alloc_noncontiguous": ["dev", "size", "dir", "flags", "attrs"],
        "dma_free_pages": ["dev", "size", "virt", "dma_addr", "dir"],
        "dma_free_noncontiguous": ["dev", "size", "virt", "dir"],
        "dma_unmap_sg_attrs": ["dev", "sg", "nents", "dir", "attrs"],
        "dma_iova_link": ["dev", "state", "phys_addr", "offset", "size", "dir"],
        "swiotlb_tbl_map_single": ["dev", "phys_addr", "size"], "dma_alloc_from_pool": ["dev", "size"],
        "dma_set_mask": ["dev", "mask"], "dma_set_coherent_mask": ["dev", "mask"],
    ]

    private static let registers = ["%di", "%si", "%dx", "%cx", "%r8", "%r9"]

    @Test(arguments: all) func everyFieldIsReadFromItsArgumentsRegister(probe: KernelProbe) throws {
        let words = probe.definition(in: "g").split(separator: " ").map(String.init)
        let arguments = try #require(Self.arguments[words[1]], "\(words[1]) is declared somewhere")
        #expect(words[0] == "\(probe.name.hasSuffix("_ret") ? "r" : "p"):g/\(probe.name)")
        for word in words.dropFirst(2) {
            let parts = word.split(separator: "=").map(String.init)
            guard let place = parts[1].split(separator: ":").first.map(String.init), place.hasPrefix("%") else {
                continue
            }
            let position = try #require(arguments.firstIndex(of: parts[0]), "\(word) of \(words[1])")
            #expect(place == Self.registers[position], "\(word) of \(words[1])")
        }
        if words[0].hasPrefix("p:") { #expect(words[2] == "dev=+0(+0(%di)):string") }
    }

    /// What is behind a pointer: struct scatterlist, struct sg_table and struct dma_iova_state.
    @Test(arguments: [
        ("map_sg", "page0=+0(%si):x64 off0=+8(%si):u32 len0=+12(%si):u32 page1=+32(%si):x64"),
        ("map_sg", "page31=+992(%si):x64 off31=+1000(%si):u32 len31=+1004(%si):u32"),
        ("map_sgtable", "sg=+0(%si):x64 nents=+12(%si):s32 dir=%dx:u32 page0=+0(+0(%si)):x64 off0=+8(+0(%si)):u32"),
        ("map_sgtable", "page31=+992(+0(%si)):x64 off31=+1000(+0(%si)):u32 len31=+1004(+0(%si)):u32"),
        ("unmap_sg", "dma31=+1008(%si):x64 dmalen31=+1016(%si):u32"),
        ("free_noncontiguous", "dma_addr=+16(+0(%dx)):x64"), ("iova_link", "iova=+0(%si):x64"),
    ])
    func whatIsBehindAPointerIsReadAtItsPlace(name: String, fields: String) throws {
        let probe = try #require(Self.all.first { $0.name == name })
        #expect(probe.definition(in: "g").contains(" \(fields)"))
    }

    @Test func returnsAreAddressesOrNumbers() {
        let returns = Self.all.map { $0.definition(in: "g") }.filter { $0.hasPrefix("r:") }
            .map { String($0.split(separator: " ").last ?? "") }
        #expect(
            Set(returns) == [
                "dma_addr=$retval:x64", "virt=$retval:x64", "mapped=$retval:s32", "error=$retval:s32",
                "page=$retval:x64", "phys_addr=$retval:x64",
            ])
        #expect(returns.count == 12)
    }
}
