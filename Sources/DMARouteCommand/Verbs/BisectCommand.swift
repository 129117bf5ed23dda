import ArgumentParser
import Foundation
import Journal
import Plan
import Report
import RouteModel
import Runner
import Search
import Verdict

struct BisectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bisect",
        abstract: "Find between which two kernels the routing of a cell changed, and by which rules.",
        discussion: """
            Boots the cell's configuration on the oldest and on the newest kernel, and then between them until two \
            neighbours differ. Beside each stands what its policy predicts; the rules named are those by which the two \
            neighbours' policies part. With --predict nothing is booted, and every policy is asked.

            EXAMPLES
              dmaroute bisect runs/2026-11-22-a --cell 9c1e4f20a3b1
              dmaroute bisect --cmdline swiotlb=force,track_hiwater --device edu,dma-mask=64 --request map-single
              dmaroute bisect --predict --platform host --encryption sme --device edu,dma-mask=64,coherent-mask=32 \\
                  --request map-single
            """)

    @OptionGroup var cells: CellOptions

    @Option(help: "First digits of the id of a cell of the run that is named in a config's place.")
    var cell: String?

    @Flag(help: "Boot nothing; ask every policy.")
    var predict = false

    @Flag(help: "Boot every kernel, so that changes there and back again are seen too.")
    var every = false

    @OptionGroup var guests: GuestOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let (candidate, kernels) = try question()
        if predict { return try tell(.predicted(candidate)) }
        guard kernels.count > 1 else {
            throw ValidationError("one kernel is no row: name two or more with --kernel, or none for all at hand")
        }
        if guests.dryRun {
            return StandardOutput.write(
                "would boot it on \(every ? "each" : "some") of \(kernels.joined(separator: ", ")); nothing was started"
            )
        }
        let trials = Trials(policy: nil, guests: guests, common: common, kernels: nil)
        defer { trials.close() }
        // By place; nil for a kernel that cannot be booted here.
        var results: [Int: Trials.Result?] = [:]
        func look(_ place: Int) async throws -> BisectionRecord.Seen? {
            if results[place] == nil {
                let result = try await trials.run(candidate.on(kernels[place]), named: "bisect")
                results[place] = .some(result)
                if !common.quiet {
                    CommandExit.complain("\(kernels[place])  \(result?.seen.text ?? "unavailable")")
                }
            }
            return results[place]??.seen
        }
        if every { for place in kernels.indices { _ = try await look(place) } }
        let bisection = try await Bisection(count: kernels.count) { try await look($0) }
        let booted = results.compactMapValues { $0 }
        try tell(
            BisectionRecord(
                candidate, row: kernels, seen: booted.mapValues(\.seen), runs: booted.mapValues(\.run),
                change: bisection.change, boots: trials.boots))
    }

    private func tell(_ record: BisectionRecord) throws {
        guard common.format == .text else { return try StandardOutput.write(json: record) }
        StandardOutput.write(record.text)
    }

    /// The configuration in question, and the row of kernels, the oldest first.
    private func question() throws -> (Candidate, [String]) {
        let known = Policy.releases.map(\.name)
        let atHand = known.filter { (try? Installation.kernelNames().contains($0)) ?? false }
        var asked = cells
        guard let digits = cell else {
            let row = asked.kernel.isEmpty ? atHand : known.filter(asked.kernel.contains)
            if let stray = asked.kernel.first(where: { !known.contains($0) }) {
                throw ValidationError("\(stray) has no place in the row of kernels: \(known.joined(separator: ", "))")
            }
            asked.kernel = asked.config == nil ? [row.first ?? ""] : []
            let plan = try asked.plan(Installation.kernelNames(), own: nil)
            guard let first = plan.cells.first, plan.cellCount == 1 else {
                throw ValidationError(
                    "\(counted(plan.cellCount, "cell")) are asked for: bisect takes one, but for its kernel")
            }
            return (Candidate(boot: first.boot, target: .init(device: first.device, request: first.request)), row)
        }
        guard let folder = asked.config else {
            throw ValidationError("--cell is a cell of a run: name the run's folder")
        }
        let row = asked.kernel.isEmpty ? atHand : known.filter(asked.kernel.contains)
        let found = try RunFolder(existing: folder).readLog().cell(digits).cell
        return (Candidate(boot: found.boot, target: .init(device: found.device, request: found.request)), row)
    }
}
