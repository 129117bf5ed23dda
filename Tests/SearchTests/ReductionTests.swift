import Plan
import RouteModel
import Search
import Testing

/// Two releases part here; the model is the oracle, as a booted kernel is to the command.
@Suite struct ReductionTests {
    private static func part(_ a: String, _ b: String) throws -> (Candidate) -> Bool? {
        let (one, other) = (try #require(Policy.named(a)), try #require(Policy.named(b)))
        return { candidate in
            guard candidate.plan(named: "test", policy: nil) != nil else { return nil }
            return one.predict(candidate.point).map(\.allowed) != other.predict(candidate.point).map(\.allowed)
        }
    }

    private static let start = Candidate(
        boot: Boot(
            kernel: "linux-7.3", platform: .host, encryption: .sme, viommu: .amd,
            cmdline: "iommu=pt iommu.strict=1 panic=1", ram: 5 << 30, cBit: 51, maxmem: 16 << 30),
        target: .init(
            device: Device(name: "edu", dmaMask: 64, coherentMask: 32),
            request: Request(
                kind: .mapSG, size: 64 << 10, direction: .toDevice, place: .above4G, segments: 4)),
        beside: (0..<5).map {
            .init(
                device: Device(name: "edu", dmaMask: 64, coherentMask: 32),
                request: Request(kind: .mapSingle, size: 4096 << UInt64($0), direction: .fromDevice, place: .below4G))
        })

    @Test func endsWhereNothingSimplerShowsIt() async throws {
        let parts = try Self.part("linux-7.2", "linux-7.3")
        try #require(parts(Self.start) == true)
        let reduction = try await Reduction(from: Self.start, repeats: 1) { parts($0) }
        let smallest = reduction.smallest
        #expect(parts(smallest) == true)
        #expect(smallest.beside.isEmpty && smallest.unusual < Self.start.unusual)
        for dimension in Dimension.allCases {
            for simpler in dimension.simplifications(of: smallest) {
                #expect(parts(simpler.candidate) != true, "\(simpler.says)")
            }
        }
        #expect(reduction.steps.count { $0.shown } > 0 && reduction.steps.count { !$0.shown } > 0)
        #expect(reduction.after == .init(shown: 1, tries: 1))
    }

    /// What needs a request before it keeps that one, and only it.
    @Test func keepsWhatIsNeededBesideIt() async throws {
        let needed = Self.start.beside[3]
        let reduction = try await Reduction(from: Self.start, repeats: 1) { candidate in
            candidate.beside.contains { $0.request.size == needed.request.size }
        }
        #expect(reduction.smallest.beside.map(\.request) == [needed.request])
        #expect(reduction.smallest.beside.first?.device == reduction.smallest.target.device)
        #expect(reduction.smallest.boot.cmdline.isEmpty)
    }

    @Test func everyStepIsSimplerAndTriedOnce() async throws {
        var tried: [Candidate: Int] = [:]
        let reduction = try await Reduction(from: Self.start, repeats: 1) { candidate in
            tried[candidate, default: 0] += 1
            return candidate.boot.cmdline.contains("iommu.strict=1") && candidate.target.request.size >= 5000
        }
        #expect(reduction.smallest.boot.cmdline == "iommu.strict=1")
        #expect(reduction.smallest.target.request.size == 8192)
        tried[reduction.smallest] = nil
        #expect(tried.values.allSatisfy { $0 == 1 })
        for step in reduction.steps where step.shown { #expect(step.candidate.unusual <= Self.start.unusual) }
    }

    @Test func whatShowsSeldomIsTriedMoreOftenBeforeItCountsAsGone() async throws {
        var calls = 0
        // Shows itself in every second boot, whatever the configuration.
        let reduction = try await Reduction(from: Self.start, repeats: 4) { _ in
            calls += 1
            return calls % 2 == 0
        }
        #expect(reduction.before == .init(shown: 2, tries: 4))
        #expect(reduction.smallest.unusual == 0)
        #expect(reduction.steps.contains { $0.tries == 2 })
    }

    /// Whatever shows everywhere ends at the usual values, so each unusual value has something that takes it away.
    @Test func everyUnusualValueCanGo() async throws {
        var start = Self.start
        start.boot.emulator = .qemu11
        start.boot.microcode = 1
        start.boot.passThrough = false
        start.target.device.untrusted = true
        start.target.device.hotplugged = true
        start.target.request.cut = .growing
        start.target.request.attributes = [.mmio]
        let lists = try await Reduction(from: start, repeats: 1) { _ in true }
        #expect(lists.smallest.unusual == 0, "\(lists.smallest)")
        start.target.device.besideIOMMU = true
        start.target.request = Request(kind: .mapPage, size: 4096, direction: .bidirectional, place: .below4G)
        start.target.request.held = 3
        start.target.request.earlierMask = 28
        let pages = try await Reduction(from: start, repeats: 1) { _ in true }
        #expect(pages.smallest.unusual == 0, "\(pages.smallest)")
    }

    @Test func whatDoesNotShowAgainIsNotReduced() async throws {
        let reduction = try await Reduction(from: Self.start, repeats: 3) { _ in false }
        #expect(reduction.before == .init(shown: 0, tries: 3))
        #expect(reduction.smallest == Self.start && reduction.steps.isEmpty)
    }

    @Test func aCandidateIsTheCellOfAConfig() throws {
        var flags = Flags()
        flags.name = "one"
        flags.kernel = ["linux-7.3"]
        flags.device = ["edu,dma-mask=32"]
        flags.request = ["map-single,size=8KiB,place=above-4g"]
        flags.axes["ram"] = ["5GiB"]
        let catalogue = Catalogue(kernels: ["linux-7.3"], policies: [])
        let cell = try #require(try Config(flags: flags).plan(catalogue).cells.first)
        let candidate = Candidate(boot: cell.boot, target: .init(device: cell.device, request: cell.request))
        #expect(candidate.plan(named: "two", policy: nil)?.cell.id == cell.id)
        var low = candidate
        low.boot.ram = 512 << 20
        #expect(low.plan(named: "two", policy: nil) == nil, "there is no buffer above 4 GiB in it")
    }
}
