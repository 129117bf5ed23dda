import Foundation
import RouteModel
import Testing

@testable import Intake

/// Reports that lie beside the tests, and what the tool makes of them.
enum Reports {
    static let kernels = ["linux-6.1", "linux-6.12", "linux-6.18", "linux-7.2", "linux-7.3"]

    static func bytes(_ name: String) throws -> [UInt8] {
        let url = try #require(Bundle.module.url(forResource: "Reports/" + name, withExtension: "txt"))
        return [UInt8](try Data(contentsOf: url))
    }

    static func answer(_ bytes: [UInt8]) -> Reproduction {
        Reproduction.of(Pasted([(name: "report", bytes: bytes)]), kernels: kernels)
    }

    static func answer(_ text: String) -> Reproduction { answer([UInt8](text.utf8)) }
    static func answer(named name: String) throws -> Reproduction {
        try #require(answers[name], "there is no report \(name)")
    }

    /// The answer to every report; many tests ask for the same.
    private static let answers: [String: Reproduction] = Dictionary(
        uniqueKeysWithValues: names.compactMap { name in (try? bytes(name)).map { (name, answer($0)) } })

    static var names: [String] {
        let folder = Bundle.module.url(forResource: "Reports", withExtension: nil)
        let files = folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0.path) } ?? []
        return files.filter { $0.hasSuffix(".txt") }.map { String($0.dropLast(4)) }.sorted()
    }
}

extension Reproduction {
    /// Policies that show the symptom.
    var showing: Set<String> { Set(policies.filter { $0.shows == true }.map(\.name)) }

    /// What must not change with what stands around a report's lines.
    var gist: String {
        let boot = configuration?.boot
        let request = configuration?.request
        let parts: [String?] = [
            answer.rawValue, symptom, boot?.kernel, boot?.platform.rawValue, boot?.encryption.rawValue,
            boot?.viommu.rawValue, boot?.cmdline, boot.map { "\($0.ram)" },
            configuration.map { "\($0.device.dmaMask)" },
            request?.kind.rawValue, request.map { "\($0.size)" }, request?.place?.rawValue, showing.sorted().joined(),
            cause, read.map(\.fact).sorted().joined(separator: "; "), missing.joined(separator: "; "),
        ]
        return parts.map { $0 ?? "-" }.joined(separator: " | ")
    }
}

extension Mapper {
    /// Whether the kernel's own policy shows a symptom in a configuration.
    static func shows(_ symptom: Symptom, _ configuration: Configuration) -> Bool {
        Policy.named(configuration.boot.kernel).flatMap { SymptomPrediction($0, configuration).shows(symptom) } ?? false
    }
}

extension JudgedClaim {
    /// As a bench's line has it: what is spoken of, and what is said of it.
    var told: String { "\(claim.text):\(claim.polarity.rawValue)" }
}
