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
            if device.value.besideIOMMU, device.value.untrusted || device.value.hotplugged {
                throw ConfigError(
                    device.at, "a device beside the vIOMMU is neither untrusted nor plugged in later",
                    hint: "leave out beside-viommu, or untrusted and hotplug")
            }
        }
        for named in (exclude + include).flatMap({ $0.terms.joined() }) {
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
            try checkCut(asked)
            try checkCall(asked)
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

    fileprivate func checkCut(_ asked: AskedRequest) throws(ConfigError) {
        let step = Limits.sizeStep * asked.request.parts
        guard !asked.request.size.isMultiple(of: step) else { return }
        let cut = asked.request.cut == .even ? "of equal size" : "of growing size"
        throw ConfigError(
            asked.at,
            "\(IECSize.text(asked.request.size)) cannot be cut into \(asked.request.segments) segments \(cut)"
                + " that are multiples of \(Limits.sizeStep) bytes",
            hint: "size must be a multiple of \(step)")
    }

    /// What a call can have by its kind alone.
    fileprivate func checkCall(_ asked: AskedRequest) throws(ConfigError) {
        let request = asked.request
        let isOne = request.kind == .mapSingle || request.kind == .mapPage
        if !isOne, request.held > 0 || request.earlierMask != nil {
            throw ConfigError(
                asked.at, "\(request.kind.rawValue) cannot follow on other mappings or masks",
                hint: "only map-single and map-page have held and earlier-mask")
        }
        if request.place == .mixed, request.segments < 2 {
            throw ConfigError(asked.at, "one segment cannot lie on both sides of 4 GiB", hint: "ask for 2 or more")
        }
        if request.kind == .allocPages, !request.attributes.isEmpty {
            throw ConfigError(
                asked.at, "dma_alloc_pages() takes no attributes", hint: "ask for alloc-coherent, or leave them out")
        }
        if request.kind == .mapResource, request.size > Limits.registers {
            throw ConfigError(
                asked.at, "the registers that map-resource reaches have \(IECSize.text(Limits.registers))",
                hint: "ask for as much or less")
        }
    }

    fileprivate func checkPiece(_ asked: AskedRequest) throws(ConfigError) {
        let request = asked.request
        let most = Limits.piece * request.parts / (request.cut == .even ? 1 : UInt64(request.segments))
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
        let segments = segments > 1 ? " in \(segments)\(cut == .even ? "" : " growing") segments" : ""
        let atomic = atomic ? " atomic" : ""
        let handed = address == .physical ? " by its physical address" : ""
        let attributes = attributes.isEmpty ? "" : " " + attributes.text
        let others = held > 0 ? " with \(held) held" : ""
        let earlier = earlierMask.map { " after \($0) bits" } ?? ""
        return "\(kind.rawValue) \(IECSize.text(size)) \(direction.rawValue)\(place)\(segments)\(atomic)\(handed)"
            + attributes + others + earlier
    }
}

extension Request {
    /// Equal parts that its segments are made of.
    fileprivate var parts: UInt64 {
        let count = UInt64(max(segments, 1))
        return cut == .even ? count : count * (count + 1) / 2
    }
}
