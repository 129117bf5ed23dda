import Digests
import Foundation
import TestSupport
import Testing

@testable import Images

extension IntegrationTests {
    /// The smallest pinned file of the shipped catalogue, as it is pinned or with something else in its place.
    private func smallest(file: String? = nil, size: Int = 0, sum: String? = nil) throws -> PinnedPackage {
        let catalog = try ImageStore(root: "/nowhere", images: Paths.images).catalog()
        let pin = try #require(catalog.named("linux-6.18")?.pinned.min { $0.size < $1.size })
        let digest = try #require(sum.map { Digest(hex: $0) } ?? pin.sha256)
        return try #require(PinnedPackage(file: file ?? pin.file, size: pin.size + size, sha256: digest))
    }

    private func apt(_ scratch: Scratch) async throws -> Apt {
        try await Apt.set(up: "\(scratch.path)/apt", suites: ["trixie"])
    }

    @Test(.timeLimit(.minutes(5))) func whatIsPinnedIsFetched() async throws {
        let scratch = try Scratch()
        let pin = try smallest()
        #expect(try await apt(scratch).download(pin, into: scratch.path) == nil)
        #expect(try Digest(ofFile: "\(scratch.path)/\(pin.fileName)") == pin.sha256)
    }

    @Test(.timeLimit(.minutes(5)), arguments: [(0, String(repeating: "0f", count: 32)), (1, nil)])
    func anotherSumOrSizeIsRefused(size: Int, sum: String?) async throws {
        let scratch = try Scratch()
        let pin = try smallest(size: size, sum: sum)
        let error = await #expect(throws: ImageError.self) {
            try await apt(scratch).download(pin, into: scratch.path)
        }
        #expect(error?.kind == .content)
        #expect(error?.message.contains("is not the file that is pinned") == true, "\(String(describing: error))")
        #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/\(pin.fileName)"))
    }

    /// Nothing of a kernel with a wrong sum gets as far as being unpacked.
    @Test(.timeLimit(.minutes(10))) func aKernelWithAWrongSumIsNotMade() async throws {
        let scratch = try Scratch()
        let text = try String(contentsOfFile: "\(Paths.images)/kernels.yaml", encoding: .utf8)
        let shipped = try #require(try KernelCatalog(yaml: text, file: "x").named("linux-6.18")?.pinned.first)
        let wrong = text.replacing(shipped.sha256.hex, with: String(repeating: "0f", count: 32))
        let store = try store(scratch, wrong)
        let steps = Steps()
        let error = await #expect(throws: PreparationError.self) {
            try await store.prepare(["linux-6.18"], agent: try await Paths.agent()) { steps.add($0) }
        }
        #expect(error?.failures["linux-6.18"]?.kind == .content, "\(String(describing: error))")
        #expect(!steps.all.contains { $0.contains("unpacking") } && steps.all.contains { $0.contains("fetching") })
    }

    @Test(.timeLimit(.minutes(5))) func whatTheMirrorDroppedIsUnavailable() async throws {
        let scratch = try Scratch()
        let text = try String(contentsOfFile: "\(Paths.images)/kernels.yaml", encoding: .utf8)
        let store = try store(scratch, text.replacing("6.18.15", with: "6.18.99"))
        let result = try await store.prepare(["linux-6.18"], agent: try await Paths.agent())
        guard case .unavailable(let reason) = result["linux-6.18"] else {
            Issue.record("\(result)")
            return
        }
        #expect(reason.contains("does not have") && reason.contains("any more"), "\(reason)")
        #expect(reason.contains("/pool/main/l/linux-signed-amd64/linux-image-6.18.99"), "\(reason)")
    }

    private func store(_ scratch: Scratch, _ catalog: String) throws -> ImageStore {
        try FileManager.default.copyItem(atPath: "\(Paths.images)/probe", toPath: "\(scratch.path)/probe")
        try CacheFiles.write(catalog, to: "\(scratch.path)/kernels.yaml")
        return ImageStore(root: "\(scratch.path)/cache", images: scratch.path)
    }
}
