import Digests
import Testing

@testable import Images

@Suite struct KernelModulesTests {
    @Test(arguments: [
        ("usr/lib/modules/7/kernel/drivers/iommu/virtio-iommu.ko.xz", "virtio_iommu"), ("virtio_blk.ko", "virtio_blk"),
        ("", ""),
    ]) func namesAreTheKernels(file: String, name: String) {
        #expect(KernelModules.name(ofFile: file) == name)
    }

    @Test func eachComesBehindWhatItNeeds() throws {
        let order = try KernelModules.order(needs: [
            "virtio_blk": ["virtio_ring", "virtio"], "virtio": ["virtio_ring"], "virtio_ring": [],
            "virtio_gpu": ["drm"],
        ])
        #expect(order == ["virtio_ring", "virtio", "virtio_blk"])
    }

    @Test(arguments: [
        ["virtio_blk": ["virtio"]], ["virtio_blk": ["virtio_blk"]],
        ["virtio_blk": ["virtio"], "virtio": ["virtio_blk"]],
    ]) func whatCannotBeLoadedIsAnError(needs: [String: [String]]) {
        #expect(throws: ImageError.self) { try KernelModules.order(needs: needs) }
    }
}
