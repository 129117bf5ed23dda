import Foundation
import Testing

@testable import Images

@Suite struct ArchitectureTests {
    private static let other = DebianArchitecture(
        name: "arm64", title: "AArch64", triple: "aarch64-linux-gnu", loader: "ld-linux-aarch64.so.1",
        emulator: "qemu-system-aarch64", emulatorPackages: ["qemu-system-arm"], elfMachine: 183)

    /// Nothing of one architecture is left in what is made for another.
    @Test func whatIsMadeForAnotherNamesItAlone() {
        let source = EmulatorSource(architecture: Self.other)
        #expect(source.starter.contains("$here/usr/bin/qemu-system-aarch64"))
        #expect(source.starter.contains("ld-linux-aarch64.so.1"))
        #expect(!source.starter.contains("x86"))
        #expect(Self.other.names(release: "6.1.0-56-arm64") && !Self.other.names(release: "6.1.0-56-amd64"))
        #expect(Self.other.takes(file: "a_1_all.deb") && !Self.other.takes(file: "a_1_amd64.deb"))
    }

    @Test func anExecutableIsForOneArchitecture() {
        var header = [UInt8](repeating: 0, count: 64)
        header.replaceSubrange(0..<6, with: [0x7f, 0x45, 0x4c, 0x46, 2, 1])
        header[18] = 183
        #expect(ELFFile(bytes: header) == nil)
        #expect(ELFFile(bytes: header, for: Self.other) != nil)
        header[18] = 62
        #expect(ELFFile(bytes: header) != nil)
    }

    /// Caches and journals of before know the kernel by this name.
    @Test func aPackedKernelKeepsItsName() {
        #expect(PackedKernel.name == "bzImage" && KernelImage.packedName == "bzImage")
        #expect(
            KernelImage.CodingKeys.packed.rawValue == "bzImage" && KernelBase.CodingKeys.packed.rawValue == "bzImage")
    }
}
