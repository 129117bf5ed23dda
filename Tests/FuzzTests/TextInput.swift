import Foundation
import Plan
import Printing

@testable import Intake

/// Text that people or machines wrote.
enum TextInput {
    private static let kernels = ["linux-6.1", "linux-6.12", "linux-6.18", "linux-7.2", "linux-7.3"]
    /// Cells of a config that is expanded here; a larger one is legal and only takes its time.
    private static let cells = 200

    static func report(_ bytes: [UInt8]) {
        let pasted = Pasted([(name: "report", bytes: bytes)])
        let record = ReproductionRecord(Reproduction.of(pasted, kernels: kernels), of: pasted, cell: nil)
        must(
            record.text.unicodeScalars.allSatisfy { $0 == "\n" || (32...126).contains($0.value) },
            "nothing of a report gets out but plain characters")
    }

    static func config(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let config = try? Config.parse(text: text, file: "c.yaml"),
            let plan = try? config.plan(Catalogue(kernels: kernels, policies: [])), plan.cellCount <= cells
        else { return }
        guard let json = try? JSONEncoder().encode(plan) else { return must(false, "a plan can be written") }
        must((try? JSONDecoder().decode(Plan.self, from: json))?.digest == plan.digest, "and read")
    }

    static func nodes(_ bytes: [UInt8]) {
        _ = try? Nodes.parse(text: String(decoding: bytes, as: UTF8.self), file: "nodes.yaml")
    }

    static func known(_ bytes: [UInt8]) {
        _ = try? KnownDivergences.parse(
            text: String(decoding: bytes, as: UTF8.self), file: "known.yaml", policies: ["linux-7.3"])
    }

    static func words(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        let line = Printable.line(text)
        must(!line.unicodeScalars.contains { Printable.isHidden($0) || $0 == "\n" }, "a line hides nothing")
        let whole = Printable.text(text)
        must(Printable.text(whole) == whole, "what can be printed stays as it is")
        for line in whole.split(separator: "\n") {
            must(!["::", "##["].contains { line.hasPrefix($0) }, "no line commands a CI")
        }
        _ = Printable.json(bytes)
    }
}
