import ArgumentParser
import Digests
import Foundation
import Plan
import RouteModel
import Runner
import TestSupport
import Testing

@testable import DMARouteCommand

/// From flags to cells.
struct OptionsTests {
    private static let kernels = ["linux-6.1", "linux-7.3"]

    private func plan(_ words: String...) throws -> Plan {
        try CellOptions.parse(words).plan(Self.kernels, own: nil)
    }

    /// What is said against the words; nil where nothing is.
    private func complaint(_ words: String...) -> String? {
        do {
            _ = try CellOptions.parse(words).plan(Self.kernels, own: nil)
            return nil
        } catch {
            return CommandExit.end(error, of: DMARoute.self)?.says
        }
    }

    @Test func aSeedGivesCells() throws {
        let plan = try plan("--random", "3", "--random-boots", "2", "--kernel", "linux-6.1")
        #expect(try plan == self.plan("--random", "3", "--random-boots", "2", "--kernel", "linux-6.1"))
        #expect(plan.boots.count == 2 && plan.boots.allSatisfy { $0.boot.kernel == "linux-6.1" })
        #expect(try self.plan("--random", "3").boots.count == 8)
        #expect(complaint("--random-boots", "2")?.contains("needs a seed") == true)
        for words in [["x.yaml"], ["--isolation", "boot"], ["--device", "edu,dma-mask=32"], ["--ram", "1GiB"]] {
            let error = #expect(throws: (any Error).self) {
                try CellOptions.parse(["--random", "3"] + words).plan(Self.kernels, own: nil)
            }
            #expect("\(error.map { "\($0)" } ?? "")".contains("--random chooses the cells"), "\(words)")
        }
        for (boots, kernel) in [("0", "linux-6.1"), ("1001", "linux-6.1"), ("2", "linux-5.4")] {
            #expect(complaint("--random", "3", "--random-boots", boots, "--kernel", kernel) != nil)
        }
    }

    @Test func everyFlagReachesItsBoot() throws {
        let plan = try plan(
            "--kernel", "linux-7.3", "--platform", "host", "--encryption", "sme", "--cmdline", "iommu=pt", "--ram",
            "2GiB",
            "--c-bit", "51", "--microcode", "0x08001204", "--maxmem", "16GiB", "--device",
            "edu,dma-mask=32,coherent-mask=31",
            "--request", "map-single,size=8KiB,direction=to-device,place=below-4g")
        let boot = try #require(plan.boots.first?.boot)
        #expect(plan.boots.count == 1 && plan.cellCount == 1)
        #expect(boot.kernel == "linux-7.3" && boot.platform == .host && boot.encryption == .sme)
        #expect(boot.cmdline.contains("iommu=pt") && boot.ram == 2 << 30 && boot.cBit == 51)
        #expect(boot.microcode == 0x0800_1204 && boot.maxmem == 16 << 30)
        let cell = try #require(plan.cells.first)
        #expect(cell.device.dmaMask == 32 && cell.device.coherentMask == 31)
        #expect(cell.request.kind == .mapSingle && cell.request.size == 8192 && cell.request.place == .below4G)
    }

    @Test func machinesFlagsReachTheirBoot() throws {
        let plan = try plan(
            "--kernel", "linux-7.3", "--viommu", "intel", "--pass-through", "off", "--emulator", "qemu-11", "--device",
            "edu,dma-mask=32", "--request", "map-single")
        let boot = try #require(plan.boots.first?.boot)
        #expect(boot.viommu == .intel && boot.passThrough == false && boot.emulator == .qemu11)
    }

    @Test func flagsGivenTwiceMultiply() throws {
        let plan = try plan(
            "--viommu", "none", "--viommu", "intel", "--ram", "1GiB", "--ram", "5GiB", "--device", "edu,dma-mask=32",
            "--request", "map-single", "--request", "alloc-coherent")
        #expect(plan.boots.count == 8, "without a kernel it is every kernel")
        #expect(plan.cellCount == 16)
        #expect(Set(plan.boots.map(\.boot.kernel)) == Set(Self.kernels))
    }

    @Test func aFilterNarrowsFlagsToo() throws {
        let plan = try plan(
            "--device", "edu,dma-mask=32", "--request", "map-single", "--request", "alloc-coherent", "--filter",
            "kernel=linux-6.1,kind=map-*")
        #expect(plan.cells.map(\.request.kind) == [.mapSingle] && plan.boots.map(\.boot.kernel) == ["linux-6.1"])
    }

    @Test(arguments: [("shared", 1), ("boot", 2)]) func isolationSplitsBoots(word: String, boots: Int) throws {
        let plan = try plan(
            "--kernel", "linux-7.3", "--device", "edu,dma-mask=32", "--request", "map-single", "--request",
            "alloc-coherent", "--isolation", word)
        #expect(plan.boots.count == boots)
    }

    @Test func nothingNamedIsNothingToRun() {
        #expect(complaint()?.contains("name a config, or the cells by --device and --request") == true)
        #expect(complaint("--device", "edu")?.contains("error:") != nil)
        #expect(complaint("no-such.yaml")?.contains("cannot read no-such.yaml") == true)
        #expect(
            complaint("--kernel", "linux-9.9", "--device", "edu,dma-mask=32", "--request", "map-single")?.contains(
                "linux-9.9") == true)
    }

    @Test func aConfigAndFlagsDoNotGoTogether() throws {
        let scratch = try Scratch()
        let config = try scratch.write(Self.config, to: "c.yaml")
        #expect(try plan(config).cellCount == 2)
        #expect(complaint(config, "--ram", "1GiB")?.contains("a config and flags for cells do not go together") == true)
        #expect(try plan(config, "--filter", "kind=map-*").cellCount == 1)
        #expect(try plan(config, "--isolation", "boot").boots.count == 2)
    }

    private static let config = """
        name: small
        kernels: [linux-7.3]
        devices:
          - {name: edu32, model: edu, dma-mask: 32}
        requests:
          - {kind: map-single, size: 4KiB, direction: to-device, place: below-4g}
          - {kind: alloc-coherent}
        policy: linux-7.2

        """

    @Test func aPlanInAConfigsPlaceIsTakenAsItIs() throws {
        let scratch = try Scratch()
        let plan = try SamplePlan.sizes(3)
        try SampleRun(plan, []).write(to: "\(scratch.path)/p")
        #expect(try self.plan("\(scratch.path)/p").digest == plan.digest)
        #expect(try self.plan("\(scratch.path)/p/plan.json").digest == plan.digest)
        #expect(try self.plan("\(scratch.path)/p", "--filter", "size=8KiB").cellCount == 1)
        for flag in [["--ram", "1GiB"], ["--isolation", "boot"]] {
            let options = try CellOptions.parse(["\(scratch.path)/p"] + flag)
            let error = #expect(throws: ValidationError.self) { try options.plan(Self.kernels, own: nil) }
            #expect(error?.message == "a plan and flags for cells do not go together; narrow it with --filter")
        }
        try scratch.write("{}", to: "bad.json")
        #expect(complaint("\(scratch.path)/bad.json")?.contains("make one with dmaroute plan --output") == true)
        #expect(complaint(scratch.path)?.contains("is no run: it has no plan.json") == true)
    }

    @Test func thePolicyIsTheFlagsThenThePlansThenEachKernels() throws {
        let scratch = try Scratch()
        let config = try scratch.write(Self.config, to: "c.yaml")
        func policy(_ words: String...) throws -> String? {
            let options = try CellOptions.parse([config] + words)
            return try options.policy(for: options.plan(Self.kernels, own: nil))?.name
        }
        #expect(try policy() == "linux-7.2")
        #expect(try policy("--policy", "linux-6.1") == "linux-6.1")
        #expect(try policy("--policy", "own") == nil)
        let error = #expect(throws: ValidationError.self) { try policy("--policy", "linux-9.9") }
        #expect(error?.message.hasPrefix("no policy is called linux-9.9; there are own, ") == true)
        #expect(error?.message.contains("linux-7.3") == true)
    }

    @Test func aKernelOfOnesOwnNeedsAPolicy() throws {
        func own(_ words: String...) throws { _ = try CellOptions.parse(words).ownKernel() }
        #expect(try CellOptions.parse(["--kernel", "linux-7.3"]).ownKernel() == nil)
        #expect(
            #expect(throws: ValidationError.self) { try own("--kernel", "./a", "--kernel", "./b") }?.message
                == "one --kernel PATH a run; run the others by themselves")
        for words in [["--kernel", "./a"], ["--kernel", "./a", "--policy", "own"]] {
            let error = #expect(throws: ValidationError.self) { try CellOptions.parse(words).ownKernel() }
            #expect(
                error?.message.hasPrefix("a --kernel PATH has no policy of its own: name one with --policy (") == true)
        }
        #expect(throws: (any Error).self) { try own("--kernel", "./no-such", "--policy", "linux-7.3") }
        #expect(
            #expect(throws: ValidationError.self) { try OwnKernelOptions.parse(["--modules", "m"]).taking(nil) }?
                .message
                == "--modules and --headers go with a --kernel that is the path of a bzImage")
        #expect(try OwnKernelOptions.parse([]).taking(nil) == nil)
    }

    @Test func emptyIsEmpty() throws {
        #expect(try CellOptions.parse([]).isEmpty)
        for words in [["x"], ["--filter", "a=b"], ["--policy", "own"], ["--isolation", "boot"], ["--c-bit", "51"]] {
            #expect(try !CellOptions.parse(words).isEmpty, "\(words)")
        }
    }

    @Test(arguments: SidesChoice.allCases) func sidesAreWhatTheySay(choice: SidesChoice) {
        let expected: [SidesChoice: Sides] = [
            .both: .both, .guest: Sides(guest: true, device: false), .device: Sides(guest: false, device: true),
            .none: Sides(guest: false, device: false),
        ]
        #expect(choice.sides == expected[choice])
    }

    @Test func guestsHaveTheirDefaults() throws {
        let options = try GuestOptions.parse([])
        #expect(options.output == "runs" && options.attempts == 2 && options.bootLimit == 60 && options.sides == .both)
        #expect(options.jobs >= 1 && !options.dryRun && !options.aliasStores && options.connect == "qemu:///embed")
    }

    // MARK: parts

    @Test func aShardIsItsPartOfTheBoots() throws {
        let plan = try SamplePlan.of { $0.axes["ram"] = ["1GiB", "2GiB", "3GiB"] }
        #expect(try ShardOptions.parse([]).part(of: plan).boots == nil)
        let parts = try (1...2).map { try ShardOptions.parse(["--shard", "\($0)/2"]).part(of: plan).boots ?? [] }
        #expect(parts[0].union(parts[1]) == Set(plan.boots.map(\.key)) && parts[0].isDisjoint(with: parts[1]))
        let scratch = try Scratch()
        let one = plan.boots[1].key
        let file = try scratch.write("\(one)\n", to: "boots")
        #expect(try ShardOptions.parse(["--boots", file]).part(of: plan).boots == [one])
        // Whoever gave the file knows it again, by a line that names no boot too.
        try scratch.write("# 4711\n\(one)\n", to: "boots")
        let ordered = try ShardOptions.parse(["--boots", file]).part(of: plan)
        #expect(try ordered.boots == [one] && ordered.given == "\(Digest(ofFile: file))")
        try scratch.write("\(one)\nzz\u{1b}[31m\n", to: "boots")
        let error = #expect(throws: RunnerError.self) { try ShardOptions.parse(["--boots", file]).part(of: plan) }
        #expect(error?.message.hasSuffix("boots names a boot that the plan does not have: zz·[31m") == true)
        #expect(throws: RunnerError.self) {
            try ShardOptions.parse(["--boots", "\(scratch.path)/none"]).part(of: plan)
        }
        #expect(throws: RunnerError.self) {
            try ShardOptions.parse(["--shard", "1/2", "--weights", "\(scratch.path)/boots"]).part(of: plan)
        }
    }

    @Test func weightsDecideWhoGoesWhere() throws {
        let plan = try SamplePlan.of { $0.axes["ram"] = ["1GiB", "2GiB", "3GiB"] }
        let scratch = try Scratch()
        let heavy = plan.boots[0].key
        let weights = Weights(milliseconds: [heavy: 10_000, plan.boots[1].key: 10, plan.boots[2].key: 10])
        let file = try scratch.write(JSONEncoder().encode(weights), to: "w.json")
        let parts = try (1...2).map {
            try ShardOptions.parse(["--shard", "\($0)/2", "--weights", file]).part(of: plan).boots ?? []
        }
        #expect(parts.contains([heavy]))
    }

    // MARK: files by hand

    @Test func aFileByHandIsSmallTextOrNothing() throws {
        let scratch = try Scratch()
        #expect(try SmallText.read(scratch.write("häuser", to: "a")) == "häuser")
        #expect(throws: ValidationError.self) { try SmallText.read(scratch.path) }
        #expect(throws: ValidationError.self) { try SmallText.read("/dev/zero") }
        let whole = try scratch.write(Data(repeating: 0x61, count: 1 << 20), to: "whole")
        #expect(try SmallText.read(whole).utf8.count == 1 << 20)
        let large = try scratch.write(Data(repeating: 0x61, count: 1 << 20 + 1), to: "large")
        let error = #expect(throws: ValidationError.self) { try SmallText.read(large, as: "file of nodes") }
        #expect(error?.message == "\(large) is larger than 1 MiB: no file of nodes")
        let latin = try scratch.write(Data([0x68, 0xe4]), to: "latin")
        #expect(
            #expect(throws: ValidationError.self) { try SmallText.read(latin) }?.message == "\(latin) is not UTF-8 text"
        )
    }

    @Test func divergencesAreLookedForWhereTheyAreNamed() throws {
        #expect(try KnownOptions.parse(["--known", "none"]).path() == nil)
        #expect(try KnownOptions.parse(["--known", "mine.yaml"]).path() == "mine.yaml")
        let usual = try KnownOptions.usual()
        #expect(usual.first == "harness-configs/known.yaml" && usual.count == 2)
        let plan = try SamplePlan.of()
        #expect(try KnownOptions.parse(["--known", "none"]).declarations(for: plan, policy: nil) == nil)
        #expect(throws: ValidationError.self) {
            try KnownOptions.parse(["--known", "/no/such.yaml"]).declarations(for: plan, policy: nil)
        }
        let today = try Today.day()
        #expect(today.year >= 2025 && (1...12).contains(today.month) && (1...31).contains(today.day))
    }

    @Test func roomIsAskedOfWhatExists() throws {
        let scratch = try Scratch()
        let plan = try SamplePlan.of()
        #expect(throws: Never.self) { try Room.check(plan, in: "\(scratch.path)/not/yet/there") }
        #expect(Room.bytesPerBoot == 48 << 20)
    }
}
