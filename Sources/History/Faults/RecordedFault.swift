import Files
import Foundation
import Runner

/// A fault as a run's `faults.json` has it, as far as a history keeps it.
struct RecordedFault: Decodable {
    struct Place: Decodable {
        var release: String
        var file: String
        var function: String
    }

    /// Twelve hexadecimal digits, the same in every run.
    var id: String
    var duty: String
    var `class`: String
    var says: String
    var consequence: String
    /// Whole ids of the cells that show it.
    var cells: [String]
    var observed: Int
    var predicted: Int
    var place: Place?

    /// A file of the largest plan that is run has a hundredth of it.
    private static let limit = 64 << 20

    /// nil where the run wrote none: it is of a release without faults, or it was cut off.
    static func read(_ folder: RunFolder) throws -> [RecordedFault]? {
        guard FileManager.default.fileExists(atPath: folder.faults) else { return nil }
        let bytes = try RegularFile.read(folder.faults, limit: limit)
        do {
            let faults = try JSONDecoder().decode([RecordedFault].self, from: bytes)
            guard let odd = faults.first(where: { !$0.hasID }) else { return faults }
            throw HistoryError("\"\(kept(odd.id))\" is no fault's id", hint: hint)
        } catch {
            let why = (error as? HistoryError)?.message ?? "\(error)"
            throw HistoryError("\(folder.faults) is no list of faults: \(kept(why))", hint: hint)
        }
    }

    private static let hint = "take the file away, and the run is taken in without its faults"

    private var hasID: Bool {
        id.utf8.count == 12 && id.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || 0x61...0x66 ~= $0 }
    }

    /// Such as `drivers/iommu/dma-iommu.c:iommu_dma_alloc`; nil where no place is known.
    var spot: String? { place.map { kept("\($0.file):\($0.function)") } }
}
