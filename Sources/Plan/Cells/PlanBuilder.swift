import RouteModel

extension Config {
    /// Multiplies the config out.
    ///
    /// - Throws: The first thing that is wrong between the config's parts: names that nothing has, doubles, boots and
    ///   requests that cannot exist, an exclude that matches nothing.
    public func plan(_ catalogue: Catalogue) throws(ConfigError) -> Plan {
        try check(against: catalogue)
        var builder = PlanBuilder(self)
        let boots = try builder.expandedBoots()
        try CellCount(config: self).check(boots)
        for boot in boots { try builder.add(boot) }
        return try builder.finish()
    }
}

extension Config {
    /// The boots that stay after the excludes that are about whole boots, and the included ones.
    func boots() throws(ConfigError) -> [ExpandedBoot] {
        var builder = PlanBuilder(self)
        return try builder.expandedBoots()
    }
}

/// Turns expanded boots into planned ones, and keeps account of what existed and what matched.
private struct PlanBuilder {
    let config: Config
    let devices: [Device]
    /// For each exclude: the devices and requests that it would take, by device × request.
    let taken: [[Bool]]
    var boots: [PlannedBoot] = []
    var leftOut = 0
    /// Of every boot that was added.
    var ram: [UInt64] = []
    /// CPUs of the largest machine.
    var processors = 0
    var hasMatched: [Bool]
    /// For each request: whether some boot and device have memory for it.
    var exists: [Bool]

    init(_ config: Config) {
        self.config = config
        let devices = config.devices.map(\.value)
        self.devices = devices
        taken = config.exclude.map { entry in
            devices.flatMap { device in config.requests.map { entry.matches(device, $0.request) } }
        }
        hasMatched = config.exclude.map { _ in false }
        exists = config.requests.map { _ in false }
    }

    /// The boots that stay after the excludes that are about whole boots, and the included ones.
    mutating func expandedBoots() throws(ConfigError) -> [ExpandedBoot] {
        var kept: [ExpandedBoot] = []
        // Boots without encryption are equal whatever an axis says of the C-bit.
        var once: Set<Boot> = []
        for boot in try config.matrix() where once.insert(boot.boot).inserted {
            var isExcluded = false
            for (index, entry) in config.exclude.enumerated() where entry.isAboutBoots && entry.matches(boot.boot) {
                hasMatched[index] = true
                isExcluded = true
            }
            if !isExcluded { kept.append(boot) }
        }
        var seen = Set(kept.map(\.boot))
        for boot in try config.inclusions() {
            guard seen.insert(boot.boot).inserted else {
                throw ConfigError(
                    boot.at, "this boot is planned already",
                    hint: "include adds boots and changes none; leave it out")
            }
            kept.append(boot)
        }
        for boot in kept {
            if let lack = boot.boot.impossibility { throw ConfigError(boot.at, lack.refusal, hint: lack.hint) }
        }
        return kept
    }

    mutating func add(_ expanded: ExpandedBoot) throws(ConfigError) {
        ram.append(expanded.boot.ram)
        processors = max(processors, expanded.boot.processors)
        let memory = RAMLayout(ram: expanded.boot.ram)
        let entries = config.exclude.indices.filter { index in
            let entry = config.exclude[index]
            return expanded.inclusion == nil && !entry.isAboutBoots && entry.matches(expanded.boot)
        }
        var asked: [Plan.Asked] = []
        for (deviceIndex, device) in devices.enumerated() {
            for (requestIndex, written) in config.requests.enumerated() where written.request.suits(device) {
                let isThere = written.request.absence(in: expanded.boot, memory, for: device) == nil
                if isThere { exists[requestIndex] = true }
                let takers = entries.filter { taken[$0][deviceIndex * config.requests.count + requestIndex] }
                if isThere { for index in takers { hasMatched[index] = true } }
                let isChosen = expanded.inclusion?.matches(device, written.request) ?? true
                guard isChosen, takers.isEmpty else { continue }
                guard isThere else {
                    leftOut += 1
                    continue
                }
                asked.append(Plan.Asked(device: device, request: written.request))
            }
        }
        let planned = PlannedBoot(boot: expanded.boot, asked: asked)
        guard planned.driven.count <= Limits.driven else {
            throw ConfigError(
                expanded.at,
                "\(planned.driven.count) devices of a boot have drivers of the kernel's, and \(Limits.driven) are possible",
                hint: "exclude some of their driver-io there: \(planned.driven.map(\.name).joined(separator: ", "))")
        }
        if asked.isEmpty, let inclusion = expanded.inclusion {
            throw ConfigError(
                expanded.at, "none of the requests can exist in this boot",
                hint: inclusion.isAboutBoots
                    ? "leave it out" : "leave it out, or let its keys of devices and requests choose more")
        }
        guard !asked.isEmpty else { return }
        boots += planned.split(
            config.isolation.value, policy: Policy.named(config.policy?.value ?? expanded.boot.kernel))
    }

    func finish() throws(ConfigError) -> Plan {
        if let index = hasMatched.firstIndex(of: false) {
            let entry = config.exclude[index]
            throw ConfigError(entry.at, "this exclude matches nothing", hint: entry.hint(config))
        }
        guard !ram.isEmpty, !boots.isEmpty || exists.contains(false) else {
            let at = config.exclude.first?.at ?? config.isolation.at
            throw ConfigError(at, "nothing is left to run: the excludes take every cell")
        }
        if let index = exists.firstIndex(of: false) {
            let asked = config.requests[index]
            let lack =
                asked.request.cpu.flatMap { $0 < processors ? nil : Lack.processor($0, of: processors) }
                ?? Lack.buffer(asked.request.place, ram: ram, masks: devices.map(\.dmaMask))
            throw ConfigError(asked.placeAt, lack.refusal, hint: lack.hint)
        }
        return Plan(
            name: config.name, boots: boots, leftOut: leftOut, policy: config.policy?.value,
            isolation: config.isolation.value)
    }
}
