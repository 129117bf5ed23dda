import Faults
import Journal
import Plan
import RouteModel
import TestSupport
import Testing

/// harness-configs/museum.yaml shows bugs of the past: each a fault of some releases, and of those after them no more.
@Suite struct MuseumTests {
    /// A cell of the museum, and the fault that it is shown for.
    struct Piece: Sendable, CustomTestStringConvertible {
        let fault: String
        /// Chooses its cells.
        let filter: String
        /// The releases that have the fault in this cell; all others do not.
        let with: [String]
        /// What ended it, as the article has it.
        let commit: String
        /// Whether the policies of these releases say it. Else they say nothing of the cell, and it is seen in a run alone.
        var isPredicted = true

        var testDescription: String { "\(fault): \(filter)" }
    }

    static let pieces = [
        Piece(
            fault: "163887fc69c6", filter: "viommu=intel", with: ["linux-6.1"], commit: "184bee388d46",
            isPredicted: false),
        Piece(
            fault: "163380215582", filter: "viommu=amd", with: ["linux-6.1", "linux-6.12", "linux-6.18"],
            commit: "e2692c4eeaa4"),
        Piece(
            fault: "78968b906a1d", filter: "cmdline=swiotlb=noforce",
            with: ["linux-6.1", "linux-6.12", "linux-6.18", "linux-7.2"], commit: "20beb6884b83"),
        Piece(fault: "489db02053fb", filter: "kind=alloc-pages", with: ["linux-6.18"], commit: "94a04ad732c9"),
        Piece(
            fault: "858be9a7b53b", filter: "encryption=sme,size=266240",
            with: ["linux-6.1", "linux-6.12", "linux-6.18", "linux-7.2"], commit: "30c5e45ee2c5"),
        Piece(fault: "858be9a7b53b", filter: "size=262144", with: ["linux-6.1"], commit: "8ac04063354a"),
        Piece(fault: "60446e38ccbc", filter: "size=262144", with: ["linux-6.1"], commit: "8ac04063354a"),
        Piece(
            fault: "6b28d9e5abe7", filter: "attributes=cc-shared,place=below-4g", with: ["linux-7.2"],
            commit: "30c5e45ee2c5"),
        Piece(
            fault: "86b0dd108cbc", filter: "attributes=cc-shared,place=above-4g", with: ["linux-7.2"],
            commit: "30c5e45ee2c5"),
        Piece(
            fault: "2a15ac5a33d2", filter: "cmdline=swiotlb=force,kind=map-resource", with: ["linux-6.18"],
            commit: "47322c469d4a"),
    ]

    private static let releases = Policy.releases.map(\.name)

    private static func plan() throws -> Plan {
        let text = try packageFile("harness-configs/museum.yaml")
        return try Config.parse(text: text, file: "museum.yaml").plan(Catalogue(kernels: releases, policies: []))
    }

    @Test(arguments: pieces) func itIsAFaultOfTheseReleasesAlone(_ piece: Piece) throws {
        let cells = try Self.plan().filtered(by: Filter(piece.filter)).cells
        let first = try #require(cells.first)
        for release in Self.releases {
            let has = piece.with.contains(release)
            let found = PointFaults.causes(release, first.boot, first.device, first.request).map(\.id)
            #expect(found.contains(piece.fault) == (has && piece.isPredicted), "\(release): \(found)")
            guard !piece.isPredicted else { continue }
            let said = Policy.named(release)?.predict(
                Point(boot: first.boot, device: first.device, request: first.request))
            #expect(said?.contains { $0.allowed == nil } == has, "\(release)")
        }
        // The filter means one question, asked of several kernels.
        #expect(Set(cells.map { "\($0.device) \($0.request)" }).count == 1)
    }

    /// What is booted are the last release with it and the first one after.
    @Test(arguments: pieces) func itIsBootedOnBothSidesOfItsEnd(_ piece: Piece) throws {
        let booted = Set(try Self.plan().filtered(by: Filter(piece.filter)).cells.map(\.boot.kernel))
        let last = try #require(Self.releases.lastIndex { piece.with.contains($0) })
        #expect(booted.contains(Self.releases[last]) && booted.contains(Self.releases[last + 1]))
    }

    @Test func itsArticleTellsEachWithItsCommit() throws {
        let rows = try packageFile("Sources/dmaroute/dmaroute.docc/Museum.md").split(separator: "\n")
        for piece in Self.pieces {
            #expect(
                rows.contains { $0.contains("`\(piece.fault)`") && $0.contains("`\(piece.commit)`") },
                "\(piece.fault) \(piece.commit)")
        }
    }

    @Test func aRunOfItIsShortAndShowsNothingThatIsNotTold() throws {
        let plan = try Self.plan()
        #expect(plan.boots.count <= 20 && plan.cellCount == plan.boots.count)
        var found = RunFaults()
        found.take(RunLog(name: "runs/a", plan: plan, header: SampleRun(plan, []).header, cells: []))
        let article = try packageFile("Sources/dmaroute/dmaroute.docc/Museum.md")
        for fault in found.faults { #expect(article.contains("`\(fault.id)`"), "\(fault.id)") }
    }
}
