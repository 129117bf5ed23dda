import Foundation
import GRDB
import Runner
import TestSupport
import Testing
import Verdict

@testable import History

/// Faults over nights, one run a day.
@Suite struct FaultHistoryTests {
    /// A history of these nights, taken in in a disorder.
    private static func with<Told>(_ nights: [Made], _ tell: (History) throws -> Told) throws -> Told {
        try withScratch { scratch in
            let history = try History(path: scratch.path + "/h.sqlite", creating: true)
            for (day, night) in nights.enumerated().reversed() {
                var night = night
                night.name = "2026-11-0\(day + 1)-a"
                night.begun = "2026-11-0\(day + 1)T03:00:00.000Z"
                try history.add(night.write(scratch.path))
            }
            return try tell(history)
        }
    }

    private static func night(_ version: String, _ faults: [MadeFault]?) -> Made {
        Made(version: version, verdicts: [.agree, .agree, .agree], faults: faults)
    }

    @Test func aFaultThatCameIsToldWithWhatChanged() throws {
        let nights = [
            Self.night("7.3.2-1", []), Self.night("7.3.3-1", []), Self.night("7.3.4-1", [try MadeFault(0, 1)]),
            Self.night("7.3.5-1", [try MadeFault(0)]),
        ]
        let told = try #require(try Self.with(nights) { try $0.regressions(in: nil) }.faults)
        let new = try #require(told.new.first)
        #expect(told.new.count == 1 && told.gone.isEmpty && told.standing == 0)
        #expect(new.fault == "61fe5f5a6b0d" && new.kernel == "linux-7.3" && new.class == "data-lost")
        #expect(new.before?.run == "2026-11-02-a" && new.since.run == "2026-11-03-a" && new.last.run == "2026-11-04-a")
        #expect(new.state == .here && new.isNew && new.cells == 1 && new.duty == "bytes-arrive")
        #expect(new.changed == ["linux-7.3 7.3.3-1..7.3.4-1 (git log v7.3.3..v7.3.4)"])
        #expect(new.place == "kernel/dma/direct.c:dma_direct_alloc")
    }

    /// A consequence is a few sentences, and what is cut off says something else.
    @Test func aLongConsequenceIsKeptWhole() throws {
        var fault = try MadeFault(0)
        fault.consequence = String(repeating: "Bytes are lost. ", count: 60) + "The end."
        let told = try Self.with([Self.night("7.3.2-1", [fault])]) { try $0.faults() }
        #expect(told.map(\.consequence) == [fault.consequence])
    }

    @Test func aFaultThatWentIsToldOnceAndKept() throws {
        let nights = [
            Self.night("7.3.2-1", [try MadeFault(0)]), Self.night("7.3.3-1", []), Self.night("7.3.4-1", []),
        ]
        try Self.with(nights) { history in
            let second = try #require(try history.regressions(in: "2026-11-02-a").faults)
            #expect(second.gone.map(\.fault) == ["61fe5f5a6b0d"] && second.new.isEmpty)
            #expect(second.gone.first?.changed == ["linux-7.3 7.3.2-1..7.3.3-1 (git log v7.3.2..v7.3.3)"])
            // No news on the third night, and in the list for ever.
            #expect(try history.regressions(in: nil).faults?.gone.isEmpty == true)
            let past = try #require(try history.faults().first)
            #expect(past.state == .gone && past.gone?.run == "2026-11-02-a" && past.before == nil)
            #expect(FaultPast.text([past]).contains("gone in 2026-11-02-a, last in 2026-11-01-a"))
        }
    }

    /// Each of these nights has nothing to say of the fault's cell: it was not in the config, not run, or broke.
    @Test func whatCouldNotBeSeenIsNotGone() throws {
        var without = Self.night("7.3.3-1", [])
        without.verdicts = []
        var skipped = without
        skipped.verdicts = [.unavailable]
        var broken = without
        broken.verdicts = [.error]
        let before = Self.night("7.3.3-1", nil)
        for blind in [without, skipped, broken, before] {
            let nights = [Self.night("7.3.2-1", []), Self.night("7.3.3-1", [try MadeFault(0)]), blind]
            let past = try #require(try Self.with(nights) { try $0.faults() }.first)
            #expect(past.gone == nil && past.last.run == "2026-11-02-a" && past.before?.run == "2026-11-01-a")
            let again = try Self.with(nights + [Self.night("7.3.3-1", [try MadeFault(0)])]) { try $0.faults() }
            #expect(again.map(\.since.run) == ["2026-11-02-a"] && again.first?.state == .here)
            // Nor is it new where nobody looked before.
            let first = try Self.with([blind, Self.night("7.3.3-1", [try MadeFault(0)])]) { try $0.faults() }
            #expect(first.map(\.isNew) == [false] && first.first?.before == nil)
        }
    }

    /// Of a kernel that is not at hand the policy alone speaks, the next night as well.
    @Test func whatWasPredictedGoesByPrediction() throws {
        var there = Self.night("7.3.2-1", [try MadeFault(0)])
        there.verdicts = [.unavailable]
        var gone = there
        gone.faults = []
        let past = try #require(try Self.with([there, gone]) { try $0.faults() }.first)
        #expect(past.state == .gone && past.changed.isEmpty)
    }

    @Test func whatCameBackIsNewAgain() throws {
        let fault = try MadeFault(0)
        let nights = [[fault], [], [], [fault]].map { Self.night("7.3.2-1", $0) }
        let past = try #require(try Self.with(nights) { try $0.faults() }.first)
        #expect(past.isNew && past.before?.run == "2026-11-03-a" && past.since.run == "2026-11-04-a")
    }

    @Test func anotherPolicysFaultsAreTheirOwn() throws {
        var other = Self.night("7.3.2-1", [try MadeFault(0)])
        other.policy = "seed"
        let pasts = try Self.with([other, Self.night("7.3.2-1", [])]) { try $0.faults() }
        #expect(pasts.map(\.policy) == ["seed"] && pasts.map(\.state) == [.here])
    }

    @Test func theEndOfRegressionsTellsThem() throws {
        let other = try MadeFault(1, id: "0123456789ab")
        let nights = [
            Self.night("7.3.2-1", [other, try MadeFault(2, id: "aaaaaaaaaaaa")]),
            Self.night("7.3.3-1", [try MadeFault(0), try MadeFault(2, id: "aaaaaaaaaaaa")]),
        ]
        let text = try Self.with(nights) { try $0.regressions(in: nil).text }
        #expect(text.contains("faults by kernel: 1 new, 1 gone, 1 there since somebody looked"))
        #expect(text.contains("new   61fe5f5a6b0d  data-lost  data of DMA mappings lost on hosts with SME\n"))
        #expect(text.contains("gone  0123456789ab"))
        #expect(text.contains("here since 2026-11-02-a, not in 2026-11-01-a"))
        #expect(text.contains("/2026-11-02-a --fault 61fe5f5a6b0d"))
    }
}

/// What a history takes in of a run's faults, and what an older one becomes.
@Suite struct FaultImportTests {
    @Test func aHistoryOfBeforeFaultsIsReadAndFilled() throws {
        try withScratch { scratch in
            let path = scratch.path + "/h.sqlite"
            var raw = Configuration()
            raw.foreignKeysEnabled = false
            try DatabaseQueue(path: path, configuration: raw).write { try $0.execute(sql: Version1.dump) }
            let history = try History(path: path, creating: false)
            #expect(try history.runs().map(\.name) == ["2026-11-30-c", "2026-11-30-a"])
            #expect(try history.runs().map(\.faults) == [nil, nil])
            #expect(try history.cell("8907360c2d41").runs.map(\.verdict) == ["agree"])
            #expect(try history.faults().isEmpty && history.flakes().boots.count == 1)
            #expect(try history.regressions(in: nil).faults == nil)
            // What it cannot know yet comes with the run's folder.
            var run = Made()
            #expect(try history.add(run.write(scratch.path)) == .new)
            run.faults = [try MadeFault(0)]
            #expect(try history.add(run.write(scratch.path + "/again")) == .faults)
            #expect(try history.add(run.write(scratch.path + "/third")) == .alreadyThere)
            #expect(try history.runs().map(\.faults) == [nil, nil, 1])
        }
    }

    @Test(arguments: [
        "no JSON", "{}", "[{\"id\": \"61fe5f5a6b0d\"}]",
        """
        [{"id": "<b>", "duty": "a", "class": "b", "says": "c", "consequence": "d", "cells": [], "observed": 0, "predicted": 0}]
        """,
        """
        [{"id": "61fe5f5a6b0d", "duty": "a", "class": "b", "says": "c", "consequence": "d", "cells": ["0"], "observed": 0, "predicted": 0}]
        """,
    ])
    func whatIsNoListOfFaultsTakesNothingIn(_ text: String) throws {
        try withScratch { scratch in
            let history = try History(path: scratch.path + "/h.sqlite", creating: true)
            let run = try Made().write(scratch.path)
            try Data(text.utf8).write(to: URL(fileURLWithPath: run.folder.faults))
            #expect {
                try history.add(run)
            } throws: {
                "\($0)".contains(run.folder.faults) && "\($0)".contains("hint: ")
            }
            #expect(try history.runs().isEmpty && history.faults().isEmpty)
        }
    }

    @Test func aRunThatWentOnHasItsNewFaultsAlone() throws {
        try withScratch { scratch in
            let history = try History(path: scratch.path + "/h.sqlite", creating: true)
            let old = Made(verdicts: [.agree], isEnded: false, faults: [try MadeFault(0)])
            try history.add(old.write(scratch.path))
            let whole = Made(verdicts: [.agree, .agree], faults: [try MadeFault(1, id: "0123456789ab")])
            #expect(try history.add(whole.write(scratch.path)) == .again)
            #expect(try history.faults().map(\.fault) == ["0123456789ab"])
        }
    }
}
