import RouteModel

/// What must hold between the parts of a config before it is multiplied out.
extension Config {
    func check(against catalogue: Catalogue) throws(ConfigError) {
        try checkKernels(catalogue)
        for axis in axes { try checkDistinct(axis.map { $0.written() }) }
        for term in include.flatMap(\.terms) { try checkDistinct(term.written) }
        try checkDevices()
        try checkRequests()
        if let policy, !catalogue.policies.contains(policy.value) {
            throw ConfigError(
                policy.at, "there is no policy \(quoted(policy.value))",
                hint: NearestWord.hint(for: policy.value, among: [PolicyChoice.own.text] + catalogue.policies))
        }
    }

    private func checkKernels(_ catalogue: Catalogue) throws(ConfigError) {
        let named = kernels.map { $0.written() }
        try checkDistinct(named)
        let selected = (include + exclude).flatMap { $0.values(of: Boot.kernelField.key) }
        for kernel in named + selected where !catalogue.kernels.contains(kernel.value.value) {
            let name = kernel.value.value
            throw ConfigError(
                kernel.at, "there is no kernel \(quoted(name))",
                hint: NearestWord.hint(for: name, among: catalogue.kernels))
        }
    }

    private func checkDistinct(_ values: [Located<ConfigValue>]) throws(ConfigError) {
        var lines: [ConfigValue: Position] = [:]
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
        for named in (exclude + include).flatMap({ $0.values(of: Device.nameField.key) }) {
            let name = named.value.value
            guard names[name] == nil else { continue }
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
            if let mistake = asked.request.mistake {
                throw ConfigError(asked.at, mistake.message, hint: mistake.hint)
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
}

extension Position {
    fileprivate var brief: String { "in line \(line), column \(column)" }
}
