import RouteModel

/// A boot of a config before its cells are known.
struct ExpandedBoot {
    var boot: Boot
    /// What to blame if it cannot exist.
    var at: Position
    /// The entry of `include` that it comes from; no exclude acts on such a boot.
    var inclusion: Selection?
}

/// The boots of a config.
extension Config {
    /// Kernels × axes, the last axis changing first.
    func matrix() throws(ConfigError) -> [ExpandedBoot] {
        guard let first = kernels.first else { return [] }
        guard ([kernels] + axes).boundedProduct(Limits.boots) != nil else {
            throw ConfigError(
                first.at, "kernels and axes make more than \(Limits.boots) boots", hint: "split the config")
        }
        return product([kernels] + axes, at: first.at)
    }

    /// The boots that `include` adds.
    func inclusions() throws(ConfigError) -> [ExpandedBoot] {
        var boots: [ExpandedBoot] = []
        for inclusion in include {
            let terms = inclusion.bootTerms(kernels)
            guard terms.boundedProduct(Limits.boots) != nil else {
                throw ConfigError(inclusion.at, "this stands for more than \(Limits.boots) boots")
            }
            boots += product(terms, at: inclusion.at).map { boot in
                var boot = boot
                boot.inclusion = inclusion
                return boot
            }
            guard boots.count <= Limits.boots else {
                throw ConfigError(
                    inclusion.at, "include makes more than \(Limits.boots) boots", hint: "split the config")
            }
        }
        return boots
    }

    /// Boots that differ only in what says nothing of them come out equal.
    private func product(_ choices: [[Located<Setting<Boot>>]], at: Position) -> [ExpandedBoot] {
        var usual = Boot(kernel: "", ram: 0, cBit: cBit)
        for field in Boot.axes where field.key != Boot.cBitField.key { field.usual?(usual).apply(&usual) }
        var boots = [ExpandedBoot(boot: usual, at: at)]
        for values in choices {
            let isBlamed = values.first?.value.key == Boot.encryptionField.key
            boots = boots.flatMap { boot in
                values.map { value in
                    var boot = boot
                    value.value.apply(&boot.boot)
                    if isBlamed { boot.at = value.at }
                    return boot
                }
            }
        }
        return boots.map { boot in
            var boot = boot
            boot.boot = boot.boot.normalised()
            return boot
        }
    }
}
