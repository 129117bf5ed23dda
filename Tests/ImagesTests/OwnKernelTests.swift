import Digests
import Foundation
import TestSupport
import Testing

@testable import Images

@Suite struct OwnKernelTests {
    /// A bzImage with a text at the place that its header names.
    static func image(_ text: String?) -> [UInt8] {
        let payload: [UInt8] = [0x1f, 0x8b] + [UInt8](repeating: 0, count: 16) + [1, 0, 0, 0]
        var bytes = BootImageTests.image(payload: payload)
        guard let text else { return bytes }
        let place = bytes.count
        bytes += Array(text.utf8) + [0]
        bytes[0x20e] = UInt8((place - 0x200) & 0xff)
        bytes[0x20f] = UInt8((place - 0x200) >> 8)
        return bytes
    }

    @Test func aBzImageSaysWhatItIs() throws {
        let scratch = try Scratch()
        let path = "\(scratch.path)/bzImage"
        let bytes = Self.image("7.3.4+deb13-amd64 (x@y) #1 SMP Debian 7.3.4-1~bpo13+1 (2026-11-01)")
        try CacheFiles.write(Data(bytes), to: path)
        let kernel = try OwnKernel(packed: path)
        #expect(kernel.release == "7.3.4+deb13-amd64" && kernel.version == "7.3.4-1~bpo13+1" && kernel.series == "7.3")
        #expect(kernel.name == "7.3.4+deb13-amd64@\(Digest(of: bytes).hex.prefix(16))")
        #expect(OwnKernel.isName(kernel.name))
        // The same kernel has the same name wherever it lies.
        let other = "\(scratch.path)/other"
        try CacheFiles.write(Data(bytes), to: other)
        #expect(try OwnKernel(packed: other).name == kernel.name)
    }

    @Test(arguments: [
        ("7.3.4", "7.3.4 (me@here) #2 SMP", "7.3.4"), ("7.3.4-cc+", "7.3.4-cc+ (me@here) #2", "local 7.3.4-cc+"),
        ("6.1.0-56-amd64", "6.1.0-56-amd64 (d@d) #1 SMP Debian 6.1.192-2 (2026-10-01)", "6.1.192-2"),
        ("7.3.4-x", "7.3.4-x (Debian 7.3.4-1 (a) #1", "local 7.3.4-x"),
    ])
    func onlyAReleaseItselfCountsAsOne(release: String, text: String, version: String) {
        #expect(OwnKernel.version(release, text) == version)
    }

    @Test func whatIsNoKernelIsAMistakeOfTheUsers() throws {
        let scratch = try Scratch()
        for (name, bytes) in [("none", nil), ("text", Array("x".utf8)), ("silent", Self.image(nil))] {
            let path = "\(scratch.path)/\(name)"
            if let bytes { try CacheFiles.write(Data(bytes), to: path) }
            let error = #expect(throws: ImageError.self) { try OwnKernel(packed: path) }
            #expect(error?.kind == .usage && error?.message.contains(path) == true, "\(name)")
        }
        for offset in [0xffff, 0x7fff] {
            var bytes = Self.image("7.3")
            (bytes[0x20e], bytes[0x20f]) = (UInt8(offset & 0xff), UInt8(offset >> 8))
            #expect(BootImage.version(of: bytes) == nil, "beyond the file")
        }
    }

    @Test(arguments: [
        "linux-7.3", "../../x@0123456789abcdef", "a@0123", "@0123456789abcdef", "a/b@0123456789abcdef",
        "a@b@0123456789abcdef",
    ])
    func aNameThatIsNoneLeadsNowhere(name: String) { #expect(!OwnKernel.isName(name)) }

    @Test func headersAreFoundWhereTheyUsuallyLie() throws {
        let scratch = try Scratch()
        for folder in ["tree", "lib/build", "nothing"] { try CacheFiles.makeFolder("\(scratch.path)/\(folder)") }
        for folder in ["tree", "lib/build"] { try CacheFiles.write("", to: "\(scratch.path)/\(folder)/Makefile") }
        #expect(try ProbeHeaders(given: "\(scratch.path)/tree").folder == "\(scratch.path)/tree")
        #expect(try ProbeHeaders(given: "\(scratch.path)/lib").folder == "\(scratch.path)/lib/build")
        let error = #expect(throws: ImageError.self) { try ProbeHeaders(given: "\(scratch.path)/nothing") }
        #expect(error?.kind == .usage)
    }

    @Test func anInitramfsWithoutProbeHasNone() throws {
        let with = try Initramfs.archive(agent: [1], probe: [2])
        let without = try Initramfs.archive(agent: [1], probe: nil)
        let name = Data("probe.ko".utf8)
        #expect(Data(with).range(of: name) != nil && Data(without).range(of: name) == nil)
    }
}
