import Testing

@testable import Lab

/// One thing wrong, and the line with which the shim ends the machine.
struct BrokenInput: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var line: String
    var apply: @Sendable (inout ShimInput) -> Void

    init(_ name: String, _ line: String, _ apply: @escaping @Sendable (inout ShimInput) -> Void) {
        testDescription = name
        self.line = line
        self.apply = apply
    }

    /// A field of the kernel's header.
    static func field(_ name: String, _ offset: Int, _ count: Int, _ value: Int, _ line: String) -> BrokenInput {
        BrokenInput(name, line) { $0.kernel.put(value, count, at: offset) }
    }

    static let kernels: [BrokenInput] = [
        .field("no magic", 0x202, 4, 0, "the first module, of 8192 bytes, is no bzImage"),
        .field("no boot flag", 0x1fe, 2, 0, "the first module, of 8192 bytes, is no bzImage"),
        BrokenInput("a file of 100 bytes", "the first module, of 100 bytes, is no bzImage") {
            $0.kernel.bytes.removeLast($0.kernel.bytes.count - 100)
        },
        .field("an old protocol", 0x206, 2, 0x20b, "the first module is a bzImage without a 64-bit entry"),
        .field("no 64-bit entry", 0x236, 2, 0, "the first module is a bzImage without a 64-bit entry"),
        .field("a header that is longer than any", 0x201, 1, 0xff, "the bzImage's header ends at 0x301"),
        .field("a header that ends too early", 0x201, 1, 0x10, "the bzImage's header ends at 0x212"),
        BrokenInput("a file cut by a byte", "the bzImage is cut: it says 6656 bytes and has 6655") {
            $0.kernel.bytes.removeLast(1537)
        },
        .field("a size that overflows", 0x1f4, 4, 0xffff_ffff, "the bzImage is cut: it says 68719479280 bytes"),
        .field("no size", 0x1f4, 4, 0, "the bzImage is cut"),
        .field("one sector of setup too many", 0x1f1, 1, 5, "the bzImage has no packed kernel behind its 3072 bytes"),
        .field("one sector of setup too few", 0x1f1, 1, 3, "the bzImage has no packed kernel behind its 2048 bytes"),
        .field("all sectors of setup", 0x1f1, 1, 255, "the bzImage is cut"),
        .field("a payload behind the end", 0x248, 4, 0xffff_ffff, "the bzImage's payload of 256 bytes at 4294967295"),
        .field("a payload that overflows", 0x24c, 4, 0xffff_ffff, "the bzImage's payload of 4294967295 bytes at 1024"),
        .field("no payload", 0x24c, 4, 0, "the bzImage's payload of 0 bytes at 1024"),
        .field("too little room", 0x260, 4, 0x7fff, "the bzImage unpacks to 32768 bytes and asks for 32767"),
        .field("less room than its own size", 0x260, 4, 4095, "the bzImage has 4096 bytes and asks for 4095"),
        .field("a crooked place", 0x258, 8, 0x100_1000, "the bzImage wants to lie at 0x1001000 in steps of 0x200000"),
        .field("no alignment", 0x230, 4, 0, "the bzImage wants to lie at 0x1000000 in steps of 0x0"),
        .field(
            "the shim's place", 0x260, 4, 0xb00_0001, "the kernel wants 0xb000001 bytes at 0x1000000, and there are"),
        .field("a place above the shim", 0x258, 8, 0x1000_0000, "the kernel wants 0x100000 bytes at 0x10000000, and"),
        .field("a place above 4 GiB", 0x258, 8, 1 << 40, "the kernel wants 0x100000 bytes at 0x10000000000, and"),
        .field("a place below 1 MiB", 0x258, 8, 0, "the kernel wants 0x100000 bytes at 0x0, and"),
        BrokenInput("page tables that lead out of RAM", "Linux's page tables lead to 0x400000000000") {
            $0.options = "dmaroute.shim.mode=sev dmaroute.shim.c-bit=47"
            // mov %cr3,%rax; mov $1<<46|3,%rbx; mov %rbx,(%rax); mov %rax,%cr3
            $0.kernel = TinyKernel(
                entry: [0x0f, 0x20, 0xd8, 0x48, 0xbb, 3, 0, 0, 0, 0, 0x40, 0, 0, 0x48, 0x89, 0x18, 0x0f, 0x22, 0xd8])
        },
    ]

    static let machines: [BrokenInput] = [
        BrokenInput("no modules", "there are 0 modules, and two are needed") { $0.modules = { _, _ in "" } },
        BrokenInput("one module", "there are 1 modules, and two are needed") { $0.modules = { kernel, _ in kernel } },
        BrokenInput("three modules", "there are 3 modules, and two are needed") {
            $0.modules = { "\($0),\($1),\($1)" }
        },
        BrokenInput("an empty initrd", "the second module, from 0xc203000 to 0xc203000, is empty") { $0.initrd = [] },
        BrokenInput("an initrd beyond RAM", "the second module, from 0xc203000 to 0x10203000, does not lie in RAM") {
            ($0.ram, $0.store, $0.initrd) = ("256M", "256M", [UInt8](repeating: 1, count: 64 << 20))
        },
        BrokenInput("a kernel beyond RAM", "the first module, from 0xc201000 to 0x1020") {
            ($0.ram, $0.store) = ("256M", "256M")
            $0.kernel.bytes += [UInt8](repeating: 1, count: 64 << 20)
        },
        BrokenInput("RAM that ends with the shim", "there is too little RAM: the shim stands at 0xc000000") {
            ($0.ram, $0.store) = ("194M", "194M")
        },
        BrokenInput("a line longer than the kernel takes", "the command line has 2048 characters without") {
            $0.line = String(repeating: "x", count: 2048)
        },
        BrokenInput("a line longer than the shim takes", "the command line has more than 4095 characters") {
            $0.line = String(repeating: "x", count: 4096)
        },
        BrokenInput("no mode", "say dmaroute.shim.mode=sme or dmaroute.shim.mode=sev") {
            $0.options = "dmaroute.shim.c-bit=47"
        },
        BrokenInput("no C-bit", "say the C-bit on the command line") { $0.options = "dmaroute.shim.mode=sme" },
        BrokenInput("an unknown option", "the command line has an option dmaroute.shim.* that does not exist") {
            $0.options += " dmaroute.shim.mod=sme"
        },
        BrokenInput("no SVM", "the processor has no SVM") { $0.cpu = "EPYC,phys-bits=48,-svm" },
        BrokenInput("another processor", "the processor has no pages of 1 GiB") {
            $0.cpu = "EPYC,phys-bits=48,+svm,-pdpe1gb"
        },
        BrokenInput(
            "a C-bit that is no address bit", "the processor has 48 physical address bits, and the C-bit is bit 48"
        ) {
            $0.options = "dmaroute.shim.mode=sme dmaroute.shim.c-bit=48"
        },
        BrokenInput("no encrypted store", "there is no memory at 0x80000c1ff000") { $0.store = nil },
        BrokenInput("an encrypted store that is too small", "there is no memory at 0x80001f") { $0.store = "256M" },
        BrokenInput("stores that are one unasked", "the memory at 0x80000c1ff000 is that at 0xc1ff000") {
            $0.oneStore = true
        },
        BrokenInput("stores that were to be one", "dmaroute.shim.stores=one, and the memory") {
            $0.options += " dmaroute.shim.stores=one"
        },
        BrokenInput("a SEV guest with one store", "dmaroute.shim.stores=one goes with SME alone") {
            $0.options = "dmaroute.shim.mode=sev dmaroute.shim.c-bit=47 dmaroute.shim.stores=one"
        },
        BrokenInput("RAM beyond what the shim sees", "there is RAM up to 0x8000100000, and the shim sees no more") {
            ($0.ram, $0.store, $0.machine) = ("\((510 << 10) + 1)M", "\((512 << 10) + 1)M", "pc-q35-7.0")
        },
        BrokenInput("RAM beyond the C-bit", "there is RAM up to 0x1c0000000, beyond the C-bit 32") {
            ($0.ram, $0.store, $0.machine) = ("5G", "7G", "pc-q35-7.0")
            $0.options = "dmaroute.shim.mode=sme dmaroute.shim.c-bit=32"
        },
        BrokenInput("RAM that QEMU moves to 1 TiB", "there is RAM up to 0x100c0000000, and the shim sees no more") {
            ($0.ram, $0.store) = ("5G", "7G")
        },
    ]
}

/// The shim on a machine, with a kernel of a few instructions.
extension GuestTests {
    @Test(arguments: [BrokenInput.kernels, BrokenInput.machines].joined())
    func theShimSaysWhatItCannotStart(_ broken: BrokenInput) throws {
        var input = ShimInput()
        broken.apply(&input)
        let said = try input.said()
        #expect(said.last?.hasPrefix(broken.line) == true, "\(said)")
        #expect(said.dropLast().allSatisfy { !$0.hasPrefix(broken.line) })
    }

    /// What the broken ones differ from: all is in order, and the kernel runs.
    @Test(arguments: ["sme", "sev"], ["512M", "5G", "510G"])
    func theShimStartsWhatIsInOrder(_ mode: String, _ ram: String) throws {
        var input = ShimInput()
        input.options = "dmaroute.shim.mode=\(mode) dmaroute.shim.c-bit=47"
        input.line = String(repeating: "x", count: 2047)
        input.ram = ram
        if ram != "512M" { (input.store, input.machine) = (ram == "5G" ? "7G" : "512G", "pc-q35-7.0") }
        let said = try input.said()
        #expect(said.first == "encrypted store at 0x800000000000: memory of its own up to the end of RAM")
        #expect(said.last == "Linux shut down: a triple fault near 0x1000200")
    }
}
