import Foundation
import Plan
import TestSupport
import Testing

/// The list of mutants in images/mutants: what each says of itself, and that something asks about it.
@Suite struct MutantTests {
    /// One fault in one place of a kernel, as the head of its semantic patch tells it.
    struct Mutant {
        var name: String
        var fields: [String: String]
    }

    static let folder = "images/mutants"

    static func files(_ folder: String, _ ending: String) throws -> [String] {
        let place = packageURL(folder)
        return try FileManager.default.contentsOfDirectory(atPath: place.path).filter { $0.hasSuffix(ending) }.sorted()
    }

    static func mutants() throws -> [Mutant] {
        try files(folder, ".cocci").map { file in
            var fields: [String: String] = [:]
            for line in try packageFile("\(folder)/\(file)").split(separator: "\n").prefix(while: {
                $0.hasPrefix("// ")
            }) {
                guard let colon = line.range(of: ": ") else { continue }
                fields[String(line[..<colon.lowerBound].dropFirst(3))] = String(line[colon.upperBound...])
            }
            return Mutant(name: String(file.dropLast(".cocci".count)), fields: fields)
        }
    }

    @Test func eachSaysWhatIsWrongAndWhatAUserSees() throws {
        for mutant in try Self.mutants() {
            for field in ["file", "function", "config", "wrong", "seen"] {
                #expect(mutant.fields[field]?.isEmpty == false, "\(mutant.name) has no field \(field)")
            }
            #expect(mutant.fields["SPDX-License-Identifier"] == "GPL-2.0", "\(mutant.name)")
            let known: Set = ["SPDX-License-Identifier", "file", "function", "config", "wrong", "lies", "seen"]
            #expect(known.isSuperset(of: mutant.fields.keys), "\(mutant.name) has a field that nothing reads")
        }
    }

    @Test func eachPatchesTheFunctionThatItNames() throws {
        for mutant in try Self.mutants() {
            let patch = try packageFile("\(Self.folder)/\(mutant.name).cocci")
            let function = try #require(mutant.fields["function"])
            #expect(patch.contains("\n\(function)(...)\n{\n"), "\(mutant.name) does not patch \(function)")
            #expect(patch.contains("\n-"), "\(mutant.name) takes nothing away")
        }
    }

    /// The folder of a script cannot hold two files of one name, but two names can say the same.
    @Test func theyAreManyAndNoTwoSayTheSame() throws {
        let mutants = try Self.mutants()
        #expect(mutants.count >= 60)
        let said = mutants.map { "\($0.fields["function"] ?? ""): \($0.fields["wrong"] ?? "")" }
        #expect(Set(said).count == mutants.count)
    }

    @Test func eachFileHasTwo() throws {
        let files = Dictionary(grouping: try Self.mutants()) { $0.fields["file"] ?? "" }
        for (file, mutants) in files { #expect(mutants.count >= 2, "\(file) has one mutant") }
        let needed = [
            "include/linux/dma-direct.h", "kernel/dma/direct.c", "kernel/dma/mapping.c", "kernel/dma/swiotlb.c",
            "kernel/dma/pool.c", "drivers/iommu/dma-iommu.c", "drivers/iommu/iommu.c",
            "drivers/iommu/amd/iommu.c", "drivers/iommu/generic_pt/fmt/amdv1.h",
            "drivers/iommu/intel/iommu.c", "drivers/iommu/generic_pt/fmt/vtdss.h",
            "arch/x86/kernel/pci-dma.c", "arch/x86/mm/mem_encrypt.c", "arch/x86/mm/pat/set_memory.c",
        ]
        #expect(Set(files.keys).isSuperset(of: needed))
    }

    @Test func eachIsAskedByAConfigThatParses() throws {
        var asked: Set<String> = []
        for file in try Self.files("\(Self.folder)/configs", ".yaml") {
            let config = try Config.parse(text: packageFile("\(Self.folder)/configs/\(file)"), file: file)
            let plan = try config.plan(Catalogue(kernels: ["linux-7.3"], policies: []))
            #expect((1...2).contains(plan.boots.count), "\(file) must cost one or two boots")
            #expect((1...60).contains(plan.cellCount), "\(file) must have few cells")
            #expect("\(config.name).yaml" == file)
            asked.insert(config.name)
        }
        let wanted = Set(try Self.mutants().compactMap { $0.fields["config"] })
        #expect(wanted == asked, "a mutant names no config, or a config asks about no mutant")
    }
}
