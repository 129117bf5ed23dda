import RouteModel

/// Finds the nearest configuration that can run here for what was read.
struct Mapper {
    let reading: Reading
    /// Names of the kernels at hand, with their releases, oldest first.
    let kernels: [(name: String, version: KernelVersion)]
    let symptom: Symptom
    var configuration: Configuration
    var inferred: [String] = []
    var assumed: [Assumption] = []
    var missing: [String] = []
    var contradictions: [String] = []
    /// Whether encryption of a host and of a guest are named with equal weight.
    var isMixed = false
    /// The kernel of the report, where it names one.
    var reported: KernelMention?
    /// What the configuration rests on that the report does not give, each in a few words.
    var isAssumed: [String] = []
    /// What would do the same as the first of ``isAssumed``, in words.
    var alternatives: [String] = []
    /// Whether RAM above 4 GiB was plugged in after boot.
    var isPluggedIn = false
    /// Options of the command line that the reported architecture does not read.
    var ignoredOptions: [String] = []
    /// What stands in here for what the report has, in words.
    var standIns: [String] = []
    /// Options of the cell that stand in for a cause that no option has.
    var standInOptions: Set<String> = []
    /// Whether an IOMMU is known to be there or not.
    var knowsIOMMU = false
    /// What vouches for each part of the configuration.
    var basis: [Axis: Evidence] = [:]

    /// RAM above 4 GiB and not more than a small node has.
    static let highRAM: UInt64 = 5 << 30
    static let lowRAM: UInt64 = 1 << 30

    init?(_ reading: Reading, kernels names: [String]) {
        let known = names.compactMap { name in KernelVersion(kernel: name).map { (name: name, version: $0) } }
            .filter { Policy.named($0.name) != nil }.sorted { $0.version < $1.version }
        guard let newest = known.last else { return nil }
        var reading = reading
        let options = (reading.commandLines + reading.wordedOptions).flatMap(\.value.options)
        // What the reported machine has and what helps it cannot be the same: it was said of another machine.
        reading.remedies.removeAll { $0.value.added && $0.value.helps && options.contains($0.value.option) }
        self.reading = reading
        kernels = known
        symptom = reading.symptom
        configuration = Configuration(
            boot: Boot(kernel: newest.name, ram: Self.lowRAM), device: Device(name: "edu0", dmaMask: 64),
            request: Request(kind: .mapSingle, size: 4096, direction: .fromDevice, place: .below4G))
    }

    /// Goes through all facts; what one leaves open a later one may decide.
    mutating func map() {
        if let pc = reading.architectures.first, let other = reading.architectures.last, reading.architectures.count > 1
        {
            contradictions.append(
                "\(pc.value.rawValue) (line \(pc.line)) and \(other.value.rawValue) (line \(other.line)) printed lines of one boot"
            )
        }
        mapKernel()
        mapEncryption()
        mapCommandLine()
        dropForeignOptions()
        mapMemory()
        mapIOMMU()
        mapDevice()
        mapRequest()
        configuration.settle()
        mapCondition()
        dropWhatNoPolicyTakes()
        tellDefaults()
    }

    /// An option that no policy follows must not cost the whole answer.
    private mutating func dropWhatNoPolicyTakes() {
        func speaks(_ configuration: Configuration) -> Bool {
            Policy.named(configuration.boot.kernel).flatMap { SymptomPrediction($0, configuration).routes } != nil
        }
        guard !speaks(configuration) else { return }
        let later = kernels.drop { $0.name != configuration.boot.kernel }.dropFirst().map(\.name)
        if let name = later.first(where: { speaks(configuration.with(.kernel($0))) }) {
            inferred.append(
                "\(name) stands in: no policy of \(configuration.boot.kernel) speaks of such a machine")
            configuration = configuration.with(.kernel(name))
            return
        }
        let options = configuration.boot.cmdline
        let unsized = Configuration.options(options) { option in
            option.hasPrefix("swiotlb=") && option.dropFirst(8).first?.isNumber == true
                || option.hasPrefix("coherent_pool=")
        }
        for fewer in [unsized, ""] where fewer != options && speaks(configuration.with(.cmdline(fewer))) {
            configuration = configuration.with(.cmdline(fewer))
            inferred.append(
                "\"\(options)\" is more than a machine here takes: \(fewer.isEmpty ? "no option" : fewer) in its place")
            return
        }
    }

    var policy: Policy? { Policy.named(configuration.boot.kernel) }

    /// Whether the kernel's own policy shows the symptom in a configuration.
    func shows(_ configuration: Configuration) -> Bool {
        Policy.named(configuration.boot.kernel).flatMap { SymptomPrediction($0, configuration).shows(symptom) } ?? false
    }

    mutating func assume(_ fact: String, _ value: String, otherwise others: [Change], isChoice: Bool = false) {
        assumed.append(Assumption(fact: fact, value: value, others: others, isChoice: isChoice))
    }

    /// Of values said several times the one nearest to the symptom.
    func nearest<Value>(_ noted: [Noted<Value>]) -> Noted<Value>? {
        guard let line = reading.symptomLine else { return noted.last }
        return noted.min { abs($0.line - line) < abs($1.line - line) }
    }
}

extension Mapper {
    private mutating func mapKernel() {
        let most = reading.kernels.map(\.value.weight).max() ?? 0
        let best = reading.kernels.filter { $0.value.weight == most }
        let certain = reading.kernels.filter { $0.value.weight >= 3 }
        let releases = Set(certain.map(\.value.version))
        if releases.count > 1 {
            let told = certain.map { "\($0.value.text) (line \($0.line))" }.joined(separator: ", ")
            contradictions.append("several kernels are named: \(told)")
        }
        if releases.count <= 1, reading.boots > 1,
            let other = reading.asideKernels.first(where: { !releases.contains($0.version) })
        {
            contradictions.append(
                "several kernels are named: \(([other] + certain.map(\.value)).map(\.text).joined(separator: ", ")); this is about the boot that fails"
            )
        }
        guard let chosen = nearest(best) else {
            let others = kernels.dropLast().map { Change.kernel($0.name) }
            assume("kernel", configuration.boot.kernel, otherwise: others)
            missing.append("the kernel's version")
            return
        }
        reported = chosen.value
        rest(.kernel, on: chosen.value.isInferred ? .hearsay : chosen.evidence)
        if chosen.value.isInferred { missing.append("the kernel's version") }
        let version = chosen.value.version
        let name = nearestKernel(version)
        configuration.boot.kernel = name
        if KernelVersion(kernel: name) != version {
            standIns.append("\(name) for \(chosen.value.text)")
            inferred.append("\(name) stands in for \(chosen.value.text), as the nearest kernel at hand")
            assumeRelease(name, chosen.value)
        } else if !reading.patched.isEmpty {
            inferred.append("\(name) as released stands in for \(chosen.value.text) with patches")
        }
        let rivals = releases.subtracting([version]).map(nearestKernel).filter { $0 != name }
        if !rivals.isEmpty {
            assume(
                "which of the kernels named", chosen.value.text, otherwise: Set(rivals).sorted().map { .kernel($0) },
                isChoice: true)
        }
    }

    /// A rule that is new in the next kernel at hand may be older than that: what differs there is open.
    private mutating func assumeRelease(_ name: String, _ kernel: KernelMention) {
        let next = kernels.first { $0.version > kernel.version }
        let isBetween = next.map { $0.name != name } ?? false
        assume(
            "release of the kernel", "what holds for \(name) holds for \(kernel.text)",
            otherwise: isBetween ? next.map { [.kernel($0.name)] } ?? [] : [])
    }

    /// The newest at hand that is not newer, else the oldest.
    func nearestKernel(_ version: KernelVersion) -> String {
        KernelVersion.nearest(to: version, among: kernels.map(\.name)) ?? kernels[0].name
    }
}
