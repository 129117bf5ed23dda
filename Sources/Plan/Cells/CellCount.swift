import RouteModel

/// How many cells a config makes, counted before any of them is made: a million of them take a minute.
///
/// Boots with the same memory from which the same excludes take something have equally many, so each kind of boot is
/// counted once.
struct CellCount {
    private struct Kind: Hashable {
        var ram: UInt64
        var processors: Int
        var excludes: [Int]
        var inclusion: Position?
    }

    let config: Config
    var most = Limits.cells

    /// - Throws: `ConfigError` where they are more than ``Limits/cells``.
    func check(_ boots: [ExpandedBoot]) throws(ConfigError) {
        var known: [Kind: Int] = [:]
        var sum = 0
        for boot in boots {
            let excludes = config.exclude.indices.filter { index in
                let entry = config.exclude[index]
                return boot.inclusion == nil && !entry.isAboutBoots && entry.matches(boot.boot)
            }
            let kind = Kind(
                ram: boot.boot.ram, processors: boot.boot.processors, excludes: excludes, inclusion: boot.inclusion?.at)
            let count = known[kind] ?? count(boot, excludes)
            known[kind] = count
            sum += count
            guard sum <= most else {
                throw ConfigError(boot.at, "the config makes more than \(most) cells", hint: "split it")
            }
        }
    }

    private func count(_ boot: ExpandedBoot, _ excludes: [Int]) -> Int {
        let memory = RAMLayout(ram: boot.boot.ram)
        return config.devices.map(\.value).reduce(0) { sum, device in
            sum
                + config.requests.count { written in
                    let request = written.request
                    return request.suits(device) && request.absence(in: boot.boot, memory, for: device) == nil
                        && boot.inclusion?.matches(device, request) ?? true
                        && !excludes.contains { config.exclude[$0].matches(device, request) }
                }
        }
    }
}
