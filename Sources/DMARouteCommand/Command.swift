public import ArgumentParser
import Foundation

/// The command: all that it does stands in this library, so that tests reach it without a process.
public struct DMARoute: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "dmaroute",
        abstract: "Shows which way Linux sends a DMA, and whether that is the way it should go.",
        discussion: """
            Boots Linux under QEMU with the IOMMU and SWIOTLB options you name, makes a device do real DMA, watches it \
            from the kernel's side and from the device's, and holds what it saw against a policy model.

            EXAMPLES
              dmaroute images                              fetch kernels and build what guests need
              dmaroute run harness-configs/quick.yaml      boot the quick matrix and judge every DMA
              dmaroute predict --kernel linux-7.3 --cmdline swiotlb=force --device edu,dma-mask=32 \\
                  --request map-single,place=below-4g      what should happen there, and why
              dmaroute diff --policy linux-7.2 --policy linux-7.3      where two policies differ
              dmaroute doctor                              what this machine can run

            EXIT CODES
              0 all as predicted      1 a FAIL      2 usage or config      3 a MISS or an ERROR
              4 nothing was observed  77 everything skipped   130 interrupted   143 terminated
            """,
        version: Version.text,
        subcommands: [
            RunCommand.self, PlanCommand.self, PredictCommand.self, DiffCommand.self, ExploreCommand.self,
            CheckCommand.self, QualifyCommand.self, RerunCommand.self, MergeCommand.self, JobsCommand.self,
            PromoteCommand.self,
            RulesCommand.self, ExplainCommand.self, FaultsCommand.self, ReportCommand.self,
            HistoryCommand.self, RegressionsCommand.self,
            ReproduceCommand.self, ReduceCommand.self, BisectCommand.self, ObserveCommand.self,
            ImagesCommand.self, DoctorCommand.self, GCCommand.self,
        ])

    public init() {}

    public static func main() async {
        do {
            try await run(nil)
        } catch {
            CommandExit.exit(error, of: self)
        }
    }

    /// Does what the words ask for.
    /// - Parameter words: as on a command line, without the command's name; nil for those of this process.
    static func run(_ words: [String]?) async throws {
        var command = try parseAsRoot(words)
        if var asynchronous = command as? any AsyncParsableCommand {
            try await asynchronous.run()
        } else {
            try command.run()
        }
    }
}

enum Version {
    static let text = "0.1.0"
}
