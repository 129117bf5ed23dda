import RouteModel
import TestSupport
import Testing

@testable import Intake

/// Reports that mean no good, or nothing.
struct HostileTests {
    /// Nothing of a report gets into a configuration but numbers and known words.
    private func check(_ answer: Reproduction, _ note: String) {
        let options = answer.configuration?.boot.cmdline ?? ""
        for option in options.split(separator: " ") {
            #expect(RoutingOptions.option(ReportText(String(option))) == String(option), "\(note): \(option)")
        }
        #expect(options.utf8.count <= 1024, "\(note)")
        let name = answer.configuration?.device.name ?? ""
        #expect(name.isEmpty || name.hasPrefix("edu") || name.hasPrefix("virtio-blk"), "\(note): \(name)")
        let record = ReproductionRecord(answer, of: Pasted([(name: "x", bytes: [])]), cell: nil)
        #expect(record.text.unicodeScalars.allSatisfy { $0 == "\n" || (32...126).contains($0.value) }, "\(note)")
    }

    @Test func randomCutsAndShuffledLinesGetAnAnswer() throws {
        var random = Dice(7)
        for name in Reports.names {
            let bytes = try Reports.bytes(name)
            for _ in 0..<6 {
                let start = Int.random(in: 0...bytes.count, using: &random)
                let end = Int.random(in: start...bytes.count, using: &random)
                check(Reports.answer(Array(bytes[start..<end])), "\(name) \(start)..<\(end)")
                let lines = bytes.split(separator: 10).shuffled(using: &random)
                check(Reports.answer(Array(lines.joined(separator: [10]))), name + " shuffled")
            }
        }
    }

    @Test func changedBytesGetAnAnswer() throws {
        var random = Dice(11)
        for name in Reports.names {
            let bytes = try Reports.bytes(name)
            for _ in 0..<6 where !bytes.isEmpty {
                var changed = bytes
                for _ in 0..<Int.random(in: 1...40, using: &random) {
                    let at = Int.random(in: 0..<changed.count, using: &random)
                    changed[at] = UInt8.random(in: 0...255, using: &random)
                }
                check(Reports.answer(changed), name)
            }
        }
    }

    @Test func randomBytesHoldNoSymptom() {
        var random = Dice(13)
        for size in [0, 1, 17, 4096, 100_000] {
            let bytes = (0..<size).map { _ in UInt8.random(in: 0...255, using: &random) }
            let answer = Reports.answer(bytes)
            #expect(answer.answer == .cannotTell && answer.symptom == nil, "\(answer.read) \(answer.cause)")
            check(answer, "\(size) random bytes")
        }
    }

    @Test func numbersOutOfAllBoundsAreNoNumbers() {
        let huge = String(repeating: "9", count: 400)
        let text = """
            [1.0] x 0000:00:01.0: swiotlb buffer is full (sz: \(huge) bytes), total \(huge) (slots), used \(huge) (slots)
            [1.0] x 0000:00:01.0: DMA addr 0x\(huge)+\(huge) overflow (mask \(huge), bus limit \(huge)).
            Linux version 6.\(huge)
            Linux version \(huge).1
            Memory: \(huge)K/\(huge)K available
            Command line: swiotlb=\(huge) coherent_pool=\(huge)G iommu=\(huge)
            cbitpos=\(huge)
            """
        let answer = Reports.answer(text)
        #expect(answer.answer == .cannotTell)
        #expect(answer.configuration?.boot.cmdline == "")
        check(answer, "huge")
    }

    @Test func noShellPathOrXMLComesThrough() throws {
        let answer = try Reports.answer(named: "hostile")
        check(answer, "hostile")
        let record = ReproductionRecord(answer, of: Pasted([(name: "x", bytes: [])]), cell: nil)
        for word in ["$(", "<", "/bin", ";rm", "script"] { #expect(!record.text.contains(word), "\(word)") }
    }

    @Test func onlyKnownOptionsWithKnownValuesAreTaken() {
        for word in [
            "iommu=pt;reboot", "iommu=$(id)", "swiotlb=force,`id`", "swiotlb=", "iommu=pt,,soft", "swiotlb=123456789",
            "amd_iommu=<on>x", "init=/bin/sh", "iommu", "=pt", "iommu=pt\u{0}x", "swiotlb=1e9", "pci=nommconf",
        ] {
            #expect(RoutingOptions.option(ReportText(word)) == nil, "\(word)")
        }
        for word in [
            "iommu=pt", "swiotlb=65536,force", "iommu.passthrough=1", "amd_iommu=pgtbl_v2", "swiotlb=1,2,noforce",
        ] {
            #expect(RoutingOptions.option(ReportText(word)) == word)
        }
    }

    @Test func whatIsReadIsBoundedAndSaidToBe() {
        let line = [UInt8](
            "[    1.000000] x 0000:01:00.0: swiotlb buffer is full (sz: 64 bytes), total 8 (slots), used 8 (slots)\n"
                .utf8)
        let many = Pasted(
            [(name: "flood", bytes: Array(repeatElement(line, count: (4 << 20) / line.count + 10).joined()))],
            most: 4 << 20)
        #expect(many.cut)
        #expect(many.lines.count <= (4 << 20) / line.count + 1)
        #expect(!Pasted([(name: "small", bytes: line)]).cut)
    }

    @Test func aFloodOfDifferentFactsIsNotToldWhole() {
        let lines = (0..<5000).map {
            "x\($0) 0000:01:00.0: swiotlb buffer is full (sz: \($0) bytes), total 9 (slots), used 9 (slots) iommu=pt swiotlb=\($0)"
        }
        let answer = Reports.answer(lines.joined(separator: "\n"))
        #expect(answer.read.count < 100)
        check(answer, "flood")
    }

    @Test func oneLineOfAMegabyteIsCut() {
        let answer = Reports.answer(
            "Command line: " + String(repeating: "iommu=pt ", count: 120_000) + "\nLinux version 6.1.0")
        check(answer, "long line")
        #expect(answer.configuration?.boot.kernel == "linux-6.1")
    }
}
