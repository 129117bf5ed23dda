import Foundation
import Testing

/// The real command on real guests, one test at a time: the command itself runs as many guests as there are cores.
@Suite(.serialized, .needsKernels) struct Integration {
    /// The floor: a series that the mirror dropped may be unavailable in a run, but then this suite has shown nothing.
    static let kernels = ["linux-6.1": "6.1.", "linux-7.3": "7.3."]
}

/// Fails every test of a suite, rather than skip it, where the command or its kernels are not at hand.
struct KernelsTrait: SuiteTrait, TestTrait, TestScoping {
    private struct Row: Decodable {
        struct Image: Decodable { var release: String }
        var kernel: String
        var image: Image?
        var unavailable: String?
    }

    func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        try await Scratch.with { scratch in
            let ended = try await Tool.run(
                ["images", "--format", "json", "--quiet"] + Integration.kernels.keys.sorted(), in: scratch,
                limit: .seconds(1200))
            guard ended.exit == .code(0) else {
                throw Missing("the kernels cannot be made ready: \(ended.exit)\n\(ended.errors)")
            }
            for row in try JSONDecoder().decode([Row].self, from: Data(ended.output.utf8)) {
                guard let image = row.image else {
                    throw Missing("\(row.kernel) is not at hand (\(row.unavailable ?? "")), and the floor is both")
                }
                guard image.release.hasPrefix(Integration.kernels[row.kernel] ?? "?") else {
                    throw Missing("\(row.kernel) is \(image.release)")
                }
            }
        }
        try await function()
    }
}

extension Trait where Self == KernelsTrait {
    static var needsKernels: Self { Self() }
}

/// What a test needs and this machine does not have.
struct Missing: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) { self.description = description }
}
