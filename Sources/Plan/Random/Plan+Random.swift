import RouteModel

extension Plan {
    /// Cells of boots a seed.
    private static let cells = 40

    /// Cells that no config lists: for each boot a machine, devices and requests by chance, of all that a config can say.
    ///
    /// - Parameters:
    ///   - seed: the same seed, number of boots and kernels give the same plan.
    ///   - boots: how many; fewer come where two are alike.
    ///   - kernels: to choose from.
    public init(random seed: Int, boots: Int, kernels: [String]) {
        var seen: Set<String> = []
        let planned = (0..<boots).compactMap { index -> PlannedBoot? in
            // Of its own, so that more boots change none of those before.
            var chance = RandomBoot(SplitMix64(SplitMix64.mixed(seed, index)), kernels)
            let boot = chance.planned(cells: Self.cells)
            return boot.flatMap { seen.insert($0.key).inserted ? $0 : nil }
        }
        self.init(name: "random-\(seed)", boots: planned, leftOut: 0, policy: nil, isolation: .shared)
    }
}

extension SplitMix64 {
    fileprivate static func mixed(_ seed: Int, _ index: Int) -> UInt64 {
        var numbers = SplitMix64(seed)
        var more = SplitMix64(numbers.next() ^ UInt64(truncatingIfNeeded: index))
        return more.next()
    }
}

/// One boot by chance. All that it chooses is written as flags and read as they are, so that no cell comes of it for which a user
/// could not ask.
private struct RandomBoot {
    private var words: RandomWords
    private let kernels: [String]

    init(_ numbers: SplitMix64, _ kernels: [String]) {
        words = RandomWords(numbers: numbers)
        self.kernels = kernels
    }

    /// nil where chance gave no machine that can be, in many tries.
    mutating func planned(cells: Int) -> PlannedBoot? {
        for _ in 0..<100 {
            var flags = Flags()
            flags.kernel = words.one(of: kernels).map { [$0] } ?? []
            for field in Boot.axes where field.key != "cmdline" {
                if let word = words.word(field, RandomWords.boot) { flags.axes[field.key] = [word] }
            }
            // Emulated encryption has one processor.
            if flags.axes["encryption"] != nil { flags.axes["cpus"] = nil }
            flags.axes["cmdline"] = [words.commandLine()]
            guard let boot = read(flags, "edu,dma-mask=64", "map-single")?.boot else { continue }
            let asked = asked(cells, flags)
            if !asked.isEmpty { return PlannedBoot(boot: boot, asked: asked) }
        }
        return nil
    }

    /// The boot and the cell that the flags come to; nil where they are refused.
    private func read(_ flags: Flags, _ device: String, _ request: String) -> (boot: Boot, asked: Plan.Asked)? {
        var flags = flags
        (flags.device, flags.request) = ([device], [request])
        let catalogue = Catalogue(kernels: kernels, policies: [])
        guard let boot = try? Config(flags: flags).plan(catalogue).boots.first, let cell = boot.cells.first else {
            return nil
        }
        return (boot.boot, Plan.Asked(device: cell.device, request: cell.request))
    }

    private mutating func asked(_ count: Int, _ flags: Flags) -> [Plan.Asked] {
        var found: [Plan.Asked] = []
        let probed = (0..<Int.random(in: 2...6, using: &words.numbers)).map { _ in edu() }
        // What fits together in no call is thrown away.
        for _ in 0..<(count * 6) where found.count < count {
            guard let device = words.one(of: probed), let asked = read(flags, device, request())?.asked,
                !found.contains(asked)
            else { continue }
            found.append(asked)
        }
        for model in DeviceModel.all.filter({ $0.masks != nil }).shuffled(using: &words.numbers).prefix(drivers()) {
            let platform = model.form.takesPlatform ? ",iommu-platform=" + (words.chance(3, in: 4) ? "on" : "off") : ""
            if let asked = read(flags, model.name + platform, "driver-io")?.asked { found.append(asked) }
        }
        return found
    }

    private mutating func drivers() -> Int { words.chance(1, in: 2) ? 0 : Int.random(in: 1...4, using: &words.numbers) }

    private mutating func edu() -> String {
        var text = "edu"
        for field in Device.fields where field.forms.contains(.edu) && field.key != Device.nameField.key {
            let word = words.word(field, RandomWords.device) ?? (field.key == "dma-mask" ? "64" : nil)
            if let word { text += ",\(field.key)=\(word)" }
        }
        return text
    }

    private mutating func request() -> String {
        let kinds = RequestKind.allCases.filter { $0 != .driverIO }
        guard let kind = words.one(of: kinds) else { return "" }
        let form = kind == .mapSG && words.chance(2, in: 3) ? Request.Form.list : kind.form
        var text = kind.rawValue
        for field in Request.fields where field.forms.contains(form) {
            let word = words.word(field, RandomWords.request) ?? (form == .list && field.key == "segments" ? "4" : nil)
            if let word { text += ",\(field.key)=\(word)" }
        }
        return text
    }
}

extension Device.Form {
    /// Whether a config has to say if such a device demands the DMA API.
    fileprivate var takesPlatform: Bool {
        Device.fields.contains { $0.key == "iommu-platform" && $0.required.contains(self) }
    }
}
