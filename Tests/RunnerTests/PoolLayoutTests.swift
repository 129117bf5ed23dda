import Evidence
import Images
import TestSupport
import Testing

@testable import Runner

/// Where a kernel keeps what of its pool, by its own word.
@Suite struct PoolLayoutTests {
    @Test func fieldsOfThePoolWithinStandWhereItLies() throws {
        var blob = BTFBlob()
        let long = blob.add(1, "unsigned long", 8, rest: [64])
        let pool = blob.structure("io_tlb_pool", size: 16, [("start", long, 0), ("end", long, 64)])
        blob.structure("io_tlb_mem", size: 24, [("nslabs", long, 0), ("defpool", pool, 64)])
        let layout = try PoolLayout(BTF(bytes: blob.bytes))
        #expect(layout.size == 24 && layout.functions.isEmpty)
        #expect(
            layout.fields.map { "\($0.name) \($0.offset)+\($0.size)" } == [
                "nslabs 0+8", "defpool 8+16", "defpool.start 8+8", "defpool.end 16+8",
            ])
    }

    @Test func aKernelWithoutAPoolHasNone() throws {
        var blob = BTFBlob()
        blob.add(1, "unsigned long", 8, rest: [64])
        #expect(throws: RunnerError.self) { try PoolLayout(BTF(bytes: blob.bytes)) }
    }

    /// By the function that tests a device's reach a kernel has another pool for it.
    @Test(arguments: [true, false]) func functionsThatAreThereAreNamed(isThere: Bool) throws {
        var blob = BTFBlob.kernel
        if isThere { blob.add(12, PoolLayout.reachTest, 0) }
        let layout = try PoolLayout(BTF(bytes: blob.bytes))
        #expect(layout.functions == (isThere ? [PoolLayout.reachTest] : []))
        #expect(layout.fields.map(\.name).prefix(2) == ["defpool", "areas"])
    }
}
