import Testing

@testable import Lab

/// A disk without room for a guest's channel.
@Suite struct FullDiskTests {
    /// A run ends and can go on, instead of a verdict that would stay when there is room again.
    @Test func whatFailsWithoutRoomIsOfTheDisk() {
        let error = LabError(.hypervisor, "libvirt could not start it", hint: "see domain.xml")
        let told = error.asOfTheDisk("/tmp/s", free: 3 << 20)
        #expect(told.kind == .disk && told.message == "libvirt could not start it; the disk of /tmp/s has 3 MiB free")
        #expect(told.hint?.contains("make room") == true)
        #expect(error.asOfTheDisk("/tmp/s", free: 17 << 20).kind == .disk, "its channel was just removed")
        #expect(error.asOfTheDisk("/tmp/s", free: 32 << 20) == error)
        #expect(LabError(.cancelled, "interrupted").asOfTheDisk("/tmp/s", free: 0).kind == .cancelled)
    }
}
