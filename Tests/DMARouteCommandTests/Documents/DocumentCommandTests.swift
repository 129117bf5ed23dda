import ArgumentParser
import Foundation
import Testing

@testable import DMARouteCommand

/// Every command that a document shows is one that the command takes, and does what it says where that ends soon.
struct DocumentCommandTests {
    private static let verbs = Set(DMARoute.configuration.subcommands.compactMap { $0.configuration.commandName })

    @Test func theDocumentsShowCommandsOfEveryVerb() {
        let shown = Set(ShownCommand.of("dmaroute").compactMap { $0.words.dropFirst().first })
        for verb in Self.verbs {
            #expect(shown.contains(verb), "no document shows dmaroute \(verb)")
        }
        #expect(ShownCommand.of("dmaroute").count > 60)
    }

    @Test(arguments: ShownCommand.of("dmaroute")) func theParserTakesIt(_ shown: ShownCommand) throws {
        let arguments = Array(shown.words.dropFirst())
        // A verb alone is spoken of, not called.
        if arguments.count == 1, Self.verbs.contains(arguments[0]) { return }
        do {
            _ = try DMARoute.parseAsRoot(arguments)
        } catch {
            let said = DMARoute.fullMessage(for: error)
            #expect(DMARoute.exitCode(for: error).isSuccess, "\(shown.testDescription)\n\(said)")
        }
    }

    /// What reads configs and policies alone, or is told to start nothing, ends in seconds.
    @Test(arguments: ShownCommand.of("dmaroute").filter { Trial($0) != nil })
    func itRuns(_ shown: ShownCommand) throws {
        let trial = try #require(Trial(shown))
        let ended = try trial.run()
        #expect(
            trial.expected.contains(ended.code), "\(shown.testDescription)\nended with \(ended.code)\n\(ended.errors)")
    }

    @Test func manyAreRun() {
        #expect(ShownCommand.of("dmaroute").count { Trial($0) != nil } >= 18)
    }

    @Test func noFenceHidesACommand() {
        for document in Document.all {
            for block in document.blocks where block.language != "sh" && block.language != "console" {
                for (number, line) in block.lines {
                    #expect(
                        !line.hasPrefix("$ ") && !ShownCommand.isCommand(line),
                        "\(document.path):\(number): a command in a fence that is neither sh nor console")
                }
            }
        }
    }

    @Test func theTextIsReadAsAShellDoes() {
        let read = ShownCommand.split("a 'b  c' \"\"  # d\n", "here").map(\.words)
        #expect(read == [["a", "b  c", ""]])
        #expect(ShownCommand.split("a && b | c", "here").map(\.words) == [["a"], ["b"], ["c"]])
    }
}
