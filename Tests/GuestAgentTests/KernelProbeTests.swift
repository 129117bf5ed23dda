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
}
