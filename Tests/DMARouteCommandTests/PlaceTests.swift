import ArgumentParser
import Digests
import Foundation
import Journal
import Plan
import RouteModel
import Runner
import TestSupport
import Testing

@testable import DMARouteCommand
@testable import Images

/// Where the command finds what it needs, and whether there is room and the right kernel.
struct PlaceTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func program(_ name: String) throws { #expect(chmod(try scratch.write("x", to: name), 0o755) == 0) }

    private func find(_ executable: String) throws -> Installation {
        try Installation.find(beside: URL(fileURLWithPath: "\(scratch.path)/\(executable)"))
    }

    private func error(_ executable: String) -> RunnerError? {
        #expect(throws: RunnerError.self) { try find(executable) }
    }

    @Test func aSourceTreeIsFoundAboveTheBuild() throws {
        #expect(
            error("tree/.build/release/dmaroute")?.message
                == "there is no images/kernels.yaml beside \(scratch.path)/tree/.build/release/dmaroute")
        try scratch.write("", to: "tree/images/kernels.yaml")
        let none = error("tree/.build/release/dmaroute")
        #expect(none?.message.hasPrefix("there is no dmaroute-agent beside ") == true)
        #expect(none?.hint == "build it with make build")
        try scratch.write("x", to: "tree/.build/release/dmaroute-agent")
        #expect(error("tree/.build/release/dmaroute") != nil, "it must be a program")
        try program("tree/.build/release/dmaroute-agent")
        var found = try find("tree/.build/release/dmaroute")
        #expect(found.images == "\(scratch.path)/tree/images" && found.observer == nil && found.shim == nil)
        #expect(found.agent == "\(scratch.path)/tree/.build/release/dmaroute-agent")
        try program("tree/.build/release/dmaroute-observe")
        try scratch.write("", to: "tree/.build/shim/dmaroute-shim")
        found = try find("tree/.build/release/dmaroute")
        #expect(found.observer == "\(scratch.path)/tree/.build/release/dmaroute-observe")
        #expect(found.shim == "\(scratch.path)/tree/.build/shim/dmaroute-shim")
    }

    @Test func whatIsInstalledComesBeforeASourceTree() throws {
        try scratch.write("", to: "usr/images/kernels.yaml")
        try scratch.write("", to: "usr/share/dmaroute/images/kernels.yaml")
        for name in ["dmaroute-agent", "dmaroute-observe", "dmaroute-shim"] {
            try program("usr/libexec/dmaroute/\(name)")
        }
        try program("usr/bin/dmaroute")
        let found = try find("usr/bin/dmaroute")
        #expect(found.images == "\(scratch.path)/usr/share/dmaroute/images")
        #expect(
            URL(fileURLWithPath: found.agent).standardizedFileURL.path
                == "\(scratch.path)/usr/libexec/dmaroute/dmaroute-agent")
        #expect(found.observer?.hasSuffix("/libexec/dmaroute/dmaroute-observe") == true)
        #expect(found.shim == "\(scratch.path)/usr/libexec/dmaroute/dmaroute-shim")
    }

    // MARK: room

    @Test func everyBootNeedsItsRoom() throws {
        let plan = try SamplePlan.of { $0.axes["ram"] = ["1GiB", "2GiB", "3GiB"] }
        let needed = 3 * Room.bytesPerBoot
        func check(_ free: Int64?) throws { try Room.check(plan, in: "\(scratch.path)/not/yet") { _ in free } }
        #expect(throws: Never.self) { try check(needed) }
        #expect(throws: Never.self) { try check(nil) }
        let refusal = #expect(throws: CommandExit.Refusal.self) { try check(needed - 1) }
        #expect(
            refusal?.description.hasPrefix("\(scratch.path) has 143 MiB free, and 3 boots may need 144 MiB\n  hint: ")
                == true)
    }

    @Test(.enabled(if: getuid() != 0)) func aFolderThatMayNotBeWrittenIsRefused() throws {
        let refusal = #expect(throws: CommandExit.Refusal.self) {
            try Room.check(SamplePlan.of(), in: "/proc/x") { _ in .max }
        }
        #expect(refusal?.description.hasPrefix("/proc cannot be written to") == true)
    }

    // MARK: kernels

    private static func image(_ name: String, hasProbe: Bool = true) -> KernelImage {
        func file(_ name: String) -> KernelImage.File { .init(path: "/nowhere/\(name)", sha256: Digest(of: name)) }
        return KernelImage(
            name: name, series: "7.3", release: "7.3.4", version: "7.3.4-1", packages: [], packed: file("packed"),
            vmlinux: file("vmlinux"), initrd: file("initrd"), probe: hasProbe ? file("probe") : nil, modules: [],
            agent: Digest(of: "agent"), probeSource: Digest(of: "source"))
    }

    /// A run is booted again from the kernels that it had, or not at all.
    @Test func aKernelThatIsAnotherIsNotAtHand() {
        func had(_ name: String, packed: String?, hasProbe: Bool = true) -> RunHeader.Kernel {
            var files = hasProbe ? ["probe": "aa"] : [:]
            if let packed { files["bzImage"] = "\(Digest(of: packed))" }
            return .init(name: name, release: nil, version: nil, sha256: files, packages: [:], unavailable: nil)
        }
        func reason(_ kernel: RunHeader.Kernel, hasProbe: Bool = true) -> String? {
            let found = PlanRun.asTheyWere(
                [kernel], ["k": .ready(Self.image("k", hasProbe: hasProbe)), "other": .unavailable("x")])
            #expect(found["other"] == .unavailable("x"))
            if case .unavailable(let reason)? = found["k"] { return reason }
            return nil
        }
        #expect(reason(had("k", packed: "packed")) == nil)
        #expect(reason(had("other", packed: "that")) == nil, "what was not at hand stays so")
        #expect(reason(had("elsewhere", packed: "that")) == nil)
        let digest = "\(Digest(of: "that"))".prefix(12)
        #expect(reason(had("k", packed: "that")) == "the run's kernel \(digest)… is not at hand")
        #expect(reason(had("k", packed: nil))?.hasPrefix("the run's kernel of which n") == true)
        #expect(
            reason(had("k", packed: "packed", hasProbe: false))
                == "its image was made otherwise since: run --kernel PATH without --headers again")
        #expect(
            reason(had("k", packed: "packed"), hasProbe: false)
                == "its image was made otherwise since: run --kernel PATH with --headers again")
    }

    @Test func everyQEMUThatShowsAMachineIsNamedTheInstalledOneFirst() throws {
        let emulation = Emulation(
            shim: nil, emulators: [.qemu11: EmulatorImage(name: "qemu-11", version: "11.1.3", path: "/q")])
        func versions(_ emulators: [String]) throws -> String {
            let plans = try emulators.map { name in
                try SamplePlan.of { if name != "" { $0.axes["emulator"] = [name] } }
            }
            return emulation.versions(of: try #require(plans.first), installed: "7.2")
        }
        #expect(try versions([""]) == "QEMU 7.2")
        #expect(try versions(["qemu-11"]) == "QEMU 11.1.3 (qemu-11)")
        #expect(try versions(["qemu-10"]) == "QEMU (not at hand) (qemu-10)")
        let both = try SamplePlan.of { $0.axes["emulator"] = ["installed", "qemu-11"] }
        #expect(emulation.versions(of: both, installed: "7.2") == "QEMU 7.2, QEMU 11.1.3 (qemu-11)")
    }

    // MARK: nodes and times

    @Test func whatNoNodeHasIsNamedOnce() {
        #expect(
            NodesRun.lack(["sev", "qemu-11", "sev"], of: ["a", "b", "c"]) == "no node of a, b, c has qemu-11 or sev")
    }

    @Test(arguments: [true, false]) func aRunOverNodesSaysWhatItWasMadeWith(aliases: Bool) throws {
        let plan = try SamplePlan.of()
        let header = NodesRun(
            plan: plan, policy: Policy.named("linux-7.2"), part: nil, file: "",
            guests: try GuestOptions.parse(aliases ? ["--alias-stores"] : []), known: try KnownOptions.parse([]),
            faults: try FaultOptions.parse([]), common: try CommonOptions.parse([])
        ).header("mine")
        #expect(
            header.aliasedStores == (aliases ? true : nil) && header.session == "mine" && header.plan == plan.digest)
        #expect(header.policy == .named("linux-7.2") && header.slowdown == 1 && header.kernels.isEmpty)
    }

    /// Eight seconds a boot and 0.15 a cell, two at a time.
    @Test(arguments: [(1, "4 s"), (22, "89 s"), (23, "2 min"), (60, "4 min")])
    func aPlanTakesAboutSoLong(boots: Int, text: String) throws {
        #expect(ExpectedTime.text(try SamplePlan.of { $0.axes["cmdline"] = (1...boots).map { "x\($0)" } }) == text)
    }

    @Test func aDriverTakesTwoSeconds() throws {
        #expect(ExpectedTime.text(try SamplePlan.of(devices: ["nvme"], requests: ["driver-io"])) == "5 s")
    }
}
