import RouteModel

/// What must hold between the parts of a config before it is multiplied out.
extension Config {
    func check(against catalogue: Catalogue) throws(ConfigError) {
        try checkKernels(catalogue)
        for axis in axes { try checkDistinct(axis) }
        for term in include.flatMap(\.terms) { try checkDistinct(term) }
        try checkDevices()
        try checkRequests()
        if let policy, !catalogue.policies.contains(policy.value) {
            throw ConfigError(
                policy.at, "there is no policy \(quoted(policy.value))",
                hint: NearestWord.hint(for: policy.value, among: ["own"] + catalogue.policies))
        }
        guard isolation.value == .shared else {
            throw ConfigError(
                isolation.at, "isolation \(isolation.value.rawValue) is not available in this version",
                hint: "use isolation: shared, in which the cells of a boot share one guest")
        }
    }

    private func checkKernels(_ catalogue: Catalogue) throws(ConfigError) {
        try checkDistinct(kernels)
        let excluded = exclude.flatMap { $0.terms.joined() }
        for named in kernels + include.flatMap({ $0.terms.joined() }) + excluded {
            guard case .kernel(let name) = named.value, !catalogue.kernels.contains(name) else { continue }
            throw ConfigError(
                named.at, "there is no kernel \(quoted(name))",
                hint: NearestWord.hint(for: name, among: catalogue.kernels))
        }
    }

    private func checkDistinct(_ values: [Located<Attribute>]) throws(ConfigError) {
        var lines: [Attribute: Position] = [:]
        for value in values {
            if let first = lines.updateValue(value.at, forKey: value.value) {
                throw ConfigError(value.at, "this value stands twice: first \(first.brief)", hint: "keep one of them")
            }
        }
    }

    private func checkDevices() throws(ConfigError) {
        var names: [String: Position] = [:]
        for device in devices {
            if let first = names.updateValue(device.at, forKey: device.value.name) {
                throw ConfigError(
                    device.at, "two devices have the name \(device.value.name): the other is \(first.brief)",
                    hint: "give this one another name")
            }
        }
        for named in exclude.flatMap({ $0.terms.joined() }) {
            guard case .device(let name) = named.value, names[name] == nil else { continue }
            throw ConfigError(
                named.at, "there is no device \(quoted(name))",
                hint: NearestWord.hint(for: name, among: devices.map(\.value.name)))
        }
    }

    private func checkRequests() throws(ConfigError) {
        try checkSuiting()
        var seen: [Request: Position] = [:]
        for asked in requests {
            if let first = seen.updateValue(asked.at, forKey: asked.request) {
                throw ConfigError(
                    asked.at, "the request \(asked.request.brief) stands twice: first \(first.brief)",
                    hint: "keep one of them")
            }
            try checkPiece(asked)
            let step = Limits.sizeStep * UInt64(asked.request.segments)
            guard asked.request.size.isMultiple(of: step) else {
                throw ConfigError(
                    asked.at,
                    "\(IECSize.text(asked.request.size)) cannot be cut into \(asked.request.segments) segments of equal"
                        + " size that are multiples of \(Limits.sizeStep) bytes",
                    hint: "size must be a multiple of \(step)")
            }
        }
    }
}

extension Config {
    /// A request that no device makes, or a device that makes none, is a mistake.
    fileprivate func checkSuiting() throws(ConfigError) {
        for asked in requests where !devices.contains(where: { asked.request.suits($0.value) }) {
            throw ConfigError(
                asked.at, "no device makes \(asked.request.kind.rawValue)",
                hint: asked.request.kind == .driverIO
                    ? "driver-io is for devices such as {model: nvme}"
                    : "\(asked.request.kind.rawValue) is for devices such as {model: edu, dma-mask: 64}")
        }
        for device in devices where !requests.contains(where: { $0.request.suits(device.value) }) {
            throw ConfigError(
                device.at, "no request suits the device \(device.value.name)",
                hint: device.value.hasDriver
                    ? "add {kind: driver-io} to requests" : "ask for map-single or another call of the DMA API")
        }
    }

    fileprivate func checkPiece(_ asked: AskedRequest) throws(ConfigError) {
        let request = asked.request
        let most = Limits.piece * UInt64(request.segments)
        guard request.place != nil, request.size > most else { return }
        let what = request.kind == .mapSG ? "a segment of map-sg" : "a buffer of \(request.kind.rawValue)"
        let more = request.size / Limits.piece + (request.size.isMultiple(of: Limits.piece) ? 0 : 1)
        let ways = "ask for \(IECSize.text(most)) or less"
        throw ConfigError(
            asked.at,
            "\(what) has at most \(IECSize.text(Limits.piece)), the page allocator's largest block, and size is"
                + " \(IECSize.text(request.size))",
            hint: request.kind == .mapSG ? "\(ways), or cut it into \(more) segments or more" : ways)
    }
}

extension Position {
    fileprivate var brief: String { "in line \(line), column \(column)" }
}

extension Request {
    /// As a report would write it.
    var brief: String {
        let place = place.map { " " + $0.rawValue } ?? ""
        let segments = segments > 1 ? " in \(segments) segments" : ""
        let atomic = atomic ? " atomic" : ""
        let handed = address == .physical ? " by its physical address" : ""
        let attributes = attributes.isEmpty ? "" : " " + attributes.text
        return "\(kind.rawValue) \(IECSize.text(size)) \(direction.rawValue)\(place)\(segments)\(atomic)\(handed)"
            + attributes
    }
}
